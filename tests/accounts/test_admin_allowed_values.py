"""Roles and entitlements in Django admin: the lists that identity providers read."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AllowedValue, Entitlement, Role, User
from tests.admin_pages import list_url, names, page_url, said, submit
from tests.factories import make_user

MODELS = [Role, Entitlement]


@pytest.fixture
def ops(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def add(client: Client, model: type[AllowedValue], **fields: str) -> Any:
    address = reverse(f"admin:accounts_{model._meta.model_name}_add")
    return client.post(address, fields, follow=True)


@pytest.mark.parametrize("model", MODELS)
def test_a_value_is_added_changed_and_deleted(ops: Client, model: type[AllowedValue]) -> None:
    add(ops, model, value="Admin", display="Administrator", type="App", supported="on")
    row = model._default_manager.get()
    shown = (row.value, row.display, row.type, row.primary, row.supported, row.version)
    assert shown == ("Admin", "Administrator", "App", False, True, 1)
    submit(ops, row)
    row.refresh_from_db()
    assert row.version == 1
    submit(ops, row, supported=None, display="Boss")
    row.refresh_from_db()
    assert (row.supported, row.display, row.version) == (False, "Boss", 2)
    assert row.last_modified > row.created
    ops.post(page_url(row, "delete"), {"post": "yes"})
    assert not model._default_manager.exists()


@pytest.mark.parametrize("model", MODELS)
def test_a_value_is_there_once_for_each_type(ops: Client, model: type[AllowedValue]) -> None:
    add(ops, model, value="Straße", type="App")
    assert "This value with this type exists already." in said(
        add(ops, model, value="STRASSE", type="app")
    )
    add(ops, model, value="STRASSE", type="Other")
    assert "This field is required." in said(add(ops, model, value=" "))
    assert model._default_manager.count() == 2


@pytest.mark.parametrize("model", MODELS)
def test_one_value_at_most_is_primary(ops: Client, model: type[AllowedValue]) -> None:
    add(ops, model, value="a", primary="on")
    assert "there can be only one" in said(add(ops, model, value="b", primary="on"))
    add(ops, model, value="b")
    assert model._default_manager.count() == 2


@pytest.mark.parametrize("model", MODELS)
def test_the_list_is_searched_without_regard_to_case(
    ops: Client, model: type[AllowedValue]
) -> None:
    model._default_manager.create(value="Ärzte", display="Doctors")
    model._default_manager.create(value="nurses", supported=False)
    assert names(ops, model) == {"Ärzte", "nurses"}
    assert names(ops, model, "q=ÄRZ") == names(ops, model, "q=DOCTOR") == {"Ärzte"}
    assert names(ops, model, "supported__exact=0") == {"nurses"}


@pytest.mark.parametrize("model", MODELS)
def test_strangers_see_no_list_and_lookers_change_none(
    client: Client, user: User, model: type[AllowedValue]
) -> None:
    row = model._default_manager.create(value="Admin")
    assert client.get(list_url(model)).status_code == 302
    client.force_login(user)
    assert client.get(page_url(row)).status_code == 302
    client.force_login(make_user("looker", is_staff=True))
    assert client.get(page_url(row)).status_code == 200
    assert client.post(page_url(row), {"value": "Other"}).status_code == 403
    assert add(client, model, value="Other").status_code == 403
