"""A notice is spent only when somebody was told; until then it waits for an address."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Mail, Notice, NotificationAddress, User
from accounts.tokens import mails as token_mails
from accounts.work import audit, outgoing, owed, recipients
from accounts.work import mails as account_mails
from accounts.work.recipients import Topic
from scim.log import mails as provisioning_mails
from tests.accounts.test_outbox import together
from tests.factories import make_administrator, make_token, make_user

pytestmark = pytest.mark.django_db
SILENCE = "Microsoft Entra has not called for 2 days."


@pytest.fixture
def ada() -> User:
    """The administrator of a first start: without an address."""
    return make_administrator("ada", email="")


def silence(hours: int = 0) -> bool:
    since = timezone.now() - timedelta(days=2, hours=hours)
    return provisioning_mails.tell_silence(since=since, sentence=SILENCE)


def waiting() -> list[tuple[str, str]]:
    mails = Mail.objects.order_by("pk").values_list("recipient", "body")
    return [(recipient, body.partition("\n")[0]) for recipient, body in mails]


def test_whoever_gets_an_address_later_is_told(ada: User) -> None:
    token, _ = make_token(ada, description="Entra prod", expires_at=timezone.now())
    token_mails.token_expired(token)
    assert silence()
    assert owed.tell() == 0
    assert not Mail.objects.exists()
    User.objects.update(email="ada@promapp.example")
    assert owed.tell() == 2
    mails = list(Mail.objects.order_by("pk"))
    assert [mail.recipient for mail in mails] == 2 * ["ada@promapp.example"]
    assert "Entra prod" in mails[0].subject
    assert mails[1].body.startswith("This is from ")
    assert SILENCE in mails[1].body
    assert owed.tell() == 0
    assert not silence()  # it is told, and counts as such


def test_a_named_address_hears_of_its_topics_alone(ada: User) -> None:
    token, _ = make_token(ada, expires_at=timezone.now())
    token_mails.token_expired(token)
    silence()
    NotificationAddress.objects.create(address="ops@promapp.example", failures=True)
    assert owed.tell() == 1
    assert [recipient for recipient, _ in waiting()] == ["ops@promapp.example"]
    assert Notice.objects.owed().get().kind == "token_expired"
    NotificationAddress.objects.update(tokens=True)
    assert owed.tell() == 1


def test_many_come_in_one_mail(ada: User) -> None:
    for hours in range(7):
        silence(hours)
    User.objects.update(email="ada@promapp.example")
    assert owed.tell() == 7
    mail = Mail.objects.get()
    assert mail.subject.startswith("7 notices that nobody could be told of (Promapp, ")
    assert mail.body.count(" UTC: ") == 7
    assert owed.tell() == 0


def test_what_is_a_month_old_is_no_news(ada: User) -> None:
    silence()
    Notice.objects.update(created_at=timezone.now() - outgoing.KEPT_UNTRIED - timedelta(minutes=1))
    User.objects.update(email="ada@promapp.example")
    assert owed.tell() == 0


def test_a_person_hears_of_their_account_and_others_do_not() -> None:
    make_administrator("ada", email="ada@promapp.example")
    bob = make_user("bob", email="")
    account_mails.act("password.set", bob, audit.Actor(None, "ada"))
    assert owed.tell() == 0
    User.objects.filter(pk=bob.pk).update(email="bob@promapp.example")
    assert owed.tell() == 1
    assert [recipient for recipient, _ in waiting()] == ["bob@promapp.example"]


def test_a_person_who_is_gone_is_told_nothing() -> None:
    bob = make_user("bob", email="")
    account_mails.act("password.set", bob, audit.Actor(None, "ada"))
    bob.delete()
    assert owed.tell() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [3, 8])
def test_two_processes_at_once_tell_once(count: int) -> None:
    make_administrator("ada", email="")
    for hours in range(count):
        silence(hours)
    User.objects.update(email="ada@promapp.example")
    assert sum(together(2, owed.tell)) == count
    assert Mail.objects.count() == (count if count <= owed.ONE_BY_ONE else 1)


def test_scheduled_work_tells_and_sends(ada: User, mailoutbox: list[object]) -> None:
    silence()
    call_command("run_scheduled", verbosity=0)
    assert mailoutbox == []
    NotificationAddress.objects.create(address="ops@promapp.example")
    call_command("run_scheduled", verbosity=0)
    call_command("run_scheduled", verbosity=0)
    assert len(mailoutbox) == 1


def test_every_kind_of_notice_is_about_something() -> None:
    kinds = [*token_mails.Kind.values, *provisioning_mails.Kind.values]
    assert {recipients.topic_of(kind) for kind in kinds} == set(Topic)
    assert recipients.topic_of("provisioning_rights") == Topic.RIGHTS
    assert recipients.topic_of("provisioning_burst") == Topic.FAILURES
    assert recipients.topic_of(account_mails.KIND) == Topic.RIGHTS
