"""Sessions that have ended leave nothing behind."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts import leftovers
from accounts.models import User

pytestmark = pytest.mark.django_db


def test_ended_sessions_go_and_others_stay(user: User) -> None:
    for key, days in (("old", -1), ("new", 1)):
        moment = timezone.now() + timedelta(days=days)
        Session.objects.create(session_key=key, session_data="", expire_date=moment)
    for key in ("old", "new", "gone"):
        UserSession.objects.create(user=user, session_key=key, ip="192.0.2.7", user_agent="")
    assert leftovers.prune() == 1
    assert [row.session_key for row in Session.objects.all()] == ["new"]
    assert [row.session_key for row in UserSession.objects.all()] == ["new"]
