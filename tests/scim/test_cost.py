"""No request of 1 MiB or less costs more than some seconds of CPU, or locks for long.

The shapes are those that the search of `tests.scim.cost` found to cost most. `COST_ROUNDS` has it
search anew. What is allowed here is twice the aim: not every machine is as quick.
"""

import os

import pytest

from tests.scim import cost
from tests.scim.cost import KINDS, Shape

SECONDS = 4.0  # of CPU; the aim is 2
LOCKED = 2.0  # of it in one transaction; the aim is 1
ROUNDS = int(os.environ.get("COST_ROUNDS", "0"))
WORST = [
    ("create_with_texts", Shape(40_000, 21, 0)),
    ("create_with_every_list", Shape(1000, 40, 2)),
    ("create_with_every_list", Shape(428, 40, 2)),
    ("replace", Shape(500, 41, 1)),
    ("patch_lists", Shape(30_000, 42, 0)),
    ("patch_often", Shape(1000, 40, 1)),
    ("patch_often", Shape(1000, 40, 3)),
    ("patch_with_wide_filters", Shape(250, 190, 0)),
    ("create_group", Shape(100_000, 40, 3)),
    ("patch_members", Shape(380, 49, 4)),
    ("bulk", Shape(1000, 40, 0)),
    ("bulk", Shape(1000, 150, 6)),
    ("search", Shape(130_000, 41, 2)),
    ("odd_json", Shape(100_000, 40, 6)),
]


@pytest.fixture(scope="module")
def site(rows: None) -> cost.Site:
    """The rows that every request finds."""
    return cost.prepared(cost.Site())


@pytest.fixture
def meter(secret: str, site: cost.Site) -> cost.Meter:
    return cost.Meter(secret, site)


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "shape"), WORST)
def test_the_most_expensive_requests(meter: cost.Meter, name: str, shape: Shape) -> None:
    found = meter.measure(KINDS[name], shape)
    assert found.status, "given up"
    assert found.cpu < SECONDS
    assert found.locked < LOCKED


@pytest.mark.django_db
@pytest.mark.parametrize("name", KINDS if ROUNDS else ["read"])
def test_a_search_for_more(meter: cost.Meter, name: str) -> None:
    found, shape = cost.climb(meter, KINDS[name], ROUNDS or 1, seed=ROUNDS)
    assert (found.cpu < SECONDS, found.locked < LOCKED) == (True, True), (found, shape)
