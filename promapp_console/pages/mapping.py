"""Provisioning → Mapping: what Entra sends, where it goes, and what else this site keeps."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.sign_in.guards import administrator_required
from scim.language import paths
from scim.language.paths import Path
from scim.store.storage import MODELS, places
from scim.table.attributes import Attribute, ResourceType, Schema, Storage
from scim.table.schemas import ENTERPRISE_USER_URN, GROUP_TYPE, USER_TYPE


@dataclass(frozen=True)
class Default:
    """A row of Entra's own default mapping: its attribute, our path, and an example."""

    source: str
    path: str
    example: str
    is_matching: bool = False


# Microsoft's default mappings for a non-gallery application, November 2026.
USER_DEFAULTS = (
    Default("userPrincipalName", "userName", "ada@example.com", is_matching=True),
    Default('Switch([IsSoftDeleted], , "False", "True", "True", "False")', "active", "true"),
    Default("displayName", "displayName", "Ada Lovelace"),
    Default("jobTitle", "title", "Engineer"),
    Default("mail", 'emails[type eq "work"].value', "ada@example.com"),
    Default("preferredLanguage", "preferredLanguage", "en-GB"),
    Default("givenName", "name.givenName", "Ada"),
    Default("surname", "name.familyName", "Lovelace"),
    Default('Join(" ", [givenName], [surname])', "name.formatted", "Ada Lovelace"),
    Default("physicalDeliveryOfficeName", 'addresses[type eq "work"].formatted', "Room 7"),
    Default("streetAddress", 'addresses[type eq "work"].streetAddress', "12 St James's Square"),
    Default("city", 'addresses[type eq "work"].locality', "London"),
    Default("state", 'addresses[type eq "work"].region', "England"),
    Default("postalCode", 'addresses[type eq "work"].postalCode', "SW1Y 4JH"),
    Default("country", 'addresses[type eq "work"].country', "GB"),
    Default("telephoneNumber", 'phoneNumbers[type eq "work"].value', "+44 20 7946 0000"),
    Default("mobile", 'phoneNumbers[type eq "mobile"].value', "+44 7700 900000"),
    Default("facsimileTelephoneNumber", 'phoneNumbers[type eq "fax"].value', "+44 20 7946 0001"),
    Default("mailNickname", "externalId", "ada"),
    Default("employeeId", f"{ENTERPRISE_USER_URN}:employeeNumber", "701984"),
    Default("department", f"{ENTERPRISE_USER_URN}:department", "Analysis"),
    Default("manager", f"{ENTERPRISE_USER_URN}:manager", "the manager's id here"),
)
GROUP_DEFAULTS = (
    Default("displayName", "displayName", "Analysts", is_matching=True),
    Default("objectId", "externalId", "5a5f…"),
    Default("members", "members", "the users' ids here"),
)


@dataclass(frozen=True)
class Row:
    """One line of the page; `field` is where the value is kept here."""

    source: str
    path: str
    field: str
    example: str
    is_matching: bool


def rows(defaults: tuple[Default, ...], table: ResourceType) -> list[Row]:
    """Return Entra's default mappings with our field for each, looked up in the table."""
    return [
        Row(
            default.source,
            default.path,
            field_name(paths.parse(default.path, table), table),
            default.example,
            default.is_matching,
        )
        for default in defaults
    ]


def field_name(path: Path, table: ResourceType) -> str:
    """Say in words where an attribute is kept."""
    leaf, attribute = path.leaf, path.attribute
    if attribute is None or leaf is None:
        return ""
    if attribute.storage is Storage.VALUES:
        return f"{attribute.name}: {leaf.name}" if path.sub else attribute.name
    if attribute.storage in {Storage.MEMBERS, Storage.MEMBERSHIPS}:
        return "the group's members" if table is GROUP_TYPE else "the user's groups"
    if leaf.is_complex:
        leaf = leaf.find("value") or leaf
    if not leaf.column:
        return "kept as a hash" if attribute.storage is Storage.PASSWORD else "made by this site"
    return str(MODELS[table.name]._meta.get_field(leaf.column).verbose_name)  # type: ignore[union-attr]


def others(defaults: tuple[Default, ...], table: ResourceType) -> list[str]:
    """The attributes that could be mapped as well, by their path."""
    mapped = {_key(paths.parse(default.path, table)) for default in defaults}
    found = []
    for schema, attribute in places(table):
        if attribute.is_read_only or attribute.storage is Storage.SCHEMAS:
            continue
        for sub in _parts(attribute):
            path = Path(schema, attribute, sub=sub)
            if _key(path) not in mapped:
                found.append(str(path))
    return found


def _parts(attribute: Attribute) -> list[Attribute | None]:
    """A singular attribute's parts are mapped each for itself, another one as a whole."""
    if attribute.is_complex and not attribute.multi_valued:
        return [sub for sub in attribute.sub if not sub.is_read_only and sub.name != "value"] or [
            None
        ]
    return [None]


def _key(path: Path) -> tuple[Schema | None, str, str]:
    attribute = path.attribute
    if attribute is None or attribute.multi_valued:
        return path.schema, attribute.name if attribute else "", ""
    return path.schema, attribute.name, path.sub.name if path.sub else ""


@require_safe
@administrator_required
def mapping(request: HttpRequest) -> HttpResponse:
    """Show the mappings."""
    context = {
        "users": rows(USER_DEFAULTS, USER_TYPE),
        "groups": rows(GROUP_DEFAULTS, GROUP_TYPE),
        "more_of_users": others(USER_DEFAULTS, USER_TYPE),
        "more_of_groups": others(GROUP_DEFAULTS, GROUP_TYPE),
    }
    return render(request, "scim/mapping.html", context)
