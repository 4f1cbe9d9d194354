"""What `make bench` counts, and that both of what it measures answer as it expects."""

import os
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bench import crowds, figures, measure, report, rows
from bench.__main__ import Plan
from bench.client import Phase, Request, WrongAnswer, play
from bench.course import Found, Pace
from bench.databases import Sqlite
from bench.sites import Product, Site, Stock

pytestmark = pytest.mark.once


def phase(*, seconds: float, waits: list[float], server: float, **others: float) -> Phase:
    return Phase(started=0, ended=seconds, units=len(waits), waits=waits, server=server, **others)


OURS = [
    phase(seconds=1, waits=[0.001] * 98 + [0.5, 0.9], server=0.2, reference=1),
    phase(seconds=2, waits=[0.003] * 100, server=0.8, reference=2),
    phase(seconds=4, waits=[0.002] * 100, server=0.3, database=0.1, reference=1),
]
THEIRS = [
    phase(seconds=1, waits=[0.002] * 50, server=0.2, reference=1),
    phase(seconds=1, waits=[0.003] * 50, server=0.8, reference=2),
    phase(seconds=1, waits=[0.004] * 50, server=0.1, reference=1),
]


def test_percentiles_are_waits_that_happened() -> None:
    waits = OURS[0].waits
    assert [figures.percentile(waits, percent) for percent in (50, 98, 99, 100)] == [
        0.001,
        0.001,
        0.5,
        0.9,
    ]
    assert figures.percentile([7.0], 50) == 7


def test_processor_time_is_for_each_request_at_the_speed_of_the_reference() -> None:
    assert [figures.together(phase) for phase in OURS] == pytest.approx([2, 4, 4])
    assert figures.database(OURS[2]) == pytest.approx(1)


def test_ratios_compare_what_was_measured_right_after_each_other() -> None:
    ratio = figures.ratio(OURS, THEIRS, figures.together)
    assert (ratio.middle, ratio.least, ratio.most) == pytest.approx((0.5, 0.5, 2))
    assert figures.middle(OURS, figures.rate) == 50


def test_the_table_has_a_line_for_each_site_and_shows_what_one_cannot() -> None:
    found = Found("SQLite", 1000, phases={"GET": {"a": THEIRS, "b": OURS}, "cursor": {"b": OURS}})
    lines = report.of_rows(found, ["a", "b"], "b").splitlines()
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines[2:]]
    assert [line[:3] for line in cells] == [
        ["GET", "a", "50.0"],
        ["", "b", "50.0"],
        ["cursor", "a", report.NONE],
        ["", "b", "50.0"],
    ]
    assert cells[0][-2] == "**0.50** (0.50 to 2.00)"
    assert cells[1][-2:] == ["", ""]


def test_what_was_refused_and_sent_again_is_told() -> None:
    busy = [replace(phase, refused=2) for phase in OURS]
    found = Found("SQLite", 1000, phases={"GET": {"a": THEIRS, "b": busy}})
    assert report.refusals(found) == ["Answered 5xx, and sent again: b, GET: 6."]
    assert report.refusals(Found("SQLite", 1000, phases={"GET": {"a": THEIRS}})) == []


def test_the_time_of_a_process_tree_grows_with_its_work() -> None:
    before = measure.cpu(os.getpid())
    measure.work()
    assert measure.cpu(os.getpid()) > before
    assert measure.memory(os.getpid()) > 1


def test_a_large_group_is_measured_once_where_there_is_room_for_it() -> None:
    pace = Pace(rounds=1, seconds=1)
    plan = Plan([1_000, 10_000, 100_000], [5_000, 50_000], ["SQLite"], pace, base="")
    assert [plan.groups_at(size) for size in plan.sizes] == [[], [5_000], [50_000]]


def test_the_verdict_names_what_every_round_found_slower() -> None:
    slow = [replace(phase, server=phase.server * 2, database=0.0) for phase in THEIRS]
    found = Found("SQLite", 1000, phases={"GET": {"v1": THEIRS, "now": slow}, "POST": {"v1": OURS}})
    found.phases["POST"]["now"] = THEIRS
    assert report.verdict([found], "v1", "now").splitlines() == [
        "Slower than v1 in every round: GET on SQLite 2.00.",
        "Quicker than v1 in every round: nothing.",
    ]


@pytest.mark.long
@pytest.mark.parametrize("kind", [Stock, Product])
def test_each_row_is_answered_as_it_expects(kind: type[Site], tmp_path: Path) -> None:
    site = kind(tmp_path / "site", Sqlite(tmp_path / "site.sqlite3"), label="site")
    try:
        site.start(400, [150])
        for row in [*rows.ROWS, *crowds.rows(150), *rows.GROWING]:
            if site.is_product or row.stock >= site.size:
                played = play(site, [row.play(site, Random(1))], seconds=60, most=2)
                assert played.units >= 2
        with pytest.raises(WrongAnswer, match="answered 404"):
            play(site, [(request for request in [Request("GET", "/Users/x")])], seconds=60, most=1)
    finally:
        site.stop()
