"""Disabling people and enabling them again."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.lifecycle import activation
from accounts.models import Mail, User
from accounts.work.audit import AuditEntry
from tests.factories import make_administrator, make_token, make_user


def sign_in(user: User) -> Client:
    """Open a session, and enter it into the user's list."""
    client = Client()
    client.force_login(user)
    UserSession.objects.create(user=user, session_key=client.session.session_key, ip="192.0.2.1")
    return client


def test_disabling_ends_all_access_at_once(administrator: User) -> None:
    eve = make_administrator("eve")
    token, _ = make_token(eve)
    client = sign_in(eve)
    assert activation.disable(eve, administrator, "left") == {"sessions": 1, "tokens": 1}
    eve.refresh_from_db()
    token.refresh_from_db()
    assert (eve.is_active, eve.version, token.revoked_reason) == (False, 2, "its owner left")
    assert client.get("/profile/").headers["Location"].startswith("/sign-in/")
    entry = AuditEntry.objects.get(action="user.disabled")
    assert (entry.actor, entry.action_label) == (administrator, "Disabled user")
    assert (entry.object_name, entry.detail) == ("eve", {"sessions": 1, "tokens": 1})


def test_enabling_gives_back_no_session_and_no_token(administrator: User) -> None:
    eve = make_user("eve")
    client = sign_in(eve)
    activation.disable(eve, administrator, "")
    activation.enable(eve, administrator)
    eve.refresh_from_db()
    assert (eve.is_active, eve.version) == (True, 3)
    assert [entry.action for entry in AuditEntry.objects.all()] == ["user.enabled", "user.disabled"]
    assert client.get("/profile/").headers["Location"].startswith("/sign-in/")


def test_the_last_administrator_is_kept(administrator: User, user: User) -> None:
    with pytest.raises(activation.LastAdministrator):
        activation.disable(administrator, administrator, "")
    administrator.refresh_from_db()
    assert administrator.is_active
    activation.disable(user, administrator, "")
    make_administrator()
    activation.disable(administrator, administrator, "")


def test_what_stands_in_the_way_is_said(administrator: User, user: User) -> None:
    assert activation.obstacle_to_disable(user, administrator) == ""
    managed = make_user(is_provisioned=True)
    assert "change it there" in activation.obstacle_to_disable(managed, administrator)
    assert "last active administrator" in activation.obstacle_to_disable(
        administrator, administrator
    )
    gone = make_user(is_active=False)
    assert "disabled already" in activation.obstacle_to_disable(gone, administrator)
    assert activation.obstacle_to_enable(gone) == ""
    assert "active already" in activation.obstacle_to_enable(user)
    assert "change it there" in activation.obstacle_to_enable(managed)
    make_administrator()
    assert "Ask another" in activation.obstacle_to_disable(administrator, administrator)


def test_only_sessions_that_live_are_open(user: User) -> None:
    sign_in(user)
    sign_in(user)
    assert activation.open_sessions(user).count() == 2
    key = UserSession.objects.first().session_key
    expired = timezone.now() - timedelta(seconds=1)
    Session.objects.filter(session_key=key).update(expire_date=expired)
    assert activation.open_sessions(user).count() == 1


@pytest.mark.parametrize(
    ("sessions", "tokens", "words"),
    [
        (0, 0, ""),
        (1, 0, "1 session was ended."),
        (0, 1, "1 token was ended."),
        (2, 0, "2 sessions were ended."),
        (1, 1, "1 session and 1 token were ended."),
        (2, 1, "2 sessions and 1 token were ended."),
    ],
)
def test_what_ended_is_put_into_words(sessions: int, tokens: int, words: str) -> None:
    assert activation.ended_in_words({"sessions": sessions, "tokens": tokens}) == words


def test_the_last_superuser_is_kept_too(administrator: User) -> None:
    """Those who are no superusers could neither give rights nor make tokens."""
    staff = make_user("staff", is_staff=True)
    with pytest.raises(activation.LastAdministrator, match="last active superuser"):
        activation.disable(administrator, staff, "")
    assert "last active superuser" in activation.obstacle_to_disable(administrator, staff)
    with pytest.raises(activation.LastAdministrator, match="last active superuser"):
        activation.delete([administrator], staff, "")
    activation.disable(staff, administrator, "")
    make_administrator()
    activation.disable(administrator, staff, "")


def test_all_who_leave_together_count(administrator: User) -> None:
    others = [make_administrator(), make_administrator()]
    with pytest.raises(activation.LastAdministrator):
        activation.delete([administrator, *others], "a test", "")
    assert User.objects.administrators().count() == 3
    activation.delete(others, "a test", "")
    assert User.objects.administrators().count() == 1


def test_deleting_ends_all_access_and_tells(administrator: User) -> None:
    eve = make_administrator("eve")
    token, _ = make_token(eve)
    client = sign_in(eve)
    key = client.session.session_key
    activation.delete([eve], administrator, "was deleted in the console")
    token.refresh_from_db()
    assert (token.owner, token.revoked_reason) == (None, "its owner was deleted in the console")
    assert token.can_be_taken_over
    assert not Session.objects.filter(session_key=key).exists()
    told = {entry.action: entry for entry in AuditEntry.objects.all()}
    assert told["token.revoked"].detail == {"reason": "its owner was deleted in the console"}
    assert told["user.deleted"].detail == {"sessions": 1, "tokens": 1}
    assert told["user.deleted"].actor == administrator
    mail = Mail.objects.get(recipient=administrator.email)
    assert "was deleted in the console" in mail.body
