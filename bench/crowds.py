"""The rows of a large group: who comes, who goes, and the group itself.

One connection plays them, for a group is one row to lock.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from urllib.parse import quote

from bench.client import Play, Request
from bench.rows import PATCH_OP, Row, expect
from bench.seeds import cast
from bench.sites import Site

Maker = Callable[[Site, Random], Play]
MOST = {1: 10, 100: 4}  # requests of a phase that move so many users


def rows(members: int) -> list[Row]:
    """The rows of a group of that many members."""
    called = f"{members:,} members: "
    made = [
        row
        for number, name in ((1, "one"), (100, "a hundred"))
        for row in (
            Row(f"{called}add {name}", add(members, number), connections=1, most=MOST[number]),
            Row(f"{called}remove {name}", remove(members, number), connections=1),
        )
    ]
    return [
        *made,
        Row(f"{called}GET whole", whole(members), connections=1),
        Row(f"{called}GET without members", bare(members), connections=1),
        Row(f"{called}match displayName", match(members), stock=0, connections=1),
    ]


def move(group: str, verb: str, users: list[str], *, is_last: bool = True) -> Request:
    """The PATCH that Entra sends for members."""
    value = [{"$ref": None, "value": user} for user in users]
    body = {
        "schemas": [PATCH_OP],
        "Operations": [{"op": verb, "path": "members", "value": value}],
    }
    return Request("PATCH", f"/Groups/{group}", body, statuses=(200, 204), is_last=is_last)


def add(members: int, number: int) -> Maker:
    def play(site: Site, _chance: Random) -> Play:
        crowd = site.groups[members]
        while len(crowd.spare) >= number:
            users = [crowd.spare.popleft() for _ in range(number)]
            crowd.added += users
            yield move(crowd.id, "Add", users)

    return play


def remove(members: int, number: int) -> Maker:
    """Take out all that were put in before, so that the group keeps its size."""

    def play(site: Site, _chance: Random) -> Play:
        crowd = site.groups[members]
        while crowd.added:
            users = [crowd.added.popleft() for _ in range(number)]
            crowd.spare += users
            yield move(crowd.id, "Remove", users, is_last=not crowd.added)

    return play


def whole(members: int) -> Maker:
    def play(site: Site, _chance: Random) -> Play:
        crowd = site.groups[members]
        while True:
            request = Request("GET", f"/Groups/{crowd.id}")
            expect(request, len((yield request)["members"]), members + len(crowd.added))

    return play


def bare(members: int) -> Maker:
    """What Entra reads of a group; a plain django-scim2 sends the members all the same."""

    def play(site: Site, _chance: Random) -> Play:
        crowd = site.groups[members]
        while True:
            request = Request("GET", f"/Groups/{crowd.id}?excludedAttributes=members")
            expect(request, "members" in (yield request), not site.is_product)

    return play


def match(members: int) -> Maker:
    def play(site: Site, _chance: Random) -> Play:
        group, text = site.groups[members], f'displayName eq "{cast.group_name(members)}"'
        while True:
            request = Request("GET", f"/Groups?excludedAttributes=members&filter={quote(text)}")
            found = [each["id"] for each in (yield request)["Resources"]]
            expect(request, found, [group.id])

    return play
