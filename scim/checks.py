"""Deployment mistakes that would break the endpoint, or weaken it."""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model

from scim.store.storage import MODELS, ROW_SOURCES, places
from scim.table.attributes import Attribute, ResourceType, Storage
from scim.table.schemas import RESOURCE_TYPES

ENTRANCE = "scim.endpoint.entrance.EndpointMiddleware"
OWN = "promapp_console."


@register
def check_entrance(**_: Any) -> Iterable[CheckMessage]:
    """Sessions, redirects and pages must not stand before the endpoint; what is ours may."""
    first = next((name for name in settings.MIDDLEWARE if not name.startswith(OWN)), None)
    if first != ENTRANCE:
        yield Error(
            f"{ENTRANCE} is not the first in MIDDLEWARE, apart from {OWN}….",
            hint="Put it first: the endpoint answers an identity provider without the others.",
            id="scim.E001",
        )


@register
def check_transactions(**_: Any) -> Iterable[CheckMessage]:
    """The endpoint ends its own transactions; an outer one would commit half-done work."""
    for alias, database in settings.DATABASES.items():
        if database.get("ATOMIC_REQUESTS"):
            yield Error(
                f"The database {alias!r} has ATOMIC_REQUESTS on.",
                hint="Take ATOMIC_REQUESTS out of DATABASE_URL.",
                id="scim.E002",
            )


@register
def check_rate(**_: Any) -> Iterable[CheckMessage]:
    """Microsoft Entra ID asks for 25 requests a second at least."""
    if settings.SCIM_REQUESTS_PER_SECOND < 25:
        yield Error(
            f"SCIM_REQUESTS_PER_SECOND is {settings.SCIM_REQUESTS_PER_SECOND}.",
            hint="Set it to 25 or more: Microsoft Entra ID sends that many.",
            id="scim.E003",
        )


@register
def check_table(**_: Any) -> Iterable[CheckMessage]:
    """A row of the attribute table names a column that exists and holds its longest value."""
    for resource_type in RESOURCE_TYPES:
        yield from _check_names(resource_type)
        for _schema, attribute in places(resource_type):
            model = (
                ROW_SOURCES[attribute.storage].model
                if attribute.storage in ROW_SOURCES
                else (MODELS[resource_type.name])
            )
            for leaf in attribute.sub or (attribute,):
                yield from _check_column(model, leaf, f"{resource_type.name}.{attribute.name}")


def _check_names(resource_type: ResourceType) -> Iterable[CheckMessage]:
    """The elements of multi-valued attributes are told apart by name, whatever the schema."""
    names = [
        attribute.name
        for _schema, attribute in places(resource_type)
        if attribute.storage is Storage.VALUES
    ]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Error(
            f"The table has two multi-valued attributes {name} for {resource_type.name}.",
            hint="Their elements lie in one table, by name: call one of them something else.",
            id="scim.E006",
        )


def _check_column(model: type[Model], leaf: Attribute, label: str) -> Iterable[CheckMessage]:
    if not leaf.column:
        return
    try:
        for column in {leaf.column, leaf.key_column}:
            _field(model, column)
    except FieldDoesNotExist as error:
        yield Error(f"The table's row {label} names a missing column: {error}.", id="scim.E004")
        return
    if "__" in leaf.column:  # another resource's, never written from here
        return
    longest = getattr(_field(model, leaf.column), "max_length", None)
    if longest and leaf.is_text and not leaf.is_read_only and longest < leaf.max_length:
        yield Error(
            f"The table's row {label} takes {leaf.max_length} characters, its column "
            f"{leaf.column} {longest}.",
            id="scim.E005",
        )


def _field(model: type[Model], column: str) -> Any:
    """The field at the end of a look-up such as `manager__display_name`."""
    first, _, rest = column.partition("__")
    field: Any = model._meta.get_field(first)
    return _field(field.related_model, rest) if rest else field


@register(Tags.security, deploy=True)
def check_scheme(**_: Any) -> Iterable[CheckMessage]:
    """Over plain http the token can be read on the way, and Microsoft Entra ID refuses it."""
    url = urlsplit(settings.PUBLIC_URL)
    if url.scheme == "http" and not _is_loopback(url.hostname or ""):
        yield checks.Warning(
            "PUBLIC_URL is plain http: access tokens travel readable, and Microsoft Entra ID "
            "accepts no such Tenant URL.",
            hint="Serve the site over TLS and set PUBLIC_URL to its https address.",
            id="scim.W001",
        )


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
