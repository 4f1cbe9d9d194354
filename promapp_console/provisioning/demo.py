"""A site to look around in: people, groups and a month of an identity provider's requests.

Every request goes through the endpoint, and is dated back afterwards.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import AccessToken, Group, User
from scim.endpoint import in_process
from scim.models import MembershipChange, ProvisioningEvent, Visit
from scim.store.storage import MODELS
from scim.table.schemas import ENTERPRISE_USER_URN

from . import counters, invented
from .invented import Made

DAYS = 30
USERS = 50
_GROUPS = (*invented.DEPARTMENTS, "Everyone")


@transaction.atomic
def seed(owner: User, *, seed: int = 2026) -> Made:
    """Fill an empty site; `owner` is the administrator who gets the tokens.

    Raises NotEmpty as `invented.check_empty` does.
    """
    invented.check_empty()
    month = Month(owner, random.Random(seed))  # noqa: S311  # nothing is secret about it
    month.play()
    month.date_back()
    counters.roll_up()
    return Made(
        User.objects.filter(external_id__startswith=invented.MARK).count(),
        Group.objects.filter(external_id__startswith=invented.MARK).count(),  # type: ignore[misc]
        ProvisioningEvent.objects.count(),
    )


class Month:
    """The requests of one month, in order."""

    def __init__(self, owner: User, chance: random.Random) -> None:
        self.chance = chance
        self.now = timezone.now()
        self.token, self.secret = self._token(owner, "Microsoft Entra ID", timedelta(days=6))
        self.old, self.old_secret = self._token(owner, "Microsoft Entra ID, last year", None)
        self.people: list[str] = []
        self.groups: list[str] = []

    def _token(self, owner: User, name: str, life: timedelta | None) -> tuple[AccessToken, str]:
        return invented.add_token(
            owner,
            name,
            created_at=self.now - timedelta(days=DAYS + 1),
            expires_at=self.now + (life or timedelta(minutes=5)),
        )

    def play(self) -> None:
        """Send everything."""
        self._ask("GET", "/Users?filter=userName+eq+%22AzureAD_Test-0d1c7d9e-0d44-4f6b%22")
        for number, name in enumerate(self._names()):
            self._create(number, name)
        for place, group in enumerate(_GROUPS):
            self._create_group(place, group)
        self._work(60)
        self._fail()
        self._work(30)

    def _work(self, times: int) -> None:
        for _ in range(times):
            self.chance.choice((self._change, self._change, self._move, self._disable))()

    def _names(self) -> Iterator[tuple[str, str]]:
        pairs = [(given, family) for given in invented.GIVEN for family in invented.FAMILY]
        return iter(self.chance.sample(pairs, USERS))

    def _create(self, number: int, name: tuple[str, str]) -> None:
        given, family = name
        address = f"{given}.{family}@{invented.DOMAIN}".lower()
        user = self._ask(
            "POST",
            "/Users",
            {
                "externalId": f"{invented.MARK}{number:04}",
                "userName": address,
                "displayName": f"{given} {family}",
                "active": True,
                "name": {"givenName": given, "familyName": family},
                "title": self.chance.choice(invented.TITLES),
                "emails": [{"type": "work", "value": address, "primary": True}],
                ENTERPRISE_USER_URN: {
                    "employeeNumber": str(70000 + number),
                    "department": self.chance.choice(_GROUPS),
                },
            },
        )
        self.people.append(user["id"])

    def _create_group(self, place: int, name: str) -> None:
        group = self._ask(
            "POST", "/Groups", {"externalId": f"{invented.MARK}group-{place}", "displayName": name}
        )
        self.groups.append(group["id"])
        size = USERS if name == "Everyone" else self.chance.randint(5, 20)
        members = [{"value": person} for person in self.chance.sample(self.people, size)]
        self._patch(f"/Groups/{group['id']}", "Add", "members", members)

    def _change(self) -> None:
        person = self.chance.choice(self.people)
        if self.chance.random() < 0.5:
            self._patch(f"/Users/{person}", "Replace", "title", self.chance.choice(invented.TITLES))
        else:
            path = f"{ENTERPRISE_USER_URN}:department"
            self._patch(f"/Users/{person}", "Add", path, self.chance.choice(_GROUPS))

    def _move(self) -> None:
        group, person = self.chance.choice(self.groups), self.chance.choice(self.people)
        verb = self.chance.choice(("Add", "Remove"))
        self._patch(f"/Groups/{group}", verb, "members", [{"value": person}])

    def _disable(self) -> None:
        active = self.chance.choice(("True", "False", "False"))
        self._patch(f"/Users/{self.chance.choice(self.people)}", "Replace", "active", active)

    def _fail(self) -> None:
        """What goes wrong at real sites."""
        self._ask(
            "POST", "/Users", {"userName": f"eve.nobody@{invented.DOMAIN}", "active": "perhaps"}
        )
        self._patch(f"/Users/{self.people[0]}", "Replace", "favouriteColour", "blue")
        self._patch(f"/Groups/{self.groups[0]}", "Add", "members", [{"value": "no-such-user"}])
        taken = User.objects.get(scim_id=self.people[1]).username
        self._ask("POST", "/Users", {"userName": taken.upper()})
        AccessToken.objects.filter(pk=self.old.pk).update(expires_at=self.now)
        in_process.send("GET", "/Users", self.old_secret)

    def _patch(self, path: str, verb: str, target: str, value: Any) -> None:
        self._ask("PATCH", path, {"Operations": [{"op": verb, "path": target, "value": value}]})

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        return in_process.send(method, path, self.secret, body, address=invented.ADDRESS)[1]

    def date_back(self) -> None:
        """Spread what happened over the month, in its order; the last is some minutes old."""
        events = list(ProvisioningEvent.objects.order_by("pk"))
        span = timedelta(days=DAYS) - timedelta(minutes=10)
        begin = self.now - timedelta(days=DAYS)
        steps = sorted(self.chance.random() for _ in events)
        for event, step in zip(events, steps, strict=True):
            event.created_at = begin + step * span
        ProvisioningEvent.objects.bulk_update(events, ["created_at"])
        moves = list(MembershipChange.objects.select_related("event"))
        for move in moves:
            move.created_at = move.event.created_at if move.event else move.created_at
        MembershipChange.objects.bulk_update(moves, ["created_at"])
        self._date_people_back(events)
        Visit.objects.filter(token__in=[self.token, self.old]).delete()
        invented.add_visits(self.token, self.now)
        AccessToken.objects.filter(pk=self.old.pk).update(
            expires_at=self.now - timedelta(days=9), last_used_at=self.now - timedelta(days=9)
        )

    def _date_people_back(self, events: list[ProvisioningEvent]) -> None:
        first: dict[str, datetime] = {}
        last: dict[str, datetime] = {}
        for event in events:
            if event.result == ProvisioningEvent.Result.SUCCESS:
                first.setdefault(event.resource_id, event.created_at)
                last[event.resource_id] = event.created_at
        for model in MODELS.values():
            manager: Any = model._default_manager
            rows = list(manager.filter(scim_id__in=first))
            for row in rows:
                row.created, row.last_modified = first[row.scim_id], last[row.scim_id]
            manager.bulk_update(rows, ["created", "last_modified"])
