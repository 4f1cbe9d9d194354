"""What goes wrong is told once, by mail and by webhook, by two servers at one database."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from queue import Empty, Queue
from typing import Any

import pytest

from tests import migrated, smtp
from tests.receiver import receiver
from tests.test_scheduled import hasty
from tests.test_serve import CREATE_TOKEN, manage

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ALL = ["provisioning_burst", "provisioning_failing", "token_expiring", "token_new_network"]
SET_UP = """
from datetime import timedelta
from django.utils import timezone
from accounts.models import AccessToken, Webhook
topics = {{"failures": True, "tokens": True}}
Webhook.prepared(url={url!r}, form="json", name="Chat", **topics)[0].save()
now = timezone.now()
old = AccessToken.objects.filter(description="Old")
old.update(created_at=now - timedelta(days=90), expires_at=now + timedelta(days=6))
"""
# A run that is under way would note afterwards that it was the last.
DUE = """
from time import sleep
from django.utils import timezone
from accounts.models import ScheduledJob, WebhookMessage
from accounts.work.run_lock import alone
is_done = False
while not is_done:
    with alone() as is_alone:
        if is_alone:
            ScheduledJob.objects.update(started_at=None)
            WebhookMessage.objects.update(next_attempt_at=timezone.now())
            is_done = True
    sleep(0 if is_done else 0.1)
"""


class Caller:
    """An identity provider."""

    def __init__(self, environment: dict[str, str], secret: str) -> None:
        self.port, self.secret = int(environment["PORT"]), secret

    def send(self, method: str, path: str, **body: Any) -> tuple[int, Any]:
        headers = {
            "Authorization": f"Bearer {self.secret}",
            "Content-Type": "application/scim+json",
        }
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=20)) as connection:
            connection.request(method, f"/api/scim{path}", json.dumps(body), headers)
            response = connection.getresponse()
            return response.status, json.loads(response.read() or b"null")

    def fail_and_disable(self) -> None:
        """Disable most of a few users, and go on making one that is there."""
        made = [
            self.send("POST", "/Users", schemas=[USER], userName=f"user{number}@a.example")[1]
            for number in range(8)
        ]
        for user in made[:6]:
            change = {"op": "replace", "path": "active", "value": False}
            self.send("PATCH", f"/Users/{user['id']}", schemas=[PATCH], Operations=[change])
        statuses = [
            self.send("POST", "/Users", schemas=[USER], userName="user0@a.example")[0]
            for _ in range(20)
        ]
        assert set(statuses) == {409}


def shell(at: Path, code: str, environment: dict[str, str]) -> None:
    outcome = manage(at, "shell", "-c", code, **environment)
    assert outcome.returncode == 0, outcome.stderr


def next_of(queue: Queue[Any], number: int) -> list[Any]:
    """So many things that come; one too many is found by whoever asks next."""
    return [queue.get(timeout=90) for _ in range(number)]


def kinds(taken: Iterable[tuple[str, dict[str, str], bytes]]) -> Counter[str]:
    return Counter(json.loads(body)["type"] for _, _, body in taken)


@pytest.mark.once
@pytest.mark.long
def test_each_alarm_arrives_once_and_a_receiver_that_is_down_loses_none(
    tmp_path: Path, django_db_setup: None
) -> None:
    directory = tmp_path
    migrated.copy(directory / "promapp.sqlite3")
    with smtp.server() as server, receiver() as there:
        site = {
            "EMAIL_URL": server.url,
            "PROMAPP_ADMIN_EMAIL": "ada@promapp.example",
            "WEBHOOK_NETWORKS": "127.0.0.0/8",
        }
        with hasty(directory, SCHEDULED_WORK="off", **site) as (environment, _):
            manage(directory, "ensure_administrator", **environment)
            secret = manage(directory, *CREATE_TOKEN, **environment).stdout.strip()
            old = [*CREATE_TOKEN, "--description", "Old"]
            manage(directory, *old, **environment)
            shell(directory, SET_UP.format(url=there.url), environment)
            entra = Caller(environment, secret)
            entra.fail_and_disable()
        there.status = 500
        with hasty(directory, **site) as (environment, _), hasty(directory, **site):
            mails = next_of(server.mails, 6)
            subjects = sorted(mail["Subject"].partition(" (")[0] for mail in mails)
            refused = kinds(next_of(there.taken, len(ALL)))
            there.status = 204
            shell(directory, DUE, environment)
            taken = kinds(next_of(there.taken, len(ALL)))
            revoked = "AccessToken.objects.filter(description='Entra').update(revoked_at=now())"
            names = "from accounts.models import AccessToken; from django.utils.timezone import now"
            shell(directory, f"{names}; {revoked}", environment)
            assert Caller(environment, secret).send("GET", "/Users")[0] == 401
            shell(directory, DUE, environment)
            [silence] = next_of(server.mails, 1)
            last = kinds(next_of(there.taken, 1))
            shell(directory, DUE, environment)
            with pytest.raises(Empty):
                there.taken.get(timeout=3)
        assert server.mails.empty()
    assert subjects == [
        "6 users lost access within an hour",
        'Access token "Entra" was created',
        'Access token "Entra" was used for the first time',
        'Access token "Old" expires in 7 days or less',
        'Access token "Old" was created',
        "Provisioning is failing",
    ]
    assert refused == taken == Counter(ALL)
    assert " has not been heard since " in silence["Subject"]
    assert last == Counter(["provisioning_silence"])
