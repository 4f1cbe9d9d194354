"""Mails about provisioning, and `manage.py run_scheduled`."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AccessToken, Mail, Notice, ScheduledJob, User
from accounts.tokens import acts
from accounts.work.schedule import Job
from scim.log import mails
from tests.accounts.test_outbox import DOWN, together
from tests.factories import make_administrator, make_token, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def ada(db: None) -> User:
    return make_administrator("ada", email="ada@promapp.example")


def run() -> list[str]:
    output = StringIO()
    call_command("run_scheduled", stdout=output)
    return output.getvalue().splitlines()


def test_silence_is_told_once_for_each() -> None:
    make_user("carl")
    since = timezone.now() - DAY
    sentence = "Microsoft Entra has not called for a day."
    assert mails.tell_silence(since=since, sentence=sentence)
    assert not mails.tell_silence(since=since, sentence=sentence)
    assert mails.tell_silence(since=since + timedelta(hours=1), sentence=sentence)
    first = Mail.objects.order_by("pk")[0]
    assert first.recipient == "ada@promapp.example"
    assert first.subject == (
        f"The identity provider has not been heard since {since.day} {since:%b %Y, %H:%M} UTC "
        "(Promapp, promapp.example)"
    )
    assert first.body.startswith(f"{sentence}\n\nUntil it calls again, promapp.example ")
    for text in (
        "What to do: open the provisioning page",
        "https://promapp.example/profile/",
        "https://promapp.example/admin/scim/provisioningevent/",
        "Sent to all administrators of this site and to the addresses under Notifications.",
    ):
        assert text in first.body


def test_a_burst_is_told_with_the_names() -> None:
    people = [f"user{number}@promapp.example" for number in range(250)]
    assert mails.tell_burst(sentence="250 users were disabled.", names=["evil\nname", *people])
    row = Mail.objects.get()
    assert row.subject.startswith("251 users lost access within an hour")
    assert "- evil name\n- user0@promapp.example\n" in row.body
    assert "- user198@promapp.example\nand 51 more.\n\nNothing was blocked" in row.body
    assert not mails.tell_burst(sentence="260 users were disabled.", names=people)
    Notice.objects.update(created_at=timezone.now() - timedelta(hours=2), threshold="before")
    assert mails.tell_burst(sentence="260 users were disabled.", names=people)


def test_failing_is_told_once_a_day() -> None:
    assert mails.tell_failing(sentence="18 of the last 20 changes failed.", remedy="rename Bob.")
    assert not mails.tell_failing(sentence="19 of the last 20 changes failed.")
    row = Mail.objects.get()
    assert row.body.startswith("18 of the last 20 changes failed.\n\nUsers and groups on ")
    assert "What to do: rename Bob.\n" in row.body
    Notice.objects.update(created_at=timezone.now() - DAY, threshold="yesterday")
    assert mails.tell_failing(sentence="20 of the last 20 changes failed.")
    assert "each says what was wrong" in Mail.objects.latest("pk").body


def prepare(ada: User) -> None:
    """One token for each thing that a run has to do."""
    moment = timezone.now()
    make_token(ada, description="expired", expires_at=moment - timedelta(hours=1))
    expiring, _ = make_token(ada, description="expiring", expires_at=moment + 6 * DAY)
    AccessToken.objects.filter(pk=expiring.pk).update(created_at=moment - 100 * DAY)
    make_token(make_user("bob"), description="suspended")
    replaced, _ = make_token(ada, description="replaced")
    acts.revoke(ada, replaced, reason="replaced", after=DAY)
    AccessToken.objects.filter(pk=replaced.pk).update(revoke_at=moment)


SENT = [
    'Access token "expired" has expired',
    'Access token "expiring" expires in 7 days or less',
    'Access token "replaced" was revoked',
    'Access token "suspended" stopped working: bob is no longer an administrator',
]


def sent() -> list[str]:
    return sorted(message.subject.partition(" (Promapp")[0] for message in mail.outbox)


def test_a_run_does_it_all_once(ada: User) -> None:
    prepare(ada)
    assert run()[: len(ONE_RUN)] == ONE_RUN
    assert sent() == SENT
    assert "send mails: 0 sent, 0 failed, 0 waiting" in run()
    assert sent() == SENT


# The jobs that tell; those that delete what is old come after.
ONE_RUN = [
    "end replaced tokens: 1",
    "end secrets of OAuth clients: 0",
    "fetch keys of trusted identities: 0 fetched, 0 failed",
    "remind of expiry: 1",
    "tell of expired tokens: 1",
    "tell of lost owners: 1",
    "tell of silence: no alarm",
    "tell of bursts: none",
    "tell of failures: none",
    "tell what nobody was told: 0",
    "complete the words of names: 0",
    "close days: 0",
    "prune the provisioning log: 0",
    "record counted failures: 0",
    "forget old guesses: 0",
    "send links to reset passwords: 0 done, 0 failed",
    "send mails: 4 sent, 0 failed, 0 waiting",
]


@pytest.mark.django_db(transaction=True)
def test_runs_at_the_same_time_send_each_mail_once(ada: User) -> None:
    prepare(ada)
    together(4, run)
    run()
    assert sent() == SENT


def test_a_mail_server_that_is_down_is_no_failed_run(
    ada: User, settings: pytest.FixtureRequest
) -> None:
    prepare(ada)
    settings.EMAIL_BACKEND = DOWN
    assert "send mails: 0 sent, 3 failed, 4 waiting" in run()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Mail.objects.update(next_attempt_at=timezone.now())
    run()
    assert sent() == SENT


def test_a_job_that_fails_fails_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("secret")

    command = "promapp_console.management.commands.run_scheduled"
    monkeypatch.setattr(f"{command}.JOBS", [Job("one", fail)])
    with pytest.raises(CommandError, match=r"^Failed: one\. The log says why\.$"):
        run()
    assert ScheduledJob.objects.get(name="one").is_failed
