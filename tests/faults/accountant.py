"""What is there in the end, against what was acknowledged."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.faults.load import Account, Person

DONE = {"Success", "success"}


@dataclass
class Verdict:
    """How many requests of each kind were not as they should be; all are to be 0."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    without_event: list[str] = field(default_factory=list)
    without_change: list[str] = field(default_factory=list)
    refused_but_done: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """What was refused and done all the same is a COMMIT whose answer was lost."""
        return not (
            self.lost or self.doubled or self.half or self.without_event or self.without_change
        )


def audit(account: Account) -> Verdict:
    """Look at every user of a load; Django is set up on the site's database."""
    from accounts.models import User
    from scim.models import ProvisioningEvent

    verdict = Verdict()
    users = {user.username: user for user in User.objects.prefetch_related("values")}
    events: dict[str, list[Any]] = defaultdict(list)
    for event in ProvisioningEvent.objects.filter(resource_type="User").order_by("pk"):
        if event.status < 300:
            events[event.name].append(event)
    for person in account.people:
        _judge(person, users.get(person.name), events[person.name], verdict)
    return verdict


def _judge(person: Person, user: Any, events: list[Any], verdict: Verdict) -> None:
    marks = _marks(user) if user else {None}
    if len(marks) > 1:
        verdict.half.append(f"{person.name}: {marks}")
        return
    [mark] = marks
    if mark not in {person.sure, *person.open}:
        known = [*person.refused, person.sure]
        kind = verdict.refused_but_done if mark in person.refused else verdict.lost
        kind.append(f"{person.name}: has {mark}, should have {person.sure} or {person.open}")
        if mark not in known and mark is not None:
            verdict.doubled.append(f"{person.name}: nobody sent {mark}")
    _judge_events(person, user, events, verdict)


def _judge_events(person: Person, user: Any, events: list[Any], verdict: Verdict) -> None:
    changing = [event for event in events if event.changes or event.action == "Delete"]
    titles = [
        change["new"]
        for event in changing
        for change in event.changes
        if change["attribute"] == "title"
    ]
    for title, number in Counter(titles).items():
        if number > 1:
            verdict.doubled.append(f"{person.name}: {title} has {number} events")
    olds = [
        change["old"]
        for event in changing
        for change in event.changes
        if change["attribute"] == "title"
    ]
    if any(old != new for old, new in zip(olds[1:], titles, strict=False)):
        verdict.without_event.append(f"{person.name}: {titles} after {olds}")
    if user is None:
        return
    mark = next(iter(_marks(user)))
    if not titles or titles[-1] != mark:
        verdict.without_event.append(f"{person.name}: has {mark}, its events say {titles[-1:]}")
    if user.version > len(changing):
        verdict.without_event.append(
            f"{person.name}: version {user.version}, {len(changing)} events"
        )
    if user.version < len(changing):
        verdict.without_change.append(
            f"{person.name}: version {user.version}, {len(changing)} events"
        )


def _marks(user: Any) -> set[str | None]:
    emails = [value.value for value in user.values.all() if value.attribute == "emails"]
    mails = {re.sub("@.*", "", value) for value in emails}
    return {user.title, user.department, *mails}
