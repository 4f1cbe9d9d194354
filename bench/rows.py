"""What is measured: each row is what the load sends, and what it expects to come back.

The requests are Entra's. A plain django-scim2 answers some of them in another way or not at all:
`stock` is False for what it cannot do.
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
USER = "urn:ietf:params:scim:schemas:core:2.0:User"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
PAGE = 100


@dataclass(frozen=True)
class Row:
    """One kind of load. `play` makes what one connection sends, from a site and a source of chance.

    `most`: requests in one phase, where more of them would make another site of it.
    """

    name: str
    play: Callable[[Site, Random], Play]
    stock: bool = True
    connections: int = CONNECTIONS
    most: int = 1_000_000


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
        make = Request("POST", "/Users", 201, user)
        expect(make, (yield make)["userName"], user["userName"])


def match(form: str, value: Callable[[int], str]) -> Callable[[Site, Random], Play]:
    """Look a user up as Entra does before each change."""

    def play(site: Site, chance: Random) -> Play:
        while True:
            number = chance.randrange(len(site.users))
            request = Request("GET", filtered(form.format(value(number))))
            document = yield request
            found = [user["id"] for user in document["Resources"]]
            expect(request, found, [site.users[number]])

    return play


def retrieve(site: Site, chance: Random) -> Play:
    while True:
        number = chance.randrange(len(site.users))
        request = Request("GET", f"/Users/{site.users[number]}")
        expect(request, (yield request)["userName"], cast.user_name(number))


ROWS = [
    Row("look-up miss + create", create, most=200),
    Row("match userName", match('userName eq "{}"', cast.user_name)),
    Row("match externalId", match('externalId eq "{}"', cast.external_id), stock=False),
    Row(
        "match work e-mail", match('emails[type eq "work"].value eq "{}"', cast.email), stock=False
    ),
    Row("GET by id", retrieve),
]
