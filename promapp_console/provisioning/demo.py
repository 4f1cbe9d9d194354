"""A site to look around in: people, groups and a month of an identity provider's requests.

The requests are planned with their times, go through the endpoint in that order, and are dated
back afterwards. Beside them are people who did not come that way, and what administrators did.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any, TypeAlias

from django.db import transaction
from django.utils import timezone

from accounts.models import AccessToken, Group, User
from scim.endpoint import in_process
from scim.models import LinkRequest, MembershipChange, ProvisioningEvent, Visit
from scim.store.storage import MODELS
from scim.table.schemas import ENTERPRISE_USER_URN

from . import counters, invented, neighbours
from .invented import Made

DAYS = 30
USERS = 47  # with the owner and those who do not come by SCIM they are a page of 50
TEAMS = {
    "Engineering": ("Engineer", "Lead engineer", "Architect"),
    "Field service": ("Technician", "Dispatcher", "Team lead"),
    "Finance": ("Accountant", "Controller", "Analyst"),
    "Human resources": ("Recruiter", "HR partner"),
    "Sales": ("Account manager", "Sales engineer"),
}
EVERYONE = "Everyone"
_JOIN = (21, 14, 8, 3)  # how many days ago the last ones came
_LEAVE = (17, 10, 2)  # and when others left
_BURST = 7  # people disabled within some minutes
_SECOND = timedelta(seconds=1)
Plan: TypeAlias = Iterator[tuple[datetime, Callable[[], object]]]


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


@dataclass
class Person:
    """Somebody who comes by SCIM; `key`: the SCIM id, once they are here."""

    number: int
    given: str
    family: str
    team: str
    title: str = ""
    key: str = ""

    @property
    def address(self) -> str:
        return invented.address(self.given, self.family)


class Month:
    """The requests of one month, in order."""

    def __init__(self, owner: User, chance: random.Random) -> None:
        self.owner, self.chance = owner, chance
        self.at = self.now = timezone.now()
        self.asked = self._ago(2, 15, 10)  # for an administrator who was here before
        self.old, self.old_secret = self._token("Microsoft Entra ID, last year", 374, -9)
        self.token, self.secret = self._token("Microsoft Entra ID", DAYS + 1, 6, replaces=self.old)
        pairs = [(given, family) for given in invented.GIVEN for family in invented.FAMILY]
        teams = list(TEAMS)
        self.people = [
            Person(number, *pair, teams[number % len(teams)])
            for number, pair in enumerate(chance.sample(pairs, USERS))
        ]
        self.groups: dict[str, str] = {}
        self.moments: dict[int, datetime] = {}  # of the events, by their keys
        self.last = 0  # the key of the newest event

    def _token(self, name: str, made: int, ends: int, **more: Any) -> tuple[AccessToken, str]:
        """A token that was made so many days ago, and ends in so many."""
        return invented.add_token(
            self.owner,
            name,
            created_at=self._ago(made, 8, 40),
            expires_at=self.now + timedelta(days=ends),
            **more,
        )

    def play(self) -> None:
        """Make everybody and send everything, each when its time has come."""
        self.lena = neighbours.add(self.owner, self.now, self.old, self.token)
        for moment, act in sorted(self._plan(), key=itemgetter(0)):
            self.at = moment
            act()

    # The plan

    def _plan(self) -> Plan:
        begin = self._ago(DAYS - 1, 10, 5)
        yield begin, self._test_connection
        yield begin + timedelta(minutes=5), partial(self._create, self.people[0])
        initial = begin + timedelta(hours=4)
        first = self.people[1 : -len(_JOIN)]
        for place, person in enumerate(first):
            yield initial + place * _SECOND, partial(self._create, person)
        for place, team in enumerate((*TEAMS, EVERYONE)):
            yield initial + timedelta(minutes=2, seconds=place), partial(self._create_group, team)
        yield from self._changes(initial + timedelta(hours=1))
        for days, person in zip(_JOIN, self.people[-len(_JOIN) :], strict=True):
            yield self._ago(days, 9, 12), partial(self._join, person)
        for days, person in zip(_LEAVE, self.people, strict=False):
            yield self._ago(days, 17, 5), partial(self._leave, person)
        yield from self._burst()
        yield from self._failures()
        for minutes in (55, 54, 32, 31, 10):
            yield self.now - timedelta(minutes=minutes), self._retitle

    def _ago(self, days: int, hour: int, minute: int) -> datetime:
        day = self.now - timedelta(days=days)
        return day.replace(hour=hour, minute=minute, second=self.chance.randint(0, 59))

    def _changes(self, since: datetime) -> Plan:
        """Some on each working day; nights and weekends are quiet."""
        for days in range(DAYS, 0, -1):
            for _ in range(self.chance.randint(1, 4)):
                moment = self._ago(days, self.chance.randint(8, 16), self.chance.randint(0, 59))
                act = self.chance.choice((self._retitle, self._retitle, self._move))
                if moment.weekday() < 5 and since < moment < self.now - timedelta(hours=1):
                    yield moment, act

    def _burst(self) -> Plan:
        """Many are disabled at once, and come back in the morning."""
        staff = [person for person in self.people[3:-4] if person.team == "Field service"][:_BURST]
        for place, person in enumerate(staff):
            evening, morning = self._ago(5, 18, 30), self._ago(4, 7, 45)
            yield evening + place * 40 * _SECOND, partial(self._switch, person, "False")
            yield morning + place * 40 * _SECOND, partial(self._switch, person, "True")

    def _failures(self) -> Plan:
        """What goes wrong at real sites."""
        nobody = {"userName": f"nobody@{invented.DOMAIN}", "active": "perhaps"}
        for minutes in (0, 40):
            moment = self.now - timedelta(days=8) + timedelta(minutes=minutes)
            yield moment, partial(self._ask, "GET", "/Users", secret=self.old_secret)
        yield self._ago(3, 11, 20), self._write_what_is_not_there
        yield self.asked, self._write_to_an_administrator
        yield self._ago(1, 10, 40), self._take_a_name
        night = self._ago(0 if self.now.hour > 3 else 1, 2, 14)
        yield night, partial(self._ask, "POST", "/Users", nobody)
        yield night + 3 * _SECOND, self._add_a_stranger

    # The requests

    def _test_connection(self) -> None:
        self._ask("GET", "/Users?filter=userName+eq+%22AzureAD_Test-0d1c7d9e-0d44-4f6b%22")

    def _create(self, person: Person) -> None:
        user = self._ask(
            "POST",
            "/Users",
            {
                "externalId": f"{invented.MARK}{person.number:04}",
                "userName": person.address,
                "displayName": f"{person.given} {person.family}",
                "active": True,
                "name": {"givenName": person.given, "familyName": person.family},
                "title": self._title(person),
                "emails": [{"type": "work", "value": person.address, "primary": True}],
                ENTERPRISE_USER_URN: {
                    "employeeNumber": str(70000 + person.number),
                    "department": person.team,
                },
            },
        )
        person.key = user["id"]

    def _create_group(self, name: str) -> None:
        mark = f"{invented.MARK}group-{len(self.groups)}"
        group = self._ask("POST", "/Groups", {"externalId": mark, "displayName": name})
        self.groups[name] = group["id"]
        members = [who for who in self.people if who.key and name in (who.team, EVERYONE)]
        self._put(name, "Add", *members)

    def _join(self, person: Person) -> None:
        self._create(person)
        self._put(person.team, "Add", person)
        self._put(EVERYONE, "Add", person)

    def _leave(self, person: Person) -> None:
        self._switch(person, "False")
        self._put(person.team, "Remove", person)
        self._put(EVERYONE, "Remove", person)

    def _retitle(self) -> None:
        person = self._somebody()
        self._change(person, "title", self._title(person))

    def _move(self) -> None:
        """Somebody goes to another team."""
        person = self._somebody()
        self._put(person.team, "Remove", person)
        person.team = self.chance.choice([team for team in TEAMS if team != person.team])
        self._change(person, f"{ENTERPRISE_USER_URN}:department", person.team)
        self._put(person.team, "Add", person)

    def _title(self, person: Person) -> str:
        """One of the team's that the person does not have."""
        others = [title for title in TEAMS[person.team] if title != person.title]
        person.title = self.chance.choice(others)
        return person.title

    def _somebody(self) -> Person:
        return self.chance.choice([person for person in self.people[3:] if person.key])

    def _switch(self, person: Person, active: str) -> None:
        self._change(person, "active", active)

    def _write_what_is_not_there(self) -> None:
        self._change(self.people[4], "favouriteColour", "blue")

    def _write_to_an_administrator(self) -> None:
        """As an identity provider does that matches somebody by name; it has to be let."""
        self._patch(f"/Users/{self.lena.scim_id}", "Replace", "title", "Head of IT")

    def _take_a_name(self) -> None:
        self._ask("POST", "/Users", {"userName": self.people[5].address.upper()})

    def _add_a_stranger(self) -> None:
        group = self.groups["Finance"]
        self._patch(f"/Groups/{group}", "Add", "members", [{"value": "no-such-user"}])

    def _change(self, person: Person, target: str, value: str) -> None:
        self._patch(f"/Users/{person.key}", "Replace", target, value)

    def _put(self, group: str, verb: str, *people: Person) -> None:
        members = [{"value": person.key} for person in people]
        self._patch(f"/Groups/{self.groups[group]}", verb, "members", members)

    def _patch(self, path: str, verb: str, target: str, value: Any) -> None:
        self._ask("PATCH", path, {"Operations": [{"op": verb, "path": target, "value": value}]})

    def _ask(self, method: str, path: str, body: Any = None, secret: str = "") -> Any:
        used, caller = secret or self.secret, invented.ADDRESS
        answer = in_process.send(method, path, used, body, address=caller)[1]
        newer = ProvisioningEvent.objects.filter(pk__gt=self.last).order_by("pk")
        for key in newer.values_list("pk", flat=True):
            self.moments[key], self.last = self.at, key
        return answer

    # The times

    def date_back(self) -> None:
        """Have everything happen when it was planned."""
        events = list(ProvisioningEvent.objects.filter(pk__in=self.moments))
        for event in events:
            event.created_at = self.moments[event.pk]
        ProvisioningEvent.objects.bulk_update(events, ["created_at"])
        moves = list(MembershipChange.objects.filter(event__in=self.moments))
        for move in moves:
            move.created_at = self.moments[move.event_id or 0]
        MembershipChange.objects.bulk_update(moves, ["created_at"])
        asked = {"first_seen": self.asked, "last_seen": self.asked}
        LinkRequest.objects.filter(user=self.lena).update(**asked)
        self._date_people_back(events)
        Visit.objects.filter(token__in=[self.token, self.old]).delete()
        invented.add_visits(self.token, self.now)
        AccessToken.objects.filter(pk=self.old.pk).update(
            last_used_at=self.now - timedelta(days=9), last_used_address=invented.ADDRESS
        )

    def _date_people_back(self, events: list[ProvisioningEvent]) -> None:
        first: dict[str, datetime] = {}
        last: dict[str, datetime] = {}
        for event in sorted(events, key=lambda event: event.pk):
            if event.result == ProvisioningEvent.Result.SUCCESS:
                first.setdefault(event.resource_id, event.created_at)
                last[event.resource_id] = event.created_at
        for model in MODELS.values():
            manager: Any = model._default_manager
            rows = list(manager.filter(scim_id__in=first))
            for row in rows:
                row.created, row.last_modified = first[row.scim_id], last[row.scim_id]
            manager.bulk_update(rows, ["created", "last_modified"])
