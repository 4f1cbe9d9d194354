"""Searches that are compiled once find what the ORM finds, whatever is asked."""

import json
from typing import Any

import pytest
from django.db.models import QuerySet
from hypothesis import given, settings
from hypothesis import strategies as st

from scim.language import filters, projection
from scim.language.projection import Projection
from scim.store import documents, paging, queries, reading, shapes
from scim.store.paging import Stream
from scim.store.storage import plan
from scim.table.attributes import ResourceType
from scim.table.errors import ScimError
from scim.table.schemas import GROUP_TYPE, USER_TYPE
from tests.scim import generated
from tests.scim.endpoint_client import EndpointClient
from tests.scim.test_oracle_filters import BASE, known_values, store

CASES = 120 * generated.SIZE
MATCHING = [
    'userName eq "{}"',
    'externalId eq "{}"',
    'emails[type eq "work"].value eq "{}"',
    'emails eq "{}" and active eq true',
    'not (userName eq "{}") or title pr',
]


def projection_of(asked: dict[str, str], table: ResourceType) -> Projection:
    return projection.parse(asked.get("attributes", ""), asked.get("excludedAttributes", ""), table)


def by_the_orm(stream: Stream, low: int, high: int) -> list[Any] | str:
    """The places as the queryset has them, or the error."""
    try:
        rows: QuerySet[Any] = stream.order.apply(stream.rows).values_list(*stream.order.names)
        return [stream.order.place(row, stream.rank) for row in rows[low:high]]
    except ScimError as error:
        return error.detail


def compiled(stream: Stream, low: int, high: int) -> list[Any] | str:
    """The places as the endpoint finds them, or the error."""
    try:
        return stream.first(low, high)
    except ScimError as error:
        return error.detail


@pytest.mark.django_db
@pytest.mark.parametrize("table", [USER_TYPE, GROUP_TYPE], ids=["User", "Group"])
def test_they_find_what_the_orm_finds(
    api: EndpointClient, table: ResourceType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each filter is asked twice: the second time by what the first was compiled to."""
    store(api)
    keys = list(queries.resources(table).values_list("pk", flat=True))
    known = known_values(table, list(documents.load(keys, table, BASE).values()))
    shown = [place.path for place in generated.leaves(table) if place.attribute.returned != "never"]
    sorts = st.sampled_from(["", "", *shown])
    cuts = st.sampled_from([(0, 100), (0, 3), (2, 7)])
    count = {"compiled": 0, "found": 0}
    take = shapes.compiled

    def counted(*asked: Any) -> Any:
        found = take(*asked)
        count["compiled"] += found is not None
        return found

    monkeypatch.setattr(shapes, "compiled", counted)

    @settings(**generated.examples(CASES))
    @given(
        generated.filters(table, known),
        sorts,
        st.booleans(),
        cuts,
        generated.projections(table),
    )
    def check(
        text: str, sort: str, descending: bool, cut: tuple[int, int], asked: dict[str, str]
    ) -> None:
        order = paging.order(sort, descending, table)
        layout = plan(table, projection_of(asked, table))
        stream = Stream(0, table, filters.parse(text), order, shown=layout)
        expected = by_the_orm(stream, *cut)
        assert compiled(stream, *cut) == expected, text
        found = compiled(stream, *cut)
        assert found == expected, text
        if isinstance(found, list) and (along := {place.pk: place.row for place in found}):
            if order.leaf or cut[0]:
                assert not any(along.values())
            else:
                rows = reading.by_keys(layout, list(along))
                assert along == {row[0]: row for row in rows}, text
        count["found"] += isinstance(expected, list) and bool(expected)

    check()
    assert count["compiled"] > CASES / 2
    assert count["found"] > CASES / 4


@pytest.mark.django_db
@pytest.mark.parametrize("form", MATCHING)
def test_one_shape_serves_all_operands(api: EndpointClient, form: str) -> None:
    """Folded, cut off as keys are, empty, of another letter case: each as the ORM has it."""
    names = ["Ada@promapp.example", "STRASSE", "x" * 512, "  ada  ", "José", "%s", "'", '\\"']
    for number, name in enumerate(names[:3]):
        emails = [{"value": f"a{number}@promapp.example", "type": "work"}]
        api.create_user(name[:250], externalId=name, emails=emails)
    asked = [*names, "", " ", "straße", "ada@promapp.example", "a1@promapp.example"]
    asked += ["x" * 250, "X" * 513]
    for text in asked:
        node = filters.parse(form.format(json.dumps(text)[1:-1]))
        stream = Stream(0, USER_TYPE, node, paging.Order())
        assert compiled(stream, 0, 100) == by_the_orm(stream, 0, 100), text


def test_texts_that_are_compared_by_eq_are_taken_out() -> None:
    node = filters.parse('userName eq "a" and (emails[type eq "work" and value sw "b"] or x eq 1)')
    shape, texts = shapes.take_apart(node)
    assert texts == ["a", "work"]
    assert [str(slot) for slot in shapes.slots(shape)] == [
        str(slot) for slot in shapes.slots(shapes.take_apart(node)[0])
    ]
    assert filters.parse('userName eq "b"') != node
    same, _ = shapes.take_apart(filters.parse('userName eq "b"'))
    assert same == shapes.take_apart(filters.parse('userName eq "c"'))[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        'meta.created eq "2026-11-24T10:00:00Z"',
        'meta.version eq "W/\\"1\\""',
        'schemas eq "urn:ietf:params:scim:schemas:core:2.0:User"',
        'groups.$ref eq "https://promapp.example/api/scim/Groups/1"',
        'active eq "true"',
        'nothing eq "x"',
    ],
)
def test_what_is_no_comparison_of_texts_is_asked_anew(text: str) -> None:
    def build(node: filters.Node | None) -> QuerySet[Any]:
        return queries.resources(USER_TYPE, node).values_list("pk")

    assert shapes.compiled("here", filters.parse(text), build) is None
