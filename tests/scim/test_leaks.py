"""An access token in the wrong place: it is refused, and nothing that is kept holds it."""

import logging
import logging.config
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from accounts.models import AttributeValue, AuditEntry, Group, User
from scim.models import ProvisioningEvent
from tests.factories import make_administrator, make_group, make_token, make_user
from tests.scim.endpoint_client import BULK, ENTERPRISE, GROUP, PATCH_OP, USER, EndpointClient

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_token")]

# Where people paste it: each takes the token and makes attributes of a user.
ATTRIBUTES: list[Any] = [
    lambda token: {"userName": token},
    lambda token: {"displayName": f"see {token}."},
    lambda token: {"externalId": token},
    lambda token: {"name": {"givenName": token}},
    lambda token: {"emails": [{"value": f"{token}@x.example", "type": "work"}]},
    lambda token: {"emails": [{"value": "a@x.example", "type": token}]},
    lambda token: {"addresses": [{"streetAddress": token}]},
    lambda token: {"roles": [token]},
    lambda token: {"title": [{"value": token}]},
    lambda token: {"profileUrl": f"https://x.example/?t={token}"},
    lambda token: {"password": token},
    lambda token: {ENTERPRISE: {"department": token}},
    lambda token: {ENTERPRISE: {"costCenter": [token]}},
    lambda token: {ENTERPRISE: {"manager": {"value": token}}},
]


@pytest.mark.parametrize("make", ATTRIBUTES)
def test_no_value_may_hold_a_token(api: EndpointClient, make: Any) -> None:
    user = make_user("ada", is_provisioned=True)
    attributes = make(api.secret)
    patch = {"schemas": [PATCH_OP], "Operations": [{"op": "add", "value": attributes}]}
    full = {"schemas": [USER, ENTERPRISE], "userName": "bob", **attributes}
    for method, path, body in (
        ("POST", "/Users", full),
        ("PUT", f"/Users/{user.scim_id}", full),
        ("PATCH", f"/Users/{user.scim_id}", patch),
    ):
        answer = api.expect(400, method, path, body)
        assert answer["scimType"] == "invalidValue", answer
        assert "holds an access token of this site" in answer["detail"]
        assert api.secret not in answer["detail"]
    operation = {"method": "POST", "path": "/Users", "bulkId": "a", "data": full}
    bulk = {"schemas": [BULK], "Operations": [operation]}
    result = api.expect(200, "POST", "/Bulk", bulk)["Operations"][0]
    assert (result["status"], result["response"]["scimType"]) == ("400", "invalidValue")
    assert User.objects.filter(is_provisioned=True).count() == 1
    assert not AttributeValue.objects.filter(user=user).exclude(attribute="emails").exists()


def test_neither_may_a_group(api: EndpointClient) -> None:
    group = make_group("Engineers", is_provisioned=True)
    path = f"/Groups/{group.scim_id}"
    api.expect(400, "POST", "/Groups", {"schemas": [GROUP], "displayName": api.secret})
    for operation in (
        {"op": "replace", "path": "displayName", "value": api.secret},
        {"op": "replace", "value": {"externalId": api.secret}},
    ):
        assert api.patch(path, operation, status=400)["scimType"] == "invalidValue"
    assert Group.objects.get().display_name == "Engineers"


@pytest.mark.parametrize(
    "operation",
    [
        lambda token: {"op": "remove", "path": f'emails[value eq "{token}"]'},
        lambda token: {"op": "add", "path": f'emails[type eq "{token}"].value', "value": "a@x.y"},
        lambda token: {"op": "add", "path": token, "value": "a"},
        lambda token: {"op": "add", "value": {f'roles[value eq "{token}"].display': "a"}},
    ],
)
def test_neither_may_a_path(api: EndpointClient, operation: Any) -> None:
    user = make_user("ada", is_provisioned=True)
    answer = api.patch(f"/Users/{user.scim_id}", operation(api.secret), status=400)
    assert answer["scimType"] == "invalidValue"
    assert "path of an operation holds an access token" in answer["detail"]


