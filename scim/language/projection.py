"""Which attributes a response shows: RFC 7644 section 3.9, RFC 7643 section 7 (`returned`)."""

from __future__ import annotations

from dataclasses import dataclass

from scim.table.attributes import Attribute, ResourceType, Schema
from scim.table.errors import InvalidValue

from . import paths

# The URN of an extension ("" at the root), an attribute ("" for all), a sub-attribute ("" for all).
Place = tuple[str, str, str]
MAX_NAMES = 1000


@dataclass(frozen=True)
class Projection:
    """The `attributes` or `excludedAttributes` of a request; neither means the default set."""

    only: frozenset[Place] | None = None
    without: frozenset[Place] = frozenset()

    def wants(self, schema: Schema | None, attribute: Attribute) -> bool:
        """True if the attribute, or a part of it, is shown: what is not wanted is not queried."""
        if attribute.returned in {"always", "never"}:
            return attribute.returned == "always"
        urn = schema.id if schema else ""
        if self.only is not None:
            return any(place[0] == urn and place[1] in {"", attribute.name} for place in self.only)
        if {(urn, "", ""), (urn, attribute.name, "")} & self.without:
            return False
        return attribute.returned == "default"

    def wants_part(self, schema: Schema | None, attribute: Attribute, sub: Attribute) -> bool:
        """True if this part of an attribute that is wanted is shown."""
        urn = schema.id if schema else ""
        if self.only is not None:
            whole = {(urn, attribute.name, ""), (urn, "", "")}
            return bool({*whole, (urn, attribute.name, sub.name)} & self.only)
        return (urn, attribute.name, sub.name) not in self.without


EVERYTHING = Projection()


def parse(attributes: str, excluded: str, resource_type: ResourceType) -> Projection:
    """Read the two query parameters, comma-separated names; unknown ones show nothing.

    Raises InvalidValue if both are given.
    """
    if attributes.strip() and excluded.strip():
        raise InvalidValue("Send either 'attributes' or 'excludedAttributes', not both.")
    if attributes.strip():
        return Projection(only=_places(attributes, resource_type))
    return Projection(without=_places(excluded, resource_type))


def _places(names: str, resource_type: ResourceType) -> frozenset[Place]:
    places: set[Place] = set()
    different = set(names.split(","))
    if len(different) > MAX_NAMES:
        raise InvalidValue(
            f"'attributes' or 'excludedAttributes' has {len(different):,} names; at most "
            f"{MAX_NAMES:,} are read. Name whole attributes, or leave the parameter out."
        )
    for name in different:
        path = paths.resolve(name.strip(), resource_type)
        if path is None:
            continue
        urn = path.schema.id if path.schema and path.schema != resource_type.schema else ""
        if path.attribute is None and not urn:
            # RFC 7643 section 3.1: the common attributes are part of every base schema.
            places |= {("", attribute.name, "") for attribute in resource_type.attributes}
        else:
            attribute = path.attribute.name if path.attribute else ""
            places.add((urn, attribute, path.sub.name if path.sub else ""))
    return frozenset(places)
