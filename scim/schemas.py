"""THE TABLE: every attribute of RFC 7643's User, EnterpriseUser and Group, one row each.

Discovery, validation, filters, sorting, projection, PATCH targets, loading, storing, uniqueness and
the redaction of the log are derived from these rows; there is no second list anywhere.
"""

from .attributes import Attribute, ResourceType, Schema, Storage

_PREFIX = "urn:ietf:params:scim:schemas:"
USER_URN = f"{_PREFIX}core:2.0:User"
ENTERPRISE_USER_URN = f"{_PREFIX}extension:enterprise:2.0:User"
GROUP_URN = f"{_PREFIX}core:2.0:Group"

SCHEMAS = Attribute(
    "schemas",
    type="reference",
    multi_valued=True,
    case_exact=True,
    returned="always",
    storage=Storage.SCHEMAS,
)


def _common(resource_type: str) -> tuple[Attribute, ...]:
    """What every resource has: RFC 7643 section 3.1."""
    return (
        SCHEMAS,
        Attribute(
            "id",
            case_exact=True,
            mutability="readOnly",
            returned="always",
            uniqueness="server",
            column="scim_id",
            description="Given by this service, never reused.",
        ),
        Attribute(
            "externalId",
            case_exact=True,
            max_length=512,
            column="external_id",
            description="The identity provider's own identifier.",
        ),
        Attribute(
            "meta",
            type="complex",
            mutability="readOnly",
            description="Facts about the resource itself.",
            sub=(
                Attribute(
                    "resourceType",
                    case_exact=True,
                    mutability="readOnly",
                    constant=resource_type,
                    storage=Storage.CONSTANT,
                ),
                Attribute("created", type="dateTime", mutability="readOnly", column="created"),
                Attribute(
                    "lastModified",
                    type="dateTime",
                    mutability="readOnly",
                    column="last_modified",
                ),
                _reference(resource_type, "scim_id", name="location"),
                Attribute(
                    "version",
                    case_exact=True,
                    mutability="readOnly",
                    column="version",
                    storage=Storage.VERSION,
                ),
            ),
        ),
    )


def _reference(resource_type: str, column: str, *, name: str = "$ref") -> Attribute:
    """The URI of the resource whose id is in `column`."""
    return Attribute(
        name,
        type="reference",
        case_exact=True,
        mutability="readOnly",
        reference_types=(resource_type,),
        column=column,
        storage=Storage.REFERENCE,
    )


def _elements(
    *more: Attribute, types: tuple[str, ...] = (), display: bool = True, **value: object
) -> tuple[Attribute, ...]:
    """The sub-attributes of RFC 7643 section 2.4, for elements that have a `value`."""
    options: dict[str, object] = {"max_length": 512, **value}
    shown = (Attribute("display", column="display", max_length=512),) if display else ()
    return (
        Attribute("value", column="value", **options),  # type: ignore[arg-type]
        *shown,
        Attribute("type", column="type", canonical_values=types),
        Attribute("primary", type="boolean", column="primary"),
        *more,
    )


def _many(name: str, description: str, sub: tuple[Attribute, ...]) -> Attribute:
    return Attribute(
        name,
        type="complex",
        multi_valued=True,
        description=description,
        storage=Storage.VALUES,
        sub=sub,
    )


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
            column="is_active",
            description="False while the user may not sign in.",
        ),
        Attribute(
            "password",
            mutability="writeOnly",
            returned="never",
            case_exact=True,
            max_length=1024,
            storage=Storage.PASSWORD,
            description="The user's password in clear text; stored as a hash.",
        ),
        _many(
            "emails",
            "E-mail addresses.",
            _elements(types=("work", "home", "other"), display=False),
        ),
        _many(
            "phoneNumbers",
            "Telephone numbers.",
            _elements(types=("work", "home", "mobile", "fax", "pager", "other")),
        ),
        _many(
            "ims",
            "Instant messaging addresses.",
            _elements(types=("aim", "gtalk", "icq", "xmpp", "msn", "skype", "qq", "yahoo")),
        ),
        _many(
            "photos",
            "Pictures of the user.",
            _elements(
                types=("photo", "thumbnail"),
                type="reference",
                case_exact=True,
                max_length=65536,
                reference_types=("external",),
            ),
        ),
        _many(
            "addresses",
            "Postal addresses.",
            (
                Attribute("formatted", column="formatted", max_length=2048),
                Attribute("streetAddress", column="street_address", max_length=1024),
                Attribute("locality", column="locality"),
                Attribute("region", column="region"),
                Attribute("postalCode", column="postal_code"),
                Attribute("country", column="country"),
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
                _reference("Group", "group__group__scim_id"),
                Attribute("display", column="group__group__display_name", mutability="readOnly"),
                Attribute(
                    "type",
                    mutability="readOnly",
                    canonical_values=("direct",),
                    constant="direct",
                    storage=Storage.CONSTANT,
                ),
            ),
        ),
        _many("entitlements", "What the user is entitled to.", _elements()),
        _many("roles", "The user's roles.", _elements()),
        _many(
            "x509Certificates",
            "Certificates of the user.",
            _elements(type="binary", case_exact=True, max_length=65536),
        ),
    ),
)

ENTERPRISE_USER = Schema(
    ENTERPRISE_USER_URN,
    "EnterpriseUser",
    "Enterprise user",
    (
        Attribute("employeeNumber", column="employee_number"),
        Attribute("costCenter", column="cost_center"),
        Attribute("organization", column="organization"),
        Attribute("division", column="division"),
        Attribute("department", column="department"),
        Attribute(
            "manager",
            type="complex",
            description="The user's manager.",
            sub=(
                Attribute("value", column="manager_value", max_length=512),
                _reference("User", "manager__scim_id"),
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
                _reference("User", "user__scim_id"),
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

USER_TYPE = ResourceType(
    "User", "/Users", "User account", USER, _common("User"), (ENTERPRISE_USER,)
)
GROUP_TYPE = ResourceType("Group", "/Groups", "Group", GROUP, _common("Group"))
RESOURCE_TYPES = (USER_TYPE, GROUP_TYPE)
