"""Two who take each other's rights at the same moment: one of them stays. In real threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from accounts.models import User
from scim.models import ProvisioningEvent
from tests.admin_pages import filled_in, list_url, page_url
from tests.factories import make_administrator, make_token
from tests.scim.endpoint_client import EndpointClient

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 2
DISABLE = {"Operations": [{"op": "replace", "path": "active", "value": False}]}
Way = Callable[[User, User], Callable[[], Any]]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def by_form(name: str) -> Way:
    """Clear a box on the other's page of Django admin."""

    def prepare(actor: User, other: User) -> Callable[[], Any]:
        client = signed_in(actor)
        data = filled_in(client.get(page_url(other)))
        data.pop(name)
        return lambda: client.post(page_url(other), data)

    return prepare


def by_delete_page(actor: User, other: User) -> Callable[[], Any]:
    client = signed_in(actor)
    return lambda: client.post(page_url(other, "delete"), {"post": "yes"})


def by_action(action: str) -> Way:
    def prepare(actor: User, other: User) -> Callable[[], Any]:
        client = signed_in(actor)
        data = {"action": action, "_selected_action": [other.pk], "post": "yes"}
        return lambda: client.post(list_url(User), data)

    return prepare


def in_the_console(actor: User, other: User) -> Callable[[], Any]:
    client = signed_in(actor)
    return lambda: client.post(f"/users/{other.scim_id}/disable/")


def over_scim(method: str) -> Way:
    def prepare(actor: User, other: User) -> Callable[[], Any]:
        User.objects.filter(pk=other.pk).update(
            is_provisioned=True, rights_linked=True, scim_may_delete=True
        )
        api = EndpointClient(make_token(actor)[1])
        body = DISABLE if method == "PATCH" else None
        return lambda: api.send(method, f"/Users/{other.scim_id}", body)

    return prepare


WAYS: dict[str, tuple[Way, Way]] = {
    "forms": (by_form("is_staff"), by_form("is_staff")),
    "different boxes": (by_form("is_active"), by_form("is_superuser")),
    "delete pages": (by_delete_page, by_delete_page),
    "actions": (by_action("disable"), by_action("delete_selected")),
    "form and console": (by_form("is_staff"), in_the_console),
    "console": (in_the_console, in_the_console),
    "scim": (over_scim("PATCH"), over_scim("PATCH")),
    "scim and form": (over_scim("PATCH"), by_form("is_staff")),
    "scim deletes": (over_scim("DELETE"), over_scim("DELETE")),
}


@pytest.mark.parametrize("ways", WAYS.values(), ids=WAYS.keys())
def test_one_of_two_stays(ways: tuple[Way, Way], transactional_db: None) -> None:
    for _ in range(ROUNDS):
        User.objects.all().delete()
        pair = (make_administrator(), make_administrator())
        acts = [ways[0](pair[0], pair[1]), ways[1](pair[1], pair[0])]
        answers = at_once(acts)
        left = User.objects.administrators().filter(is_superuser=True)
        assert left.count() == 1, answers
        # Whoever comes second is refused, or is nobody by then; nobody waits for the other.
        assert set(answers) <= {200, 204, 302, 401, 403, 409}
        assert not ProvisioningEvent.objects.filter(status__gte=500).exists()


def at_once(acts: list[Callable[[], Any]]) -> list[int]:
    barrier = Barrier(len(acts), timeout=30)

    def run(act: Callable[[], Any]) -> int:
        barrier.wait()
        try:
            return int(act().status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))
