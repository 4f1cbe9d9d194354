"""Bodies: resources from the attribute table, patches, searches and bulk requests."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

from scim.store.storage import places
from scim.table.attributes import Attribute, ResourceType
from scim.table.schemas import GROUP_TYPE, USER_TYPE
from tests.scim.endpoint_client import PATCH_OP
from tests.scim.fuzz import expressions, odd
from tests.scim.fuzz.world import World

MESSAGES = "urn:ietf:params:scim:api:messages:2.0:"
OPS = ["add", "replace", "remove", "Add", "Replace", "Remove"]
TYPES = (USER_TYPE, GROUP_TYPE)


def resource(rng: Random, table: ResourceType, world: World) -> dict[str, Any]:
    """A POST or PUT body."""
    body: dict[str, Any] = {"schemas": [schema.id for schema in table.schemas.values()]}
    for schema, attribute in places(table):
        if attribute.name == "schemas" or not (attribute.required or rng.random() < 0.3):
            continue
        home = body.setdefault(schema.id, {}) if schema else body
        home[attribute.name] = attribute_value(rng, attribute, world)
    return body


def attribute_value(rng: Random, attribute: Attribute, world: World) -> Any:
    """A value that fits the attribute."""
    if attribute.multi_valued:
        return [one_value(rng, attribute, world) for _ in range(rng.choice([0, 1, 1, 2, 3]))]
    return one_value(rng, attribute, world)


def one_value(rng: Random, attribute: Attribute, world: World) -> Any:
    """A value, or one element of a multi-valued attribute."""
    if attribute.is_complex:
        chosen = [sub for sub in attribute.sub if sub.name == "value" or rng.random() < 0.4]
        return {sub.name: part(rng, attribute, sub, world) for sub in chosen}
    return simple_value(rng, attribute)


def part(rng: Random, attribute: Attribute, sub: Attribute, world: World) -> Any:
    """A value of a sub-attribute; members and managers are real ones, mostly."""
    if sub.name == "value" and attribute.name in {"members", "manager"} and rng.random() < 0.9:
        return rng.choice(world.users if rng.random() < 0.9 else world.ids)
    if sub.name == "primary":
        return rng.choice([True, False, False, "True", None])
    return simple_value(rng, sub)


def simple_value(rng: Random, attribute: Attribute) -> Any:
    if attribute.canonical_values:
        return rng.choice(attribute.canonical_values)
    match attribute.type:
        case "boolean":
            return rng.choice([True, False, "True", "False"])
        case "dateTime":
            return "2026-11-24T10:00:00Z"
        case "binary":
            return rng.choice(["YWJj", "MIIDQzCCAqygAwIBAgICEAAwDQ==", "YWJj\nYWJj"])
    if attribute.uniqueness == "server":
        return f"user{rng.randrange(60)}"
    return rng.choice(["ada", "Straße", "work", "x" * 200, "a@b.c", "é", "5", "https://x/y"])


def patch(rng: Random, table: ResourceType, world: World) -> dict[str, Any]:
    """A PatchOp body."""
    number = rng.choice([0, 1, 1, 1, 2, 3, 6, 40])
    operations = [operation(rng, table, world) for _ in range(number)]
    return {"schemas": [PATCH_OP], "Operations": operations}


def operation(rng: Random, table: ResourceType, world: World) -> dict[str, Any]:
    """One operation: on an attribute, a part, a value path, an extension, or path-less."""
    schema, attribute = rng.choice(list(places(table)))
    name = f"{schema.id}:{attribute.name}" if schema else attribute.name
    op = rng.choice(OPS)
    match rng.randrange(7):
        case 0:
            value = resource(rng, table, world)
            if attribute.sub:
                value[f"{name}.{attribute.sub[0].name}"] = odd.scalar(rng)
            return {"op": op, "value": value}
        case 1 | 2:
            path = expressions.path(rng, table)
            leaf = rng.choice(attribute.sub) if attribute.sub else attribute
            value = rng.choice([simple_value(rng, leaf), attribute_value(rng, attribute, world)])
            return {"op": op, "path": path, "value": value}
        case 3 if attribute.sub:
            sub = rng.choice(attribute.sub)
            value = part(rng, attribute, sub, world)
            return {"op": op, "path": f"{name}.{sub.name}", "value": value}
        case 4 if attribute.sub and attribute.multi_valued:
            where = expressions.condition(rng, attribute)
            if attribute.name == "members" and rng.random() < 0.7:
                where = f'value eq "{rng.choice(world.users)}"'
            sub = rng.choice([*attribute.sub, None])
            sent = part(rng, attribute, sub, world) if sub else one_value(rng, attribute, world)
            path = f"{name}[{where}]" + (f".{sub.name}" if sub else "")
            return {"op": op, "path": path, "value": sent}
        case 5:
            return {"op": op, "path": name}
    return {"op": op, "path": name, "value": attribute_value(rng, attribute, world)}


def search(rng: Random, table: ResourceType, world: World) -> dict[str, Any]:
    """A SearchRequest body."""
    body: dict[str, Any] = {"schemas": [f"{MESSAGES}SearchRequest"]}
    names = [expressions.attribute_name(rng, table) for _ in range(rng.randrange(1, 4))]
    fields: dict[str, Any] = {
        "filter": expressions.query_filter(rng, table),
        "attributes": names,
        "excludedAttributes": names,
        "sortBy": names[0],
        "sortOrder": rng.choice(["ascending", "descending"]),
        "startIndex": rng.choice([1, 2, 0, -1, 10**9, 10**18]),
        "count": rng.choice([0, 1, 2, 100, -1, 10**9]),
        "cursor": rng.choice(world.cursors),
    }
    for name in rng.sample(sorted(fields), rng.randrange(4)):
        body[name] = fields[name]
    return body


def bulk(rng: Random, world: World) -> dict[str, Any]:
    """A BulkRequest; its operations refer to each other, also in circles and to nothing."""
    number = rng.choice([0, 1, 2, 3, 5, 12])
    names = [f"b{index}" for index in range(number)]
    body: dict[str, Any] = {
        "schemas": [f"{MESSAGES}BulkRequest"],
        "Operations": [bulk_operation(rng, name, names, world) for name in names],
    }
    if rng.random() < 0.3:
        body["failOnErrors"] = rng.choice([0, 1, 2, 10**9, -1])
    return body


def bulk_operation(rng: Random, name: str, names: list[str], world: World) -> dict[str, Any]:
    """One operation of a bulk request."""
    table = rng.choice(TYPES)
    ids = world.users if table is USER_TYPE else world.groups
    mark = f"bulkId:{rng.choice([*names, 'b99'])}"
    target = f"{table.endpoint}/{rng.choice([rng.choice(ids), rng.choice(ids), mark])}"
    body = resource(rng, table, world)
    if table is GROUP_TYPE and rng.random() < 0.7:
        body["members"] = [{"value": mark}, {"value": rng.choice(world.users)}]
    elif rng.random() < 0.3:
        body["manager"] = {"value": mark}
    method = rng.choice(["POST", "POST", "PUT", "PATCH", "DELETE"])
    result: dict[str, Any] = {"method": method, "path": table.endpoint, "bulkId": name}
    if method != "POST":
        result["path"] = target
    if method == "PATCH":
        value = [{"value": mark}]
        member = {"op": "add", "path": "members", "value": value}
        body = patch(rng, table, world) if rng.random() < 0.6 else {"Operations": [member]}
    if method != "DELETE":
        result["data"] = body
    if rng.random() < 0.1:
        result["version"] = rng.choice([*world.tags, "*", "x"])
    return result


def mutated(rng: Random, document: Any) -> Any:
    """A copy with something wrong at one place, or the document itself if it has no places."""
    document = copy.deepcopy(document)
    home, key = rng.choice(list(_slots(document)) or [(None, None)])
    if home is None:
        return odd.value(rng)
    match rng.randrange(9):
        case 0:
            del home[key]
        case 1:
            home[key] = [home[key]] * rng.choice([1, 2, 3])
        case 2:
            home[key] = {"value": home[key]}
        case 3:
            other, name = rng.choice(list(_slots(document)))
            home[key] = copy.deepcopy(other[name])
        case 4 if isinstance(home, dict):
            name = odd.mutated_text(rng, key)
            home[name[:300]] = home.pop(key)
        case 5 if isinstance(home, dict):
            home[key] = odd.Pairs(((key, home[key]), (key, odd.value(rng))))
        case 6 if isinstance(home[key], str):
            home[key] = odd.mutated_text(rng, home[key])
        case 7 if isinstance(home[key], list):
            home[key] = home[key] * rng.choice([2, 100, 1001]) if len(home[key]) < 20 else []
        case _:
            home[key] = odd.value(rng)
    return document


def _slots(document: Any) -> Iterator[tuple[Any, Any]]:
    """Every place in a document, as the container and its key or index."""
    keys: Any = ()
    if isinstance(document, dict):
        keys = list(document)
    elif isinstance(document, list):
        keys = range(len(document))
    for key in keys:
        yield document, key
        yield from _slots(document[key])
