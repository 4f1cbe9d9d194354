"""What the identity provider of the invented crowd did: the events of its log, in their order."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

from scim.language.operations import URN as PATCH_URN
from scim.models import MembershipChange, ProvisioningEvent
from scim.store.members import TOLD
from scim.table.schemas import ENTERPRISE_USER_URN, USER_URN

from . import invented
from .crowd import SMALL, Crowd, Person, save

_Action = ProvisioningEvent.Action
_Result = ProvisioningEvent.Result
_ERROR_URN = "urn:ietf:params:scim:api:messages:2.0:Error"
_AGENT = "Microsoft.Azure.SyncFabric/1.0"
_BATCH = 2000  # events whose keys are asked for at once
_CALM = timedelta(hours=3)  # at the end nothing happens that an alarm would tell of


def make(crowd: Crowd, events: int) -> Iterator[int]:
    """Save so many events; yields after each batch how many there are.

    The first ones put everybody into the large groups.
    """
    log = _Log(crowd)
    yield from save(log.event(place, events) for place in range(events))
    for _ in save(log.moved()):
        yield events


class _Log:
    """Draws one event after the other. Each is about somebody who is there at the time."""

    def __init__(self, crowd: Crowd) -> None:
        self.crowd = crowd
        self.chance = crowd.chance
        self.calm = crowd.span.end - _CALM
        kinds = {
            self._update: 60,
            self._members: 14,
            self._create: 8,
            self._skip: 8,
            self._disable: 3,
            self._enable: 2,
            self._delete: 1,
            self._taken: 1,
            self._invalid: 1,
            self._no_such_member: 1,
            self._too_many: 1,
        }
        self.kinds = list(kinds)
        self.weights = list(accumulate(kinds.values()))
        self.large = [place for place, size in enumerate(crowd.sizes) if size > SMALL[1]]
        # Of each event about members, in their order: somebody's key, and whether put in; of one
        # that fills a large group, as many as are told one by one.
        self.people, self.are_added = array("q"), array("b")
        self.sizes = array("q")

    def event(self, place: int, events: int) -> ProvisioningEvent:
        """The event at this place among so many."""
        part = place / events
        created_at = self.crowd.span.at(part)
        newest = int(part * self.crowd.users)
        draw: Callable[[int], dict[str, Any]] = self._update
        if place < len(self.large):
            draw, newest = self._fill, self.large[place]
        elif created_at < self.calm:
            draw = self.chance.choices(self.kinds, cum_weights=self.weights)[0]
        # The newest is the one who is created; anything else happens to anybody.
        named = draw in (self._create, self._fill)
        number = newest if named else self.chance.randint(0, newest)
        values = {"status": 200, "result": _Result.SUCCESS, "resource_type": "User"}
        return ProvisioningEvent(
            created_at=created_at,
            request_id=str(UUID(int=self.chance.getrandbits(128), version=4)),
            token=self.crowd.token,
            duration_ms=round(4 + self.chance.expovariate(1 / 12), 2),
            address=invented.ADDRESS,
            user_agent=_AGENT,
            **{**values, **draw(number)},
        )

    def moved(self) -> Iterator[MembershipChange]:
        """Whom the events put in and took out; they have their keys by now."""
        written = ProvisioningEvent.objects.filter(
            token=self.crowd.token,
            action=_Action.UPDATE,
            result=_Result.SUCCESS,
            resource_type="Group",
        )
        place = after = 0
        for first in range(0, len(self.sizes), _BATCH):
            sizes = self.sizes[first : first + _BATCH]
            rows = written.filter(pk__gt=after).order_by("pk")
            keys = rows.values_list("pk", "group_id", "created_at")[: len(sizes)]
            for size, (after, group, created_at) in zip(sizes, keys, strict=True):
                for user, is_added in zip(
                    self.people[place : place + size],
                    self.are_added[place : place + size],
                    strict=True,
                ):
                    yield MembershipChange(
                        event_id=after,
                        created_at=created_at,
                        group_id=group,
                        user_id=user,
                        is_added=bool(is_added),
                    )
                place += size

    def _note(self, numbers: Sequence[int], *, is_added: bool) -> None:
        self.people.extend(self.crowd.keys[number] for number in numbers)
        self.are_added.extend([is_added] * len(numbers))
        self.sizes.append(len(numbers))

    def _fill(self, place: int) -> dict[str, Any]:
        """Everybody of a large group comes into it."""
        group, members = self.crowd.groups[place], self.crowd.members[place]
        self._note(members[:TOLD], is_added=True)
        names = [Person(number).address for number in members[:100]]
        more = [f"… {len(members) - 100} more"] if len(members) > 100 else []
        return {
            **self._of_group(group, "Add", Person(members[0]).scim_id),
            "status": 204,
            "changes": [{"attribute": "members", "old": None, "new": names + more}],
        }

    def _update(self, number: int) -> dict[str, Any]:
        person = Person(number)
        old, new = self.chance.choices(invented.TITLES, k=2)
        if self.chance.random() < 0.5:
            change = {"attribute": "title", "old": old, "new": new}
        else:
            old, new = self.chance.choices(invented.DEPARTMENTS, k=2)
            change = {"attribute": "department", "old": old, "new": new}
        path = "title" if change["attribute"] == "title" else f"{ENTERPRISE_USER_URN}:department"
        return {
            **self._patched(person, _Action.UPDATE, path, new),
            "changes": [change],
        }

    def _skip(self, number: int) -> dict[str, Any]:
        person = Person(number)
        return {
            **self._patched(person, _Action.UPDATE, "title", person.title),
            "result": _Result.SKIPPED,
        }

    def _disable(self, number: int) -> dict[str, Any]:
        return self._switched(number, to=False)

    def _enable(self, number: int) -> dict[str, Any]:
        return self._switched(number, to=True)

    def _switched(self, number: int, *, to: bool) -> dict[str, Any]:
        """Of somebody who is so now, so that the last word of the log is true."""
        number = self._nearest(number, active=to)
        action = _Action.ENABLE if to else _Action.DISABLE
        return {
            **self._patched(Person(number), action, "active", str(to)),
            "changes": [{"attribute": "active", "old": not to, "new": to}],
        }

    def _nearest(self, number: int, *, active: bool) -> int:
        """The number, or the last before it that is so; 0 is disabled."""
        while number and Person(number).is_active != active:
            number -= 1
        return number

    def _create(self, number: int) -> dict[str, Any]:
        person = Person(number)
        document = _document(person)
        return {
            **self._about(person),
            "action": _Action.CREATE,
            "method": "POST",
            "path": "/api/scim/Users",
            "status": 201,
            "changes": [
                {"attribute": "userName", "old": None, "new": person.address},
                {"attribute": "active", "old": None, "new": True},
                {"attribute": "externalId", "old": None, "new": person.external_id},
            ],
            "request_body": _text(document),
            "response_body": _text({**document, "id": person.scim_id}),
        }

    def _delete(self, number: int) -> dict[str, Any]:
        """Of somebody who is gone since: nobody of the crowd."""
        former = Person(self.crowd.users + number)
        return {
            "action": _Action.DELETE,
            "method": "DELETE",
            "path": f"/api/scim/Users/{former.scim_id}",
            "status": 204,
            "resource_id": former.scim_id,
            "name": former.address,
            "external_id": former.external_id,
        }

    def _members(self, number: int) -> dict[str, Any]:
        if not self.crowd.groups:
            return self._update(number)
        place = self.chance.randrange(len(self.crowd.groups))
        group, members = self.crowd.groups[place], self.crowd.members[place]
        side = self.chance.choice(("old", "new"))
        verb = "Add" if side == "new" else "Remove"
        if side == "new":  # who is in it now, so that the log's last word is true
            drawn = self.chance.choices(members, k=8)
            number = next((each for each in drawn if each <= number), number)
        if (number in members) is not (side == "new"):
            return self._update(number)
        person = Person(number)
        self._note([number], is_added=side == "new")
        return {
            **self._of_group(group, verb, person.scim_id),
            "status": 204,
            "changes": [{"attribute": "members", "old": None, "new": None, side: [person.address]}],
        }

    def _taken(self, number: int) -> dict[str, Any]:
        person = Person(number)
        return {
            "action": _Action.CREATE,
            "name": person.address,
            "method": "POST",
            "path": "/api/scim/Users",
            "request_body": _text(_document(person)),
            **_failed(409, f"The userName {person.address} is taken.", "uniqueness"),
        }

    def _invalid(self, number: int) -> dict[str, Any]:
        return {
            **self._patched(Person(number), _Action.UPDATE, "active", "perhaps"),
            **_failed(400, "active must be true or false.", "invalidValue"),
        }

    def _no_such_member(self, number: int) -> dict[str, Any]:
        if not self.crowd.groups:
            return self._invalid(number)
        group = self.chance.choice(self.crowd.groups)
        missing = Person(self.crowd.users + number).scim_id
        return {
            **self._of_group(group, "Add", missing),
            **_failed(400, f"There is no user {missing}.", "invalidValue"),
        }

    def _too_many(self, number: int) -> dict[str, Any]:
        person = Person(number)
        return {
            "action": _Action.QUERY,
            "method": "GET",
            "path": f"/api/scim/Users/{person.scim_id}",
            "resource_id": person.scim_id,
            "reason": "too_many_requests",
            **_failed(429, "This token sends too many requests. Wait a moment and go on."),
            "result": _Result.REJECTED,
        }

    def _about(self, person: Person) -> dict[str, Any]:
        return {
            "resource_id": person.scim_id,
            "user_id": self.crowd.keys[person.number],
            "name": person.address,
            "external_id": person.external_id,
        }

    def _patched(
        self, person: Person, action: ProvisioningEvent.Action, path: str, value: str
    ) -> dict[str, Any]:
        return {
            **self._about(person),
            "action": action,
            "method": "PATCH",
            "path": f"/api/scim/Users/{person.scim_id}",
            "request_body": _patch("Replace", path, value),
            "response_body": _text({**_document(person), "id": person.scim_id}),
        }

    def _of_group(self, group: Any, verb: str, member: str) -> dict[str, Any]:
        return {
            "action": _Action.UPDATE,
            "method": "PATCH",
            "path": f"/api/scim/Groups/{group.scim_id}",
            "resource_type": "Group",
            "resource_id": group.scim_id,
            "group_id": group.pk,
            "name": group.display_name,
            "external_id": group.external_id,
            "request_body": _patch(verb, "members", [{"value": member}]),
        }


def _failed(status: int, detail: str, scim_type: str = "") -> dict[str, Any]:
    error = {"schemas": [_ERROR_URN], "status": str(status), "detail": detail}
    return {
        "status": status,
        "result": _Result.FAILURE,
        "detail": detail,
        "scim_type": scim_type,
        "response_body": _text({**error, "scimType": scim_type} if scim_type else error),
    }


def _document(person: Person) -> dict[str, Any]:
    return {
        "schemas": [USER_URN],
        "externalId": person.external_id,
        "userName": person.address,
        "displayName": f"{person.given} {person.family}",
        "active": True,
    }


def _patch(verb: str, path: str, value: Any) -> str:
    operation = {"op": verb, "path": path, "value": value}
    return _text({"schemas": [PATCH_URN], "Operations": [operation]})


def _text(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)
