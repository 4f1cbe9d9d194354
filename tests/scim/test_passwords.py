"""Passwords over SCIM meet the site's rules, by every way to send one, or are passed over."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Mail, User
from scim.models import ProvisioningEvent
from tests.scim.endpoint_client import PATCH_OP, USER, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]
BULK = "urn:ietf:params:scim:api:messages:2.0:BulkRequest"
GOOD = "a long enough secret 7"


def refused(answer: Any, rule: str) -> None:
    assert answer["status"] == "400"
    assert answer["scimType"] == "invalidValue"
    assert rule in answer["detail"]


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("1", "too short"),
        ("   ", "too short"),
        ("password1", "too common"),
        ("promapp2026", "name of this site"),
        ("7405926183", "entirely numeric"),
        ("lovelace.ada", "too similar"),
    ],
)
def test_a_weak_password_is_refused(api: EndpointClient, password: str, rule: str) -> None:
    new = {"schemas": [USER], "userName": "lovelace.ada", "password": password}
    refused(api.expect(400, "POST", "/Users", new), rule)
    assert not User.objects.filter(username="lovelace.ada").exists()
    path = f"/Users/{api.create_user('lovelace.ada', password=GOOD)['id']}"
    refused(api.expect(400, "PUT", path, new), rule)
    patch = {"schemas": [PATCH_OP], "Operations": [{"op": "add", "value": {"password": password}}]}
    refused(api.expect(400, "PATCH", path, patch), rule)
    operation = {"method": "PUT", "path": path, "data": new}
    bulk = api.expect(200, "POST", "/Bulk", {"schemas": [BULK], "Operations": [operation]})
    refused(bulk["Operations"][0]["response"], rule)
    assert User.objects.get(username="lovelace.ada").check_password(GOOD)
    kept = list(ProvisioningEvent.objects.values_list("reason", "notes"))
    assert f"'{password}'" not in str(kept)


def test_passwords_can_be_passed_over(api: EndpointClient, settings: Any) -> None:
    settings.SCIM_PASSWORDS = "ignore"
    assert api.get("/ServiceProviderConfig")["changePassword"] == {"supported": False}
    for password in ("1", GOOD):
        shown = api.create_user(f"ada{len(password)}", password=password)
        user = User.objects.get(scim_id=shown["id"])
        assert not user.has_usable_password()
        api.patch(f"/Users/{shown['id']}", {"op": "replace", "path": "password", "value": password})
        user.refresh_from_db()
        assert not user.has_usable_password()
        assert "takes none" in ProvisioningEvent.objects.latest("pk").notes


def test_an_address_that_provisioning_moves_is_told_where_it_opens_something(
    api: EndpointClient,
) -> None:
    for name, password in (("ada", GOOD), ("bob", None)):
        extra = {"password": password} if password else {}
        shown = api.create_user(name, emails=[{"value": f"{name}@old.example"}], **extra)
        change = {"op": "replace", "path": "emails", "value": [{"value": f"{name}@new.example"}]}
        api.patch(f"/Users/{shown['id']}", change)
    mails = Mail.objects.filter(notice__kind="account_changed").order_by("pk")
    told = [(item.subject.partition(" (")[0], item.recipient) for item in mails]
    what = "The e-mail address of ada was changed"
    assert told == [(what, "ada@new.example"), (what, "ada@old.example")]


@pytest.mark.parametrize(
    "sent",
    [
        {"password": GOOD},
        {"PassWord": GOOD},
        {" password ": GOOD},
        {"password": [{"value": GOOD}]},
        {USER: {"password": GOOD}},
        {USER: {"PASSWORD": {"value": GOOD}}},
        {f"{USER}:password": GOOD},
        {f"{USER}.password": GOOD},
        {f" {USER}:Password": GOOD},
        {"password": "another secret 8", f"{USER}:password": GOOD},
        {"password": "another secret 8", USER: {"password": GOOD}},
        {USER: {"password": "another secret 8"}, "password": GOOD},
    ],
)
def test_a_password_is_hashed_before_anything_is_locked(
    api: EndpointClient, sent: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the client writes its name: hashing takes long, so it must not wait for the row."""
    set_password, made = User.set_password, []

    def noted(user: User, raw: str | None, encoded: str = "") -> None:
        made.append((raw, bool(encoded)))
        set_password(user, raw, encoded)

    monkeypatch.setattr(User, "set_password", noted)
    shown = api.create_user("ada", **sent)
    path = f"/Users/{shown['id']}"
    api.expect(200, "PUT", path, {"userName": "ada", **sent})
    api.patch(path, {"op": "replace", "value": sent})
    assert made == [(GOOD, True)] * 3
    assert User.objects.get(username="ada").check_password(GOOD)
