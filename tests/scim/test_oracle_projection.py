"""`attributes` and `excludedAttributes` against scim2-models, on stored rows."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scim2_models import Context, ResponseParameters

from scim.language import projection
from scim.store import documents, queries
from scim.table.attributes import ResourceType
from scim.table.schemas import GROUP_TYPE, USER_TYPE
from tests.scim import generated, oracle
from tests.scim.endpoint_client import EndpointClient
from tests.scim.test_oracle_filters import BASE, store

Document = dict[str, Any]
CASES = {"User": 290 * generated.SIZE, "Group": 50 * generated.SIZE}


@pytest.mark.django_db
@pytest.mark.parametrize("table", [USER_TYPE, GROUP_TYPE], ids=["User", "Group"])
def test_shows_what_scim2_models_shows(api: EndpointClient, table: ResourceType) -> None:
    store(api)
    whole = documents.load(list(queries.resources(table).values_list("pk", flat=True)), table, BASE)
    keys = sorted(whole, key=lambda key: -len(str(whole[key])))[:4]
    read = {key: oracle.read(table, whole[key]) for key in keys}
    cut = 0

    @settings(**generated.examples(CASES[table.name]))
    @given(st.sampled_from(keys), generated.projections(table))
    def check(key: int, asked: dict[str, str]) -> None:
        nonlocal cut
        shown = projection.parse(
            asked.get("attributes", ""), asked.get("excludedAttributes", ""), table
        )
        document = documents.load([key], table, BASE, shown)[key]
        assert document == theirs(table, read[key], asked), asked
        cut += document not in (whole[key], {name: whole[key][name] for name in ("schemas", "id")})

    check()
    assert cut > CASES[table.name] / 2


def theirs(table: ResourceType, resource: Any, asked: dict[str, str]) -> Document:
    """What scim2-models shows, but for three forms that have their reasons."""
    shown: Document = resource.model_dump(
        scim_ctx=Context.RESOURCE_QUERY_RESPONSE,
        response_parameters=ResponseParameters[oracle.model(table)].model_validate(asked),
    )
    # They write microseconds, we milliseconds: RFC 7643 section 2.3.5 has no number of digits.
    for name in {"created", "lastModified"} & shown.get("meta", {}).keys():
        shown["meta"][name] = shown["meta"][name].replace("000Z", "Z")
    # RFC 7643 section 2.5 has an empty list and no list mean the same; Microsoft Entra wants one.
    if is_shown(asked, "members") and table.find("members"):
        shown.setdefault("members", [])
    return shown


def is_shown(asked: dict[str, str], name: str) -> bool:
    """True if a projection shows the attribute, or a part of it."""
    names = [item.rpartition(":")[2].lower() for item in asked.get("attributes", "").split(",")]
    excluded = [item.lower() for item in asked.get("excludedAttributes", "").split(",")]
    if "attributes" in asked:
        return any(item.partition(".")[0] in {name, "group"} for item in names)
    return not any(item.rpartition(":")[2] == name for item in excluded)
