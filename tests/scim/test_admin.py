"""The provisioning log in Django admin."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessToken, User
from promapp_console.admin import base
from scim.models import ProvisioningEvent
from tests.admin_pages import act, list_url, names, page_url, submit
from tests.factories import make_administrator, make_group, make_token, make_user

Action, Result = ProvisioningEvent.Action, ProvisioningEvent.Result


@pytest.fixture
def ops(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


@pytest.fixture
def token(administrator: User) -> AccessToken:
    return make_token(administrator, description="Microsoft Entra")[0]


def make_event(**fields: Any) -> ProvisioningEvent:
    """Save an event: an update that went well, unless told otherwise."""
    values: dict[str, Any] = {
        "request_id": "r-1",
        "action": Action.UPDATE,
        "result": Result.SUCCESS,
        "resource_type": "User",
        "method": "PATCH",
        "path": "/api/scim/Users/1",
        "status": 200,
    }
    for name, resource in (("user", fields.get("user")), ("group", fields.get("group"))):
        if resource is not None:
            values |= {
                "resource_type": name.title(),
                "resource_id": resource.scim_id,
                "name": str(resource),
                "external_id": resource.external_id,
            }
    return ProvisioningEvent.objects.create(**{**values, **fields})


def found(client: Client, **query: str) -> list[ProvisioningEvent]:
    return list(client.get(list_url(ProvisioningEvent), query).context["cl"].result_list)


def test_search_finds_a_user(ops: Client, user: User) -> None:
    user.external_id = "Ext-1"
    user.save()
    event = make_event(user=user)
    make_event(user=make_user(), request_id="r-2")
    for term in (user.username[:9].upper(), "Ext-1", user.scim_id, "r-1"):
        assert found(ops, q=term) == [event], term
    assert found(ops, q="r-") == []


def test_search_finds_a_group(ops: Client) -> None:
    event = make_event(group=make_group("Finance"))
    make_event(group=make_group("Sales"))
    assert found(ops, q="fin") == [event]


def test_search_finds_those_who_are_gone_or_never_came(ops: Client, user: User) -> None:
    changed = make_event(user=user, resource_id=user.scim_id)
    deleted = make_event(
        name=user.username, resource_id=user.scim_id, action=Action.DELETE, external_id="Ext-9"
    )
    failed = make_event(action=Action.CREATE, result=Result.FAILURE, name="eve@x.example")
    user.delete()
    for term in (user.username, "Ext-9"):
        assert set(found(ops, q=term)) == {changed, deleted}
    assert found(ops, q="eve@x.example") == [failed]


def test_filters(ops: Client, user: User, token: AccessToken) -> None:
    failure = make_event(user=user, result=Result.FAILURE, token=token, request_id="r-7")
    group = make_event(group=make_group("Finance"), action=Action.CREATE)
    assert found(ops, result__exact="Failure") == [failure]
    assert found(ops, action__exact="Create") == [group]
    assert found(ops, resource_type="Group") == [group]
    assert found(ops, token__id__exact=str(token.pk)) == [failure]
    assert found(ops, user__id__exact=str(user.pk)) == [failure]
    assert found(ops, request_id__exact="r-7") == [failure]
    assert found(ops, created_at__gte="2999-01-01 00:00:00+00:00") == []


def test_the_list_ends_at_the_cap(ops: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "LIST_END", 3)
    for _ in range(5):
        make_event()
    assert ops.get(list_url(ProvisioningEvent)).context["cl"].result_count == 3


def test_the_page_shows_old_and_new_escaped(ops: Client, user: User, token: AccessToken) -> None:
    event = make_event(
        user=user,
        token=token,
        detail="<script>alert(1)</script>",
        notes="2 sessions were ended.",
        changes=[
            {"attribute": "name.givenName", "old": "<i>Ann</i>", "new": "Anna"},
            {"attribute": "active", "old": True, "new": False},
            {"attribute": "emails", "old": None, "new": [{"value": "ä@x"}]},
        ],
    )
    page = ops.get(page_url(event)).content.decode()
    assert "<td>name.givenName</td><td>&lt;i&gt;Ann&lt;/i&gt;</td><td>Anna</td>" in page
    assert "<td>active</td><td>true</td><td>false</td>" in page
    assert "<td>emails</td><td></td><td>[{&quot;value&quot;: &quot;ä@x&quot;}]</td>" in page
    assert "<script>alert" not in page
    assert "2 sessions were ended." in page


def test_user_events_and_token_are_linked_both_ways(
    ops: Client, user: User, token: AccessToken
) -> None:
    event = make_event(user=user, token=token)
    events = list_url(ProvisioningEvent)
    page = ops.get(page_url(event)).content.decode()
    assert f'href="{page_url(user)}"' in page
    assert f'href="{page_url(token)}"' in page
    page = ops.get(page_url(user)).content.decode()
    assert f'href="{page_url(event)}"' in page
    assert f'href="{events}?user__id__exact={user.pk}"' in page
    assert f"{events}?token__id__exact={token.pk}" in ops.get(page_url(token)).content.decode()


def test_a_group_shows_its_events(ops: Client) -> None:
    group = make_group("Finance")
    event = make_event(group=group)
    page = ops.get(page_url(group)).content.decode()
    assert f'href="{page_url(event)}"' in page
    assert f"?group__id__exact={group.pk}" in page
    assert found(ops, group__id__exact=str(group.pk)) == [event]
    add = ops.get(reverse("admin:accounts_group_add")).content.decode()
    assert "Provisioning events</h2>" not in add


def test_a_user_shows_the_last_20(ops: Client, user: User, token: AccessToken) -> None:
    for number in range(25):
        make_event(user=user, token=token, status=200 + number)
    page = ops.get(page_url(user)).content.decode()
    assert page.count("/admin/scim/provisioningevent/") == 20 + 3  # header, sidebar, "All events"
    assert "<td>224</td>" in page
    assert "<td>204</td>" not in page


def test_the_log_cannot_be_changed(ops: Client) -> None:
    event = make_event(name="before")
    assert ops.get(reverse("admin:scim_provisioningevent_add")).status_code == 403
    assert ops.post(page_url(event), {"name": "after"}).status_code == 403
    assert ops.post(page_url(event, "delete"), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [event.pk], "post": "yes"}
    ops.post(list_url(ProvisioningEvent), data)
    event.refresh_from_db()
    assert event.name == "before"


def test_strangers_see_no_log(client: Client, user: User) -> None:
    event = make_event()
    client.force_login(user)
    for address in (list_url(ProvisioningEvent), page_url(event)):
        assert client.get(address, follow=True).status_code == 403


def test_the_list_asks_as_many_queries_for_60_rows_as_for_10(
    ops: Client, user: User, token: AccessToken
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            names(ops, ProvisioningEvent)
        return len(captured)

    for _ in range(10):
        make_event(user=user, token=token)
    few = queries()
    for _ in range(50):
        make_event(user=make_user(), token=token)
    assert queries() == few


def test_an_administrator_comes_under_the_identity_provider_by_an_action(
    ops: Client, administrator: User, secret: str
) -> None:
    """What the 409 asks for is on the page that it names."""
    other = make_administrator("root@x.example")
    patch = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "title", "value": "Boss"}],
    }

    def send() -> int:
        return (
            Client()
            .patch(
                f"/api/scim/Users/{other.scim_id}",
                patch,
                content_type="application/scim+json",
                headers={"Authorization": f"Bearer {secret}"},
            )
            .status_code
        )

    assert send() == 409
    assert (
        b"What may the identity provider do?"
        in act(ops, "link_to_identity_provider", other).content
    )
    assert send() == 409
    act(ops, "link_to_identity_provider", other, confirmed="1", scim_may_disable="on")
    assert send() == 200
    other.refresh_from_db()
    assert (other.title, other.is_superuser) == ("Boss", True)
    page = ops.get(page_url(other)).content.decode()
    assert "Managed by Entra" in page
    assert found(ops, user__id__exact=str(other.pk), result__exact="Success")[0].linked
    submit(ops, other, title="Mine")
    other.refresh_from_db()
    assert other.title == "Boss"


def test_an_event_shows_what_was_sent_and_answered(ops: Client) -> None:
    event = make_event(
        user_agent="Entra <1>",
        request_body='{"userName": "<b>ada</b>", "password": "(hidden)"}',
        is_test_connection=True,
        occurrences=42,
    )
    page = ops.get(page_url(event)).content.decode()
    for text in ("Entra &lt;1&gt;", "&lt;b&gt;ada&lt;/b&gt;", "(hidden)", "42", "None."):
        assert text in page
    assert "<b>ada" not in page


def test_the_list_leaves_the_bodies_in_the_database(ops: Client) -> None:
    make_event(request_body='{"userName": "ada"}')
    with CaptureQueriesContext(connection) as captured:
        ops.get(list_url(ProvisioningEvent))
    assert not [query for query in captured.captured_queries if "request_body" in query["sql"]]
