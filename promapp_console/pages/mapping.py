"""Provisioning → Mapping: what is sent, where it goes, what came last, and what was passed over."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from accounts.sign_in.guards import administrator_required
from promapp_console.provisioning import sent
from promapp_console.provisioning.sent import Lately, Sent
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
    Default("manager", f"{ENTERPRISE_USER_URN}:manager", gettext_noop("the manager's id here")),
)
GROUP_DEFAULTS = (
    Default("displayName", "displayName", "Analysts", is_matching=True),
    Default("objectId", "externalId", "5a5f…"),
    Default("members", "members", gettext_noop("the users' ids here")),
)


@dataclass(frozen=True)
class Row:
    """One line of the page; `field` is where the value is kept here, `sent` what came last.

    `is_shown`: False for a secret, of which only that it came is known.
    """

    source: str
    path: str
    field: str
    example: str
    is_matching: bool
    sent: Sent | None
    is_shown: bool


def rows(defaults: tuple[Default, ...], table: ResourceType, seen: Lately) -> list[Row]:
    """Return Entra's default mappings, looked up in the table, and what was sent besides."""
    known = {_key_of(default.path, table) for default in defaults}
    besides = [
        Default("", _path_of(found), "") for found in sorted(seen.values) if found not in known
    ]
    return [_row(default, table, seen) for default in (*defaults, *besides)]


def _row(default: Default, table: ResourceType, seen: Lately) -> Row:
    path = paths.parse(default.path, table)
    return Row(
        default.source,
        default.path,
        field_name(path, table, sent.kind_of(default.path)),
        _(default.example),
        default.is_matching,
        seen.values.get(_key_of(default.path, table)),
        path.attribute is not None and path.attribute.returned != "never",
    )


def _key_of(text: str, table: ResourceType) -> sent.Place:
    return sent.place(paths.parse(text, table), sent.kind_of(text))


def _path_of(found: sent.Place) -> str:
    """How a path names such a place."""
    schema, attribute, kind, part = found
    chosen = f'[type eq "{kind}"]' if re.fullmatch(r"[\w -]+", kind) else ""
    ending = f".{part}" if part else ".value" if chosen else ""
    return f"{schema}:{attribute}{chosen}{ending}" if schema else f"{attribute}{chosen}{ending}"


def field_name(path: Path, table: ResourceType, kind: str = "") -> str:
    """Say in words where an attribute is kept."""
    leaf, attribute = path.leaf, path.attribute
    if attribute is None or leaf is None:
        return ""
    if attribute.storage is Storage.VALUES:
        part = f", {_words(path.sub.name)}" if path.sub and path.sub.name != "value" else ""
        return f"{_words(attribute.name)}{part}{f' ({kind})' if kind else ''}"
    if attribute.storage in {Storage.MEMBERS, Storage.MEMBERSHIPS}:
        return _("the group's members") if table is GROUP_TYPE else _("the user's groups")
    if leaf.is_complex:
        leaf = leaf.find("value") or leaf
    if not leaf.column:
        return (
            _("kept as a hash") if attribute.storage is Storage.PASSWORD else _("made by this site")
        )
    name: Any = MODELS[table.name]._meta.get_field(leaf.column)
    return _(str(name.verbose_name))


def _words(name: str) -> str:
    """`phoneNumbers` as `phone numbers`."""
    return _(re.sub(r"(?<=[a-z])([A-Z])", lambda found: f" {found[0].lower()}", name))


# What columns and attributes are called, for translation.
_NAMES = (
    gettext_noop("active"),
    gettext_noop("user name"),
    gettext_noop("given name"),
    gettext_noop("family name"),
    gettext_noop("formatted name"),
    gettext_noop("middle name"),
    gettext_noop("honorific prefix"),
    gettext_noop("honorific suffix"),
    gettext_noop("display name"),
    gettext_noop("nick name"),
    gettext_noop("profile url"),
    gettext_noop("title"),
    gettext_noop("user type"),
    gettext_noop("preferred language"),
    gettext_noop("locale"),
    gettext_noop("time zone"),
    gettext_noop("employee number"),
    gettext_noop("cost center"),
    gettext_noop("organization"),
    gettext_noop("division"),
    gettext_noop("department"),
    gettext_noop("manager value"),
    gettext_noop("external id"),
    gettext_noop("name"),
    gettext_noop("emails"),
    gettext_noop("phone numbers"),
    gettext_noop("addresses"),
    gettext_noop("street address"),
    gettext_noop("locality"),
    gettext_noop("region"),
    gettext_noop("postal code"),
    gettext_noop("country"),
    gettext_noop("formatted"),
    gettext_noop("roles"),
    gettext_noop("entitlements"),
    gettext_noop("ims"),
    gettext_noop("photos"),
    gettext_noop("type"),
    gettext_noop("primary"),
    gettext_noop("display"),
)


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
    seen = sent.lately((USER_TYPE, GROUP_TYPE))
    users, groups = seen[USER_TYPE.name], seen[GROUP_TYPE.name]
    context = {
        "users": rows(USER_DEFAULTS, USER_TYPE, users),
        "groups": rows(GROUP_DEFAULTS, GROUP_TYPE, groups),
        "more_of_users": others(USER_DEFAULTS, USER_TYPE),
        "more_of_groups": others(GROUP_DEFAULTS, GROUP_TYPE),
        "seen_of_users": users,
        "seen_of_groups": groups,
        "passed_over": [*users.passed_over.items(), *groups.passed_over.items()],
    }
    return render(request, "scim/mapping.html", context)
