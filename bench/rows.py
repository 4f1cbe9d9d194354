"""What is measured: each row is what the load sends, and what it expects to come back.

The requests are Entra's. A plain django-scim2 answers some of them in another way, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import quote

from bench.client import Play, Request
from bench.seeds import cast
from bench.sites import Site

CONNECTIONS = 8
MANY = 1_000_000_000
# Each page of a plain django-scim2 reads every user, and holds them: 10 KB each.
STOCK_PAGES = 200_000
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
WORK_ADDRESS = 'emails[type eq "work"].value'
PAGE = 100
BULK_SIZE = 50  # operations: a bulk request may compute for a second


@dataclass(frozen=True)
class Row:
    """One kind of load. `play` makes what one connection sends, from a site and a source of chance.

    `stock`: the largest site on which the plain project is asked, 0 for what it cannot do at all.
    `most`: requests in one phase, where more of them would make another site of it.
    """

    name: str
    play: Callable[[Site, Random], Play]
    stock: int = MANY
    connections: int = CONNECTIONS
    most: int = 1_000_000
    grows: bool = False  # measured at every size
    is_quick: bool = False  # measured beside the last release


def expect(request: Request, found: Any, wanted: Any) -> None:
    """Raise WrongAnswer unless both are the same."""
    if found != wanted:
        raise request.wrong(f"answered {found!r} instead of {wanted!r}")


def filtered(text: str) -> str:
    return f"/Users?filter={quote(text)}"


def patch(*operations: tuple[str, Any]) -> dict[str, Any]:
    """The body of a PATCH in Entra's older dialect."""
    return {
        "schemas": [PATCH_OP],
        "Operations": [
            {"op": "Replace", "path": path, "value": value} for path, value in operations
        ],
    }


def new_user(site: Site) -> dict[str, Any]:
    """The document of a user who was not there before."""
    site.created += 1
    number = 10_000_000 + site.created
    return {
        "schemas": [USER, ENTERPRISE],
        "userName": cast.user_name(number),
        "externalId": cast.external_id(number),
        "active": True,
        "displayName": f"{cast.given_name(number)} {cast.family_name(number)}",
        "name": {
            "givenName": cast.given_name(number),
            "familyName": cast.family_name(number),
        },
        "emails": [{"type": "work", "primary": True, "value": cast.email(number)}],
        ENTERPRISE: {"department": "Retail", "employeeNumber": str(number)},
    }


def create(site: Site, _chance: Random) -> Play:
    while True:
        user = new_user(site)
        look = Request("GET", filtered(f'userName eq "{user["userName"]}"'), is_last=False)
        expect(look, (yield look)["totalResults"], 0)
        make = Request("POST", "/Users", body=user, statuses=(201,))
        expect(make, (yield make)["userName"], user["userName"])


def match(form: str, value: Callable[[int], str]) -> Callable[[Site, Random], Play]:
    """Look a user up as Entra does before each change."""

    def play(site: Site, chance: Random) -> Play:
        while True:
            number = unchanged(site, chance)
            request = Request("GET", filtered(form.format(value(number))))
            found = [user["id"] for user in (yield request)["Resources"]]
            expect(request, found, [site.users[number]])

    return play


def unchanged(site: Site, chance: Random) -> int:
    """One of those users whom no row changes: the first half."""
    return chance.randrange(len(site.users) // 2)


def changed(site: Site, chance: Random) -> int:
    """One of the others."""
    return chance.randrange(len(site.users) // 2, len(site.users))


def retrieve(site: Site, chance: Random) -> Play:
    while True:
        number = unchanged(site, chance)
        request = Request("GET", f"/Users/{site.users[number]}")
        expect(request, (yield request)["userName"], cast.user_name(number))


def change(*paths: str) -> Callable[[Site, Random], Play]:
    """Give these attributes of a user new values, in one PATCH."""

    def play(site: Site, chance: Random) -> Play:
        while True:
            word = f"new{chance.randrange(1_000_000)}"
            address = {"type": "work", "primary": True, "value": f"{word}@mail.bench.example"}
            value = {"emails": [address], WORK_ADDRESS: address["value"]}
            operations = [(path, value.get(path, word)) for path in paths]
            number = changed(site, chance)
            request = Request("PATCH", f"/Users/{site.users[number]}", body=patch(*operations))
            user = yield request
            expect(request, user["name"]["familyName"], word)
            if len(paths) > 1:
                expect(request, [email["value"] for email in user["emails"]], [address["value"]])

    return play


def page(*, is_last: bool = False) -> Callable[[Site, Random], Play]:
    """A hundred users by index, from the beginning or from the end."""

    def play(site: Site, _chance: Random) -> Play:
        start = site.size - PAGE + 1 if is_last else 1
        while True:
            request = Request("GET", f"/Users?startIndex={start}&count={PAGE}")
            expect(request, len((yield request)["Resources"]), PAGE)

    return play


def cursor(site: Site, _chance: Random) -> Play:
    """Page after page by cursor, RFC 9865."""
    following = ""
    while True:
        request = Request("GET", f"/Users?count={PAGE}&cursor={quote(following)}")
        document = yield request
        following = document.get("nextCursor", "")
        if following:
            expect(request, len(document["Resources"]), PAGE)


def import_users(site: Site, _chance: Random) -> Play:
    """Bulk: what a first cycle sends, where a client can; each operation counts as a request."""
    while True:
        operations = [
            {"method": "POST", "path": "/Users", "bulkId": str(number), "data": new_user(site)}
            for number in range(BULK_SIZE)
        ]
        body = {"schemas": [BULK], "Operations": operations}
        request = Request("POST", "/Bulk", body=body, units=BULK_SIZE)
        statuses = {operation["status"] for operation in (yield request)["Operations"]}
        expect(request, statuses, {"201"})


ROWS = [
    Row("match userName", match('userName eq "{}"', cast.user_name), grows=True, is_quick=True),
    Row(
        "match externalId",
        match('externalId eq "{}"', cast.external_id),
        stock=0,
        grows=True,
    ),
    Row(
        "match work e-mail",
        match(f'{WORK_ADDRESS} eq "{{}}"', cast.email),
        stock=0,
        grows=True,
    ),
    Row("GET by id", retrieve, grows=True, is_quick=True),
    Row("PATCH one attribute", change("name.familyName"), grows=True, is_quick=True),
    Row("PATCH three", change("name.familyName", "name.givenName", "emails")),
    Row(
        "PATCH three, as Entra",
        change("name.familyName", f"{ENTERPRISE}:department", WORK_ADDRESS),
        stock=0,
    ),
    Row("first page of 100", page(), stock=STOCK_PAGES, grows=True, is_quick=True),
    Row("last page of 100", page(is_last=True), stock=STOCK_PAGES, grows=True),
    Row("pages of 100 by cursor", cursor, stock=0, grows=True),
]
# Played last, for they make the site larger.
GROWING = [
    Row("look-up miss + create", create, most=200, is_quick=True),
    Row("Bulk, each of 50 creates", import_users, stock=0, connections=2, most=6),
]
