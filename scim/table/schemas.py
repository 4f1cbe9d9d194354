"""THE TABLE: every attribute of RFC 7643's User, EnterpriseUser and Group, one row each.

Role and Entitlement, of draft-ietf-scim-roles-entitlements-01, list what users can have of each.

Discovery, validation, filters, sorting, projection, PATCH targets, loading, storing, uniqueness and
the redaction of the log are derived from these rows; there is no second list anywhere.
"""

from .attributes import Attribute, Naming, ResourceType, Schema, Storage
from .builders import allowed_values, common, display, elements, many, reference

_PREFIX = "urn:ietf:params:scim:schemas:"
USER_URN = f"{_PREFIX}core:2.0:User"
ENTERPRISE_USER_URN = f"{_PREFIX}extension:enterprise:2.0:User"
GROUP_URN = f"{_PREFIX}core:2.0:Group"
ROLE_URN = f"{_PREFIX}core:2.0:Role"
ENTITLEMENT_URN = f"{_PREFIX}core:2.0:Entitlement"

USER = Schema(
    USER_URN,
    "User",
    "User account",
    (
        Attribute(
            "userName",
            required=True,
            uniqueness="server",
            max_length=254,
            column="username",
            naming=Naming.IDENTIFIER,
            description="What the user signs in with; unique without regard to case.",
        ),
        Attribute(
            "name",
            type="complex",
            description="The parts of the user's name.",
            sub=(
                Attribute("formatted", column="formatted_name", max_length=512),
                Attribute("familyName", column="last_name"),
                Attribute("givenName", column="first_name"),
                Attribute("middleName", column="middle_name"),
                Attribute("honorificPrefix", column="honorific_prefix"),
                Attribute("honorificSuffix", column="honorific_suffix"),
            ),
        ),
        Attribute("displayName", column="display_name", description="The name shown to others."),
        Attribute("nickName", column="nick_name", description="The casual name."),
        Attribute(
            "profileUrl",
            type="reference",
            case_exact=True,
            reference_types=("external",),
            max_length=2048,
            column="profile_url",
            description="A page about the user.",
        ),
        Attribute("title", column="title", description="The job title, such as Vice President."),
        Attribute("userType", column="user_type", description="The relation to the organization."),
        Attribute(
            "preferredLanguage",
            column="preferred_language",
            description="The preferred language, such as en-US.",
        ),
        Attribute("locale", column="locale", description="For dates, numbers and currency."),
        Attribute("timezone", column="time_zone", description="Such as Europe/Berlin."),
        Attribute(
            "active",
            type="boolean",
            has_default=True,
            column="is_active",
            description="False while the user may not sign in.",
        ),
        Attribute(
            "password",
            mutability="writeOnly",
            returned="never",
            case_exact=True,
            max_length=1024,
            is_published=False,
            storage=Storage.PASSWORD,
            description="The user's password in clear text; stored as a hash.",
        ),
        many(
            "emails",
            "E-mail addresses.",
            elements(types=("work", "home", "other"), publishes_display=False),
        ),
        many(
            "phoneNumbers",
            "Telephone numbers.",
            elements(types=("work", "home", "mobile", "fax", "pager", "other"), takes_numbers=True),
        ),
        many(
            "ims",
            "Instant messaging addresses.",
            elements(types=("aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo")),
        ),
        many(
            "photos",
            "Pictures of the user.",
            elements(
                types=("photo", "thumbnail"),
                type="reference",
                case_exact=True,
                max_length=65536,
                reference_types=("external",),
            ),
        ),
        many(
            "addresses",
            "Postal addresses.",
            (
                Attribute("formatted", column="formatted", max_length=2048),
                Attribute("streetAddress", column="street_address", max_length=1024),
                Attribute("locality", column="locality"),
                Attribute("region", column="region"),
                Attribute("postalCode", column="postal_code", takes_numbers=True),
                Attribute("country", column="country"),
                display(is_published=False),
                Attribute("type", column="type", canonical_values=("work", "home", "other")),
                Attribute("primary", type="boolean", column="primary"),
            ),
        ),
        Attribute(
            "groups",
            type="complex",
            multi_valued=True,
            mutability="readOnly",
            description="The groups the user is a member of.",
            storage=Storage.MEMBERSHIPS,
            sub=(
                Attribute(
                    "value",
                    case_exact=True,
                    column="group__group__scim_id",
                    mutability="readOnly",
                ),
                reference("Group", "group__group__scim_id"),
                Attribute(
                    "display",
                    column="group__group__display_name",
                    mutability="readOnly",
                    naming=Naming.LABEL,
                ),
                Attribute(
                    "type",
                    mutability="readOnly",
                    canonical_values=("direct",),
                    constant="direct",
                    storage=Storage.CONSTANT,
                ),
            ),
        ),
        many("entitlements", "What the user is entitled to.", elements()),
        many("roles", "The user's roles.", elements()),
        many(
            "x509Certificates",
            "Certificates of the user.",
            elements(type="binary", case_exact=True, max_length=65536),
        ),
    ),
)

