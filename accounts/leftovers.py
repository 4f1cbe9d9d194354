"""Rows that outlive their use: sessions that have ended, and the list of them that people see."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from . import schedule


def prune() -> int:
    """Delete the sessions that have expired, and what is listed without one; returns how many."""
    expired = Session.objects.filter(expire_date__lt=schedule.certain())
    sessions: int = expired.delete()[0]
    there = Session.objects.filter(session_key=OuterRef("session_key"))
    UserSession.objects.filter(~Exists(there)).delete()
    return sessions
