"""What administrators are told by mail about provisioning."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts.models import Group, User
from accounts.work import outbox, recipients
from accounts.work.mails import one_line
from accounts.work.outbox import Notice

NAMES_SHOWN = 200
BURST_REPEATED = timedelta(hours=1)
FAILING_REPEATED = timedelta(days=1)


class Kind(models.TextChoices):
    """What is told; the template of the same name is its text."""

    SILENCE = "provisioning_silence"
    BURST = "provisioning_burst"
    FAILING = "provisioning_failing"
    RIGHTS = "provisioning_rights"


def tell_silence(*, since: datetime, sentence: str) -> bool:
    """Tell that no call was let in since then; once for each silence.

    `sentence`: what happened and what to do, in plain words.
    """
    return _tell(Kind.SILENCE, f"{since:%Y-%m-%dT%H:%M:%S}", sentence=sentence, since=since)


def tell_burst(*, sentence: str, names: Sequence[str]) -> bool:
    """Tell that many users lost access, and who; once an hour at most, while it goes on."""
    if _was_told(Kind.BURST, BURST_REPEATED):
        return False
    shown = [one_line(name) for name in names[:NAMES_SHOWN]]
    more = len(names) - len(shown)
    hour = f"{timezone.now():%Y-%m-%dT%H}"
    return _tell(Kind.BURST, hour, sentence=sentence, names=shown, more=more, count=len(names))


def tell_failing(*, sentence: str, remedy: str = "") -> bool:
    """Tell that most of what the identity provider asks for fails; once a day at most.

    `remedy`: what to do about the latest failure, where it is known.
    """
    if _was_told(Kind.FAILING, FAILING_REPEATED):
        return False
    day = f"{timezone.now():%Y-%m-%d}"
    return _tell(Kind.FAILING, day, sentence=sentence, remedy=remedy)


def rights_written(resource: User | Group, *, action: str, attributes: Sequence[str]) -> bool:
    """Tell that somebody or something with rights was written to; once an hour for each.

    `action`: the event's. `attributes`: the names of what changed; values stay in the log.
    """
    kind = resource._meta.model_name
    return outbox.post(
        Kind.RIGHTS,
        f"{kind} {resource.pk}",
        f"{timezone.now():%Y-%m-%dT%H}",
        to=recipients.of_kind(Kind.RIGHTS),
        template=Kind.RIGHTS,
        context={
            "log": reverse("admin:scim_provisioningevent_changelist"),
            "name": one_line(str(resource)),
            "kind": "administrator" if kind == "user" else "group with permissions",
            "action": action,
            "attributes": list(dict.fromkeys(attributes)),
        },
    )


def _was_told(kind: Kind, within: timedelta) -> bool:
    return Notice.objects.filter(kind=kind, created_at__gt=timezone.now() - within).exists()


def _tell(kind: Kind, threshold: str, **context: Any) -> bool:
    log = reverse("admin:scim_provisioningevent_changelist")
    return outbox.post(
        kind,
        "provisioning",
        threshold,
        to=recipients.of_kind(kind),
        template=kind,
        context={"log": log, **context},
    )