ENTERPRISE_USER = Schema(
    ENTERPRISE_USER_URN,
    "EnterpriseUser",
    "Enterprise user",
    (
        Attribute("employeeNumber", column="employee_number", takes_numbers=True),
        Attribute("costCenter", column="cost_center", takes_numbers=True),
        Attribute("organization", column="organization"),
        Attribute("division", column="division"),
        Attribute("department", column="department"),
        Attribute(
            "manager",
            type="complex",
            description="The user's manager.",
            sub=(
                Attribute("value", column="manager_value", max_length=512, takes_numbers=True),
                reference("User", "manager__scim_id"),
                Attribute(
                    "displayName",
                    mutability="readOnly",
                    column="manager__display_name",
                ),
            ),
        ),
    ),
)

GROUP = Schema(
    GROUP_URN,
    "Group",
    "Group",
    (
        Attribute(
            "displayName",
            required=True,
            uniqueness="server",
            max_length=512,
            column="display_name",
            naming=Naming.LABEL,
            description="The group's name; unique without regard to case.",
        ),
        Attribute(
            "members",
            type="complex",
            multi_valued=True,
            description="The users in the group.",
            storage=Storage.MEMBERS,
            sub=(
                Attribute("value", column="user__scim_id", case_exact=True, mutability="immutable"),
                reference("User", "user__scim_id", mutability="immutable"),
                Attribute("display", column="user__display_name", mutability="readOnly"),
                Attribute(
                    "type",
                    mutability="immutable",
                    canonical_values=("User",),
                    constant="User",
                    storage=Storage.CONSTANT,
                ),
            ),
        ),
    ),
)


ROLE = allowed_values(ROLE_URN, "Role", "A role that users can have")
ENTITLEMENT = allowed_values(
    ENTITLEMENT_URN, "Entitlement", "Something that users can be entitled to"
)

USER_TYPE = ResourceType("User", "/Users", "User account", USER, common("User"), (ENTERPRISE_USER,))
GROUP_TYPE = ResourceType("Group", "/Groups", "Group", GROUP, common("Group"))
# Conformance suites create one of every type that is listed: docs/decisions/0013.
ROLE_TYPE = ResourceType(
    "Role",
    "/Roles",
    ROLE.description,
    ROLE,
    common("Role", is_provisioned=False),
    is_listed=False,
)
ENTITLEMENT_TYPE = ResourceType(
    "Entitlement",
    "/Entitlements",
    ENTITLEMENT.description,
    ENTITLEMENT,
    common("Entitlement", is_provisioned=False),
    is_listed=False,
)
RESOURCE_TYPES = (USER_TYPE, GROUP_TYPE, ROLE_TYPE, ENTITLEMENT_TYPE)
