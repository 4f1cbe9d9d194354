"""The audit log: what is kept of an act, and that nothing changes it afterwards."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.models import User
from accounts.work import audit
from accounts.work.audit import Action, AppendOnly, AuditEntry
from tests.admin_pages import act, list_url, names, page_url
from tests.factories import make_token, make_user

pytestmark = pytest.mark.django_db


def request_of(user: Any) -> Any:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    request.user = user
    return request


def test_an_act_is_kept_with_the_names_of_the_time(administrator: User) -> None:
    token, _ = make_token(administrator)
    moment = timezone.now()
    entry = audit.record(request_of(administrator), Action.TOKEN_REVOKED, token, at=moment, n=1)
    entry.refresh_from_db()
    assert entry.actor == administrator
    assert (entry.actor_name, entry.address) == (administrator.username, "192.0.2.7")
    assert (entry.action, entry.action_label) == ("token.revoked", "Revoked access token")
    assert (entry.object_type, entry.object_id) == ("accounts.accesstoken", str(token.pk))
    assert entry.object_name == str(token)
    assert entry.detail["n"] == 1
    assert entry.detail["at"].startswith(f"{moment:%Y-%m-%dT%H:%M}")
    assert str(entry) == f"{administrator.username}: Revoked access token {token}"


@pytest.mark.parametrize("who", ["run_scheduled", audit.Actor(None, "run_scheduled")])
def test_a_program_acts_under_its_name(who: Any) -> None:
    entry = audit.record(who, "log.pruned")
    assert (entry.actor, entry.actor_name, entry.address) == (None, "run_scheduled", None)
    assert (entry.object_type, entry.object_id, entry.object_name) == ("", "", "")
    assert entry.action_label == "log.pruned"


def test_nobody_signed_in() -> None:
    entry = audit.record(request_of(AnonymousUser()), "page.tried")
    assert (entry.actor, entry.actor_name, entry.address) == (None, "nobody signed in", "192.0.2.7")


def test_a_name_that_is_too_long_or_unfit_is_cut(user: User) -> None:
    user.username = "x\0" * 500
    entry = audit.record("a" * 300, "user.seen", user)
    entry.refresh_from_db()
    assert (len(entry.actor_name), entry.object_name) == (254, "x" * 500)


def test_entries_are_neither_changed_nor_deleted(administrator: User) -> None:
    entry = audit.record(administrator, "one")
    entry.action = "two"
    every = AuditEntry.objects.all()
    forged = AuditEntry(pk=entry.pk, action="three")
    attempts: list[Any] = [
        entry.save,
        entry.delete,
        every.delete,
        lambda: every.update(action="two"),
        lambda: every.bulk_update([entry], ["action"]),
        lambda: AuditEntry.objects.update_or_create(pk=entry.pk, defaults={"action": "two"}),
    ]
    for attempt in attempts:
        with pytest.raises(AppendOnly):
            attempt()
    assert AuditEntry.objects.get().action == "one"
    with pytest.raises(IntegrityError):
        forged.save()


def test_the_entries_of_a_deleted_user_stay(administrator: User) -> None:
    actor = make_user("leaver")
    audit.record(actor, "one")
    actor.delete()
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.actor_name) == (None, "leaver")


def test_the_page_lists_and_filters(client: Client, administrator: User, user: User) -> None:
    client.force_login(administrator)
    token, _ = make_token(administrator, description="Entra <b>prod</b>")
    one = audit.record(administrator, Action.TOKEN_CREATED, token, expires="never", old=None)
    two = audit.record(user, Action.TOKEN_REVOKED, token)
    assert names(client, AuditEntry) == {str(one), str(two)}
    assert names(client, AuditEntry, "action=token.revoked") == {str(two)}
    assert names(client, AuditEntry, f"q={user.username}") == {str(two)}
    page = client.get(page_url(one)).content.decode()
    for text in ("Created access token", "Entra &lt;b&gt;prod", page_url(administrator), "never"):
        assert text in page


def test_the_page_changes_nothing(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    entry = audit.record(administrator, "one")
    assert client.post(page_url(entry), {"action": "two"}).status_code == 403
    assert client.post(page_url(entry, "delete"), {"post": "yes"}).status_code == 403
    act(client, "delete_selected", entry, post="yes")
    assert AuditEntry.objects.get().action == "one"


def test_others_see_nothing(client: Client, user: User) -> None:
    audit.record(user, "one")
    assert client.get(list_url(AuditEntry)).status_code == 302
    client.force_login(user)
    assert client.get(list_url(AuditEntry)).status_code in {302, 403}


def test_no_two_acts_are_called_alike() -> None:
    """The filter of the page offers each once."""
    assert len({action.label for action in Action}) == len(Action)
