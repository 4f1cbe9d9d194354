"""A crowd of invented people and their groups. In memory are their keys, and who is in a group."""

from __future__ import annotations

import random
import uuid
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice

from django.contrib.auth.hashers import make_password
from django.db import models, transaction

from accounts.models import AccessToken, AttributeValue, Group, NameWord, User
from accounts.people import name_words

from . import bulk, invented

_BATCH = 2000  # rows of one transaction
_GROUPS_OF_BATCH = 200  # each is two rows, and saved alone: its columns stand in two tables
_FIRST = 50  # people who are made before the others, so that these have managers
_REPORTS = 8  # people a manager has
_DISABLED = 37  # every so many-th is
_LARGE = (50_000, 5_000, 5_000, 5_000)  # members of the large groups, where there are so many
SMALL = (3, 40)  # of the others
_BUSY = 1  # the number of somebody who is in many groups
_GROUPS_OF_BUSY = 300
_SPACE = uuid.uuid5(uuid.NAMESPACE_DNS, invented.DOMAIN)


@dataclass(frozen=True)
class Span:
    """The time that everything falls in."""

    begin: datetime
    end: datetime

    def at(self, part: float) -> datetime:
        """The moment when this part of it, 0 to 1, is over; in milliseconds, as SCIM has them."""
        moment = self.begin + part * (self.end - self.begin)
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


@dataclass(frozen=True)
class Person:
    """Who stands behind a number, the same whenever it is asked."""

    number: int

    @cached_property
    def given(self) -> str:
        return invented.GIVEN[self.number % len(invented.GIVEN)]

    @cached_property
    def family(self) -> str:
        rest, first = divmod(self.number // len(invented.GIVEN), len(invented.FAMILY))
        names = (invented.FAMILY[first], invented.FAMILY[rest % len(invented.FAMILY)])
        return "-".join(names) if rest else names[0]

    @cached_property
    def address(self) -> str:
        return f"{self.given}.{self.family}.{self.number}@{invented.DOMAIN}".lower()

    @cached_property
    def scim_id(self) -> str:
        return str(uuid.uuid5(_SPACE, f"person {self.number}"))

    @property
    def external_id(self) -> str:
        return f"{invented.MARK}{self.number:07}"

    @property
    def title(self) -> str:
        return invented.TITLES[self.number % 7 % len(invented.TITLES)]

    @property
    def department(self) -> str:
        return invented.DEPARTMENTS[self.number % 11 % len(invented.DEPARTMENTS)]

    @property
    def is_active(self) -> bool:
        return self.number % _DISABLED != 0

    def row(self, token: AccessToken, created: datetime, manager: tuple[int, str] | None) -> User:
        """The row, not yet saved; `manager`: key and SCIM id."""
        key, scim_id = manager or (None, "")
        return User(
            scim_id=self.scim_id,
            external_id=self.external_id,
            username=self.address,
            email=self.address,
            password=make_password(None),
            first_name=self.given,
            last_name=self.family,
            display_name=f"{self.given} {self.family}",
            title=self.title,
            preferred_language=("en", "de", "fr")[self.number % 3],
            employee_number=str(10_000_000 + self.number),
            cost_center=f"CC-{self.number % 400}",
            organization="Demo",
            division=f"Division {self.number % 9 + 1}",
            department=self.department,
            manager_id=key,
            manager_value=scim_id,
            is_active=self.is_active,
            is_provisioned=True,
            provisioned_by=token,
            created=created,
            last_modified=created,
        )


class Crowd:
    """The people and groups that were made so far."""

    def __init__(self, token: AccessToken, users: int, groups: int, span: Span) -> None:
        self.token = token
        self.users = users
        self.sizes = [size for size in _LARGE if size <= users][:groups]
        self.chance = random.Random(2026)  # noqa: S311  # nothing is secret about it
        self.sizes += (self._small() for _ in range(groups - len(self.sizes)))
        self.span = span
        self.keys = array("q")  # of the people, in the order of their numbers
        self.groups: list[Group] = []
        self.members: list[array[int]] = []  # the numbers of those of each group

    def _small(self) -> int:
        return min(self.users, self.chance.randint(*SMALL))

    def make_people(self) -> Iterator[int]:
        """Save everybody; yields after each batch how many there are."""
        while (start := len(self.keys)) < self.users:
            size = _BATCH if start else _FIRST
            people = [Person(number) for number in range(start, min(start + size, self.users))]
            with transaction.atomic():
                rows = [self._row(person) for person in people]
                bulk.insert(rows)
                keys = _keys(people)
                bulk.insert([_work_address(*pair) for pair in zip(people, keys, strict=True)])
                bulk.insert(
                    [
                        NameWord(user_id=key, word=word)
                        for row, key in zip(rows, keys, strict=True)
                        for word in name_words.of(row)
                    ]
                )
            self.keys.extend(keys)
            yield len(self.keys)

    def _row(self, person: Person) -> User:
        manager = None
        if self.keys:
            number = person.number // _REPORTS % len(self.keys)
            manager = (self.keys[number], Person(number).scim_id)
        return person.row(self.token, self.span.at(person.number / self.users), manager)

    def make_groups(self) -> Iterator[int]:
        """Save all groups, yet without members; yields after each batch how many there are."""
        while (start := len(self.groups)) < len(self.sizes):
            made = [
                self._group(place) for place in range(start, len(self.sizes))[:_GROUPS_OF_BATCH]
            ]
            with transaction.atomic():
                for group in made:
                    group.save()
            self.groups += made
            yield len(self.groups)

    def _group(self, place: int) -> Group:
        size = self.sizes[place]
        department = invented.DEPARTMENTS[place % len(invented.DEPARTMENTS)]
        name = f"Everyone {place + 1}" if size > SMALL[1] else f"{department} {place + 1}"
        return Group(
            display_name=name,
            external_id=f"{invented.MARK}group-{place:05}",
            is_provisioned=True,
            provisioned_by=self.token,
            created=self.span.begin,
        )

    def make_memberships(self) -> Iterator[int]:
        """Put people into the groups; yields after each batch how often that was done."""
        through = User.groups.through
        pairs = (
            through(user_id=self.keys[number], group_id=group.pk)
            for place, group in enumerate(self.groups)
            for number in self._members(place)
        )
        return save(pairs)

    def _members(self, place: int) -> array[int]:
        """The numbers of the members of a group."""
        members = array("q", self.chance.sample(range(self.users), self.sizes[place]))
        if place < _GROUPS_OF_BUSY and self.users > _BUSY and _BUSY not in members:
            members[0] = _BUSY
        self.members.append(members)
        return members


def save(rows: Iterable[models.Model]) -> Iterator[int]:
    """Save rows as they come, a batch in each transaction; yields after each how many."""
    rows = iter(rows)
    saved = 0
    while batch := list(islice(rows, _BATCH)):
        with transaction.atomic():
            bulk.insert(batch)
        saved += len(batch)
        yield saved


def _keys(people: list[Person]) -> list[int]:
    """The keys of their rows, in the same order; one query."""
    ids = [person.scim_id for person in people]
    keys = dict(User.objects.filter(scim_id__in=ids).values_list("scim_id", "pk"))
    return [keys[scim_id] for scim_id in ids]


def _work_address(person: Person, key: int) -> AttributeValue:
    return AttributeValue(
        user_id=key, attribute="emails", type="work", value=person.address, primary=True
    )
