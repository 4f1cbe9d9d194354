"""Tokens that expire and tokens that lose their owner: who is told, and how often."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import AccessToken, ClientSecret, Mail, Notice, User
from accounts.tokens import acts, client_acts, reminders
from tests.factories import make_administrator, make_client, make_token, make_user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def ada() -> User:
    return make_administrator("ada", email="ada@promapp.example")


def token_with(owner: User, left: timedelta, life: timedelta = 365 * DAY) -> AccessToken:
    """A token that expires after `left` and was made `life` before that."""
    expires_at = timezone.now() + left
    token, _ = make_token(owner, expires_at=expires_at)
    AccessToken.objects.filter(pk=token.pk).update(created_at=expires_at - life)
    token.refresh_from_db()
    return token


def subjects() -> list[str]:
    return list(Mail.objects.order_by("pk").values_list("subject", flat=True))


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (61 * DAY, None),
        (60 * DAY - HOUR, "expires in 60 days or less"),
        (31 * DAY, "expires in 60 days or less"),
        (30 * DAY - HOUR, "expires in 30 days or less"),
        (14 * DAY - HOUR, "expires in 14 days or less"),
        (7 * DAY - HOUR, "expires in 7 days or less"),
        (2 * DAY, "expires in 7 days or less"),
        (DAY - HOUR, "expires within a day"),
        (HOUR, "expires within a day"),
        (-HOUR, None),
    ],
)
def test_the_nearest_threshold_is_told_once(ada: User, left: timedelta, said: str | None) -> None:
    token_with(ada, left)
    assert reminders.remind_of_expiry() == (0 if said is None else 1)
    assert reminders.remind_of_expiry() == 0
    found = subjects()
    assert len(found) == (0 if said is None else 1)
    assert all(f'Access token "Entra" {said} (' in subject for subject in found)


def test_a_life_gets_five_reminders(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_with(ada, 100 * DAY)
    assert token.expires_at
    moments = [token.expires_at - days * DAY + HOUR for days in range(100, 0, -1)]
    for moment in (*moments, moments[50], moments[0], moments[-1]):  # clocks jump
        with monkeypatch.context() as patch:
            patch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
            reminders.remind_of_expiry()
    thresholds = Notice.objects.order_by("pk").values_list("threshold", flat=True)
    assert [threshold.split()[0] for threshold in thresholds] == ["60", "30", "14", "7", "1"]


@pytest.mark.parametrize(("life", "told"), [(30 * DAY, 0), (31 * DAY, 1), (7 * DAY, 0), (HOUR, 0)])
def test_a_short_life_is_not_announced_at_its_beginning(
    ada: User, life: timedelta, told: int
) -> None:
    token_with(ada, min(life, 30 * DAY) - timedelta(minutes=1), life)
    assert reminders.remind_of_expiry() == told


def test_the_owner_and_all_administrators_are_told(ada: User) -> None:
    make_administrator("bob", email="bob@promapp.example")
    make_administrator("mute", email="")
    make_administrator("left", email="left@promapp.example", is_active=False)
    make_user("carl", email="carl@promapp.example")
    owner = make_user("dora", email="dora@promapp.example")
    token_with(owner, 6 * DAY)
    reminders.remind_of_expiry()
    assert set(Mail.objects.values_list("recipient", flat=True)) == {
        "ada@promapp.example",
        "bob@promapp.example",
        "dora@promapp.example",
    }


def test_no_reminder_of_what_is_over_or_ends_by_plan(ada: User) -> None:
    revoked, replaced = token_with(ada, 6 * DAY), token_with(ada, 6 * DAY)
    acts.revoke(ada, revoked)
    acts.revoke(ada, replaced, after=DAY)
    make_token(ada)
    Notice.objects.all().delete()
    assert reminders.remind_of_expiry() == 0


def test_expiry_is_told_once(ada: User) -> None:
    token_with(ada, -HOUR)
    token_with(ada, -8 * DAY)
    acts.revoke(ada, token_with(ada, -HOUR))
    Notice.objects.all().delete()
    assert reminders.tell_of_expired() == 1
    assert reminders.tell_of_expired() == 0
    assert subjects() == ['Access token "Entra" has expired (Promapp, promapp.example)']


def demote(owner: User) -> None:
    owner.is_staff = False
    owner.save()


def delete(owner: User) -> None:
    owner.delete()


def disable(owner: User) -> None:
    owner.is_active = False
    owner.save()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (demote, "boss is no longer an administrator"),
        (disable, "boss was disabled"),
        (delete, "boss was deleted"),
    ],
)
def test_an_owner_who_lost_the_right_is_told_once(ada: User, change: Any, said: str) -> None:
    owner = make_administrator("boss", email="boss@promapp.example")
    make_token(owner)
    assert reminders.tell_of_lost_owners() == 0
    change(owner)
    assert reminders.tell_of_lost_owners() == 1
    assert reminders.tell_of_lost_owners() == 0
    mail = Mail.objects.get()
    assert mail.recipient == "ada@promapp.example"
    assert f"stopped working: {said} (" in mail.subject
    assert "What to do: take the token over (" in mail.body


def test_a_second_time_is_told_again(ada: User) -> None:
    owner = make_administrator("boss", email="boss@promapp.example")
    make_token(owner)
    for _ in range(2):
        owner.is_staff = False
        owner.save()
        assert reminders.tell_of_lost_owners() == 1
        owner.is_staff = True
        owner.save()
        assert reminders.tell_of_lost_owners() == 0
    assert len(subjects()) == 2


def secret_with(owner: User, left: timedelta) -> ClientSecret:
    """A secret of an OAuth client that expires after `left` and was made a year before that."""
    client, _ = make_client(owner)
    Mail.objects.all().delete()
    Notice.objects.all().delete()
    end = timezone.now() + left
    ClientSecret.objects.update(expires_at=end, created_at=end - 365 * DAY)
    AccessToken.objects.update(expires_at=end, created_at=end - 365 * DAY)
    return client.secrets.get()


@pytest.mark.parametrize("days", [60, 30, 14, 7, 1])
def test_of_each_secret_of_a_client_is_reminded(ada: User, days: int) -> None:
    secret = secret_with(ada, days * DAY - HOUR)
    assert [reminders.remind_of_expiry(), reminders.remind_of_expiry()] == [1, 0]
    [mail] = Mail.objects.all()
    said = "within a day" if days == 1 else f"in {days} days or less"
    assert mail.subject.startswith(f'A secret of OAuth client "Entra" expires {said} (')
    assert secret.hint in mail.body


def test_a_secret_that_is_revoked_needs_no_reminder(ada: User) -> None:
    secret = secret_with(ada, 5 * DAY)
    client_acts.revoke_secret(ada, secret)
    Mail.objects.all().delete()
    assert (reminders.remind_of_expiry(), reminders.tell_of_expired()) == (0, 0)


def test_a_secret_that_is_set_to_end_needs_no_reminder(ada: User) -> None:
    secret = secret_with(ada, 5 * DAY)
    client_acts.revoke_secret(ada, secret, after=DAY)
    assert reminders.remind_of_expiry() == 0


def test_a_secret_that_expired_is_told_of_once(ada: User) -> None:
    secret_with(ada, -HOUR)
    assert [reminders.tell_of_expired(), reminders.tell_of_expired()] == [1, 0]
    assert subjects()[0].startswith('A secret of OAuth client "Entra" has expired (')


def test_a_secret_that_is_set_to_end_is_ended_for_the_record(ada: User) -> None:
    secret = secret_with(ada, 90 * DAY)
    client_acts.revoke_secret(ada, secret, after=DAY)
    assert client_acts.end_set_to_end() == 0
    past = timezone.now() - HOUR
    ClientSecret.objects.update(revoke_at=past)
    assert [client_acts.end_set_to_end(), client_acts.end_set_to_end()] == [1, 0]
    secret.refresh_from_db()
    assert secret.revoked_at == past
    assert subjects()[-1].startswith('A secret of OAuth client "Entra" was revoked (')