def test_what_only_looks_alike_is_stored(api: EndpointClient) -> None:
    """A hint, a token that was cut off, and one whose checksum is not right open nothing."""
    for number, text in enumerate(("pmp_scim_abc", api.secret[:-1], f"{api.secret[:-1]}!")):
        created = api.create_user(f"user{number}", title=text)
        assert created["title"] == text
    assert ProvisioningEvent.objects.filter(result="Success").count() == 3


def test_the_changes_of_an_event_hold_no_part_of_one(api: EndpointClient) -> None:
    cut = api.secret[:-1]
    user = api.create_user("ada", title=cut)
    replaced = {"op": "replace", "path": "title", "value": "x"}
    api.patch(f"/Users/{user['id']}", replaced)
    group = make_group("Engineers", is_provisioned=True)
    named = {"op": "replace", "value": {"displayName": f"G {cut}"}}
    api.patch(f"/Groups/{group.scim_id}", named)
    kept = repr(list(ProvisioningEvent.objects.values()))
    assert cut[9:] not in kept
    assert "pmp_scim_…" in kept


# The server's log


def written(record: logging.LogRecord) -> str:
    """The line that the site's handler writes of a record."""
    made = logging.config.DictConfigurator(settings.LOGGING)
    formatter: logging.Formatter = made.configure_formatter(made.config["formatters"]["line"])
    record.request_id = "-"
    return formatter.format(record)


@pytest.mark.parametrize(
    "path", ["/api/scim/{}", "/{}", "/users/{}/", "/api/v1/{}", "/nowhere?t={}", "/x/%70{}"]
)
def test_a_token_in_an_address_is_not_in_the_log(
    path: str, caplog: pytest.LogCaptureFixture, client: Client
) -> None:
    _, secret = make_token()
    for spelt in (secret, secret.replace("_", "%5F"), secret.replace("_", "%255f")):
        client.get(path.format(spelt))
    lines = [written(record) for record in caplog.records]
    assert lines
    assert not [line for line in lines if secret[9:] in line]


def test_nor_is_one_in_a_traceback(caplog: pytest.LogCaptureFixture) -> None:
    _, secret = make_token()
    try:
        raise ValueError(secret)
    except ValueError:
        logging.getLogger("anything").exception("Failed: %s", secret)
    line = written(caplog.records[-1])
    assert "ValueError: pmp_scim_…" in line
    assert secret[9:] not in line


def test_every_handler_writes_through_the_cleaning_formatter() -> None:
    config = settings.LOGGING
    formatters = {handler["formatter"] for handler in config["handlers"].values()}
    assert formatters == {"line"}
    # Those of Django's own configuration must not write beside them.
    assert config["loggers"]["django"]["handlers"] == []
    assert config["loggers"]["django.server"]["handlers"] == ["console"]


# Searches


@pytest.mark.parametrize("name", ["search", "token", "x"])
def test_a_search_with_a_token_is_kept_without_it(client: Client, name: str) -> None:
    client.force_login(make_administrator())
    _, secret = make_token()
    client.get("/provisioning/log.csv", {"search": "ada", name: f"a {secret} b"})
    for entry in AuditEntry.objects.all():
        assert secret[9:] not in str(entry.detail)
    client.get("/provisioning/log.csv", {"search": secret})
    entry = AuditEntry.objects.filter(action="log.exported").latest("pk")
    assert "pmp_scim_…" in entry.detail["query"]


def test_sign_in_by_a_token_leaves_nothing(client: Client) -> None:
    owner = make_administrator()
    _, secret = make_token(owner)
    client.post("/sign-in/", {"login": secret, "password": secret})
    client.post("/sign-in/", {"login": owner.username, "password": secret})
    assert AuditEntry.objects.count() == 2
    assert secret[9:] not in str(list(AuditEntry.objects.values()))
