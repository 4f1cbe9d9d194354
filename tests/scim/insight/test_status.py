"""Current Status: the state, its sentence, token health, failures by cause."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts import words
from accounts.models import AccessToken, KnownNetwork
from accounts.pages import warnings
from accounts.tokens.networks import network_of
from promapp_console.provisioning import status
from promapp_console.provisioning.alarms import silence
from promapp_console.provisioning.connection import State
from promapp_console.provisioning.connection import connection as read
from promapp_console.provisioning.entries import Remedy
from scim.models import LinkRequest, ProvisioningEvent
from tests.factories import make_administrator, make_client, make_group, make_token, make_user
from tests.scim.endpoint_client import EndpointClient
from tests.scim.insight.events import ago, make_event, make_rejection, use

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(db: None) -> AccessToken:
    """A token that Microsoft Entra uses."""
    return make_token(description="Entra prod")[0]


# The state


def test_waiting() -> None:
    found = read()
    assert found.state is State.WAITING
    assert found.sentence == "Waiting for the first request of the identity provider."
    assert (found.last_call, found.last_good_call, found.rhythm) == (None, None, None)


def test_connected(token: AccessToken) -> None:
    use(token, ago(minutes=2, seconds=5))
    found = read()
    assert found.state is State.CONNECTED
    assert found.sentence == "Connected. Microsoft Entra called 2 minutes ago."
    assert found.last_call == found.last_good_call
    assert found.last_call
    assert (found.last_call.token, found.last_call.address) == (token, "203.0.113.5")
    assert found.last_call.is_let_in


def test_the_log_knows_the_last_minute_better(token: AccessToken) -> None:
    use(token, ago(minutes=2))
    event = make_event(token=token, address="203.0.113.7")
    found = read()
    assert found.sentence == "Connected. Microsoft Entra called just now."
    assert found.last_call
    assert (found.last_call.at, found.last_call.address) == (event.created_at, "203.0.113.7")


@pytest.mark.parametrize(
    ("description", "user_agent", "name"),
    [
        ("Prod", "", "“Prod”"),
        ("Prod", "Okta SCIM Client 1.0.0", "Okta"),
        ("OneLogin", "", "OneLogin"),
        ("Shipping", "", "“Shipping”"),
        ("Azure AD", "", "Microsoft Entra"),
    ],
)
def test_names_the_client(description: str, user_agent: str, name: str) -> None:
    token, _ = make_token(description=description)
    make_event(token=token, user_agent=user_agent)
    assert read().sentence == f"Connected. {name} called just now."


def test_a_test_connection_gives_entra_away(token: AccessToken) -> None:
    other, _ = make_token(description="Prod")
    make_event("Query", token=other, is_test_connection=True)
    assert read().sentence == "Connected. Microsoft Entra called just now."


def test_quiet(token: AccessToken) -> None:
    use(token, ago(hours=5, minutes=1))
    found = read()
    assert found.state is State.QUIET
    assert found.sentence == "Quiet for 5 hours. This can be normal when nothing changed."


def test_rejected(token: AccessToken) -> None:
    use(token, ago(minutes=2))
    expired = ago(minutes=1)
    AccessToken.objects.update(expires_at=expired)
    event = make_rejection("expired", token=token, address="203.0.113.7")
    found = read()
    assert found.state is State.REJECTED
    assert found.sentence == (
        f"Rejected: this token expired on {words.date(expired)}. Create a new token and paste it "
        "into Secret Token."
    )
    assert found.diagnosis is not None
    assert (found.event, found.diagnosis.cause) == (event, "expired")
    assert found.last_call
    assert (found.last_call.at, found.last_call.is_let_in) == (event.created_at, False)
    assert found.last_good_call
    assert found.last_good_call.is_let_in


def test_rejected_before_anybody_was_let_in() -> None:
    make_rejection("no_header")
    found = read()
    assert found.state is State.REJECTED
    assert found.sentence.startswith("Rejected: the request had no Authorization header. Paste")
    assert found.last_good_call is None
    with translation.override("de"):
        assert read().sentence.startswith("Abgewiesen: die Anfrage hatte keinen Authorization")


@pytest.mark.parametrize(
    "reason", ["no_header", "not_bearer", "empty", "not_ours", "oauth_method", "client_unknown"]
)
def test_probes_do_not_change_the_state(token: AccessToken, reason: str) -> None:
    use(token, ago(hours=1))
    make_rejection(reason)
    assert read().state is State.CONNECTED


STRANGE = ("damaged", "unknown", "doubled", "entra_jwt", "unknown_issued", "client_secret_sent")


@pytest.mark.parametrize("reason", STRANGE)
def test_a_stranger_does_not_change_the_state(token: AccessToken, reason: str) -> None:
    """No token of ours was shown, so only where it came from tells of whom it was."""
    use(token, ago(hours=1))
    make_rejection(reason, address="198.51.100.7")
    found = read()
    assert (found.state, found.last_call) == (State.CONNECTED, found.last_good_call)
    assert silence() is None
    event = make_rejection(reason, address="203.0.113.99")
    assert (read().state, read().event) == (State.REJECTED, event)
    assert silence()


@pytest.mark.parametrize("reason", ["client_secret_wrong", "assertion_signature", "trust_none"])
def test_who_names_a_client_is_a_stranger_yet(reason: str) -> None:
    client, _ = make_client()
    use(client, ago(hours=1))
    make_rejection(reason, token=client, address="198.51.100.7")
    assert read().state is State.CONNECTED
    make_rejection(reason, token=client, address="203.0.113.99")
    assert read().state is State.REJECTED


def test_a_stranger_at_the_endpoint(api: EndpointClient) -> None:
    api.get("/Users")
    AccessToken.objects.update(last_used_at=ago(hours=1))
    ProvisioningEvent.objects.all().delete()
    stranger = EndpointClient("pmp_scim_x")
    stranger.http = Client(REMOTE_ADDR="198.51.100.7")
    stranger.expect(401, "GET", "/Users")
    assert read().state is State.CONNECTED
    EndpointClient("pmp_scim_x").expect(401, "GET", "/Users")
    assert read().state is State.REJECTED


@pytest.mark.parametrize(
    ("network", "address", "is_within"),
    [
        ("192.0.2.0/24", "192.0.2.255", True),
        ("192.0.2.0/24", "192.0.21.1", False),
        ("192.0.2.0/24", "::ffff:192.0.2.1", True),
        ("2001:db8:1::/48", "2001:db8:1::5", True),
        ("2001:db8:1::/48", "2001:db8:1:2:3:4:5:6", True),
        ("2001:db8:1::/48", "2001:db8:11::5", False),
        ("2001:db8::/48", "2001:db8::5", True),
        ("2001:db8::/48", "2001:db8:0:7::5", True),
        ("2001:db8::/48", "2001:db8:7::5", False),
        ("2001::/48", "2001:0:0:1::5", True),
        ("2001::/48", "2001:0:7::5", False),
    ],
)
def test_a_network_that_the_token_came_from(
    token: AccessToken, network: str, address: str, is_within: bool
) -> None:
    use(token, ago(hours=1))
    KnownNetwork.objects.create(token=make_token()[0], network=network)
    make_rejection("unknown", address=address)
    assert read().state is State.CONNECTED  # it is another token's
    assert (network_of(address) == network) is is_within
    KnownNetwork.objects.create(token=token, network=network)
    assert read().state is (State.REJECTED if is_within else State.CONNECTED)


def test_a_token_that_came_by_ipv6_alone(token: AccessToken) -> None:
    use(token, ago(hours=1))
    AccessToken.objects.update(last_used_address="2001:db8::1")
    make_rejection("unknown", address="203.0.113.99")
    assert read().state is State.CONNECTED
    make_rejection("unknown", address="2001:db8::2")
    assert read().state is State.REJECTED


def test_many_rejections_of_strangers_hide_none_of_a_token(token: AccessToken) -> None:
    use(token, ago(minutes=4))
    event = make_rejection("expired", token=token, created_at=ago(minutes=3))
    for address in ("198.51.100.7", "203.0.113.99") * 20:
        make_rejection("damaged", address=address)
    assert (read().state, read().event) == (State.REJECTED, event)


def test_many_rejections_of_strangers_hide_none_from_its_network(token: AccessToken) -> None:
    use(token, ago(hours=1))
    event = make_rejection("damaged", address="203.0.113.99", created_at=ago(minutes=30))
    for _ in range(40):
        make_rejection("damaged", address="198.51.100.7")
    assert (read().state, read().event) == (State.REJECTED, event)


def test_where_no_address_is_known_the_newest_counts(token: AccessToken) -> None:
    use(token, ago(hours=1))
    AccessToken.objects.update(last_used_address=None)  # all come by a Unix socket
    make_rejection("damaged")
    assert read().state is State.REJECTED


def test_another_client_that_is_rejected_does_not_hide_the_good_one(token: AccessToken) -> None:
    other, _ = make_token(description="Staging")
    use(token, ago(minutes=2))
    make_rejection("revoked", token=other)
    assert read().state is State.CONNECTED
    AccessToken.objects.update(last_used_at=ago(minutes=10))
    assert read().state is State.REJECTED


def test_who_knows_a_client_s_identifier_does_not_speak_for_it() -> None:
    client, _ = make_client()
    use(client, ago(minutes=2))
    make_rejection("client_secret_wrong", token=client)
    assert read().state is State.CONNECTED
    make_rejection("client_secret_expired", token=client)
    assert read().state is State.REJECTED


def test_let_in_again(token: AccessToken) -> None:
    make_rejection("damaged", created_at=ago(minutes=3))
    use(token, ago(minutes=1))
    assert read().state is State.CONNECTED


def test_failing(token: AccessToken) -> None:
    for minutes in range(1, 7):
        make_event(token=token, created_at=ago(minutes=minutes * 10))
    for minutes in range(2, 8):
        make_event(
            "Create",
            "Failure",
            token=token,
            name="ada",
            scim_type="uniqueness",
            created_at=ago(minutes=minutes),
        )
    use(token, ago(minutes=1))
    found = read()
    assert found.state is State.FAILING
    assert found.sentence == ("Failing. 6 of the last 12 changes failed, the latest 2 minutes ago.")
    assert found.diagnosis
    assert found.diagnosis.what == "Another user or group here already has the name 'ada'."


def test_a_few_failures_are_no_state(token: AccessToken) -> None:
    for _ in range(2):
        make_event("Create", "Failure", token=token, created_at=ago(minutes=2))
    for _ in range(9):
        make_event("Create", "Failure", token=token, created_at=ago(hours=25))
    assert read().state is State.CONNECTED


def test_rhythm(token: AccessToken) -> None:
    use(token, ago(minutes=5))
    assert read().rhythm is None
    for minutes in (45, 85, 125, 126, 165, 60 * 24 * 8):
        use(token, ago(minutes=minutes))
    assert read().rhythm == timedelta(minutes=40)


# Token health


def health(description: str) -> str | None:
    found = {item.token.description: item for item in status.token_health()}
    item = found.get(description)
    return f"{'! ' if item.needs_attention else ''}{item.sentence}" if item else None


def test_token_health() -> None:
    boss = make_administrator("boss")
    make_token(description="new")
    make_token(description="soon", expires_at=timezone.now() + timedelta(days=5, minutes=1))
    make_token(description="missed", expires_at=ago(days=2))
    make_token(description="unused", expires_at=ago(days=2))
    make_token(description="ancient", expires_at=ago(days=40))
    make_token(boss, description="orphan")
    revoked, _ = make_token(description="revoked")
    AccessToken.objects.filter(pk=revoked.pk).revoke(by=None)  # type: ignore[attr-defined]
    AccessToken.objects.filter(description__in=["missed", "new"]).update(last_used_at=ago(hours=2))
    boss.is_staff = False
    boss.save()
    today, two_days_ago = words.date(timezone.now()), words.date(ago(days=2))
    assert health("new") == "Used 2 hours ago."
    assert health("soon") == "! Expires in 5 days. Never used."
    assert health("missed") == f"! Expired on {two_days_ago}."
    assert health("unused") == f"Expired on {two_days_ago}."
    assert health("ancient") is None
    assert health("orphan") == "! Does not work: its owner, boss, is no active administrator."
    assert health("revoked") == f"Revoked on {today}."
    order = [item.needs_attention for item in status.token_health()]
    assert order == sorted(order, reverse=True)


def test_a_token_that_was_replaced_ends_by_plan() -> None:
    """Its expiry is of no importance then, and nobody has to do anything."""
    in_a_year = timezone.now() + timedelta(days=300)
    for name, at in (("ending", timezone.now() + timedelta(days=1)), ("ended", ago(hours=1))):
        token, _ = make_token(description=name, expires_at=in_a_year)
        AccessToken.objects.filter(pk=token.pk).update(revoke_at=at, last_used_at=ago(hours=2))
    token, _ = make_token(description="forgotten", expires_at=in_a_year)
    AccessToken.objects.filter(pk=token.pk).update(revoke_at=ago(days=40))
    today = words.date(ago(hours=1))
    assert health("ending") == "Ends in 1 day, as it was replaced. Used 2 hours ago."
    assert health("ended") == f"Replaced, and ended on {today}."
    assert health("forgotten") is None


def test_a_token_whose_replacement_is_used_is_missed_by_nobody() -> None:
    """As the banner on every page has it, which says nothing of it."""
    admin = make_administrator("ada")
    soon = timezone.now() + timedelta(days=5, minutes=1)
    old, _ = make_token(admin, description="old", expires_at=soon)
    new, _ = make_token(admin, description="new")
    AccessToken.objects.filter(pk=old.pk).update(last_used_at=ago(days=1))
    AccessToken.objects.filter(pk=new.pk).update(replaces=old)
    assert health("old") == "! Expires in 5 days. Used 1 day ago."
    AccessToken.objects.filter(pk=new.pk).update(last_used_at=ago(hours=1))
    assert health("old") == "Expires in 5 days. Used 1 day ago."
    assert not warnings.about_tokens(admin)
    AccessToken.objects.filter(pk=old.pk).update(expires_at=ago(days=1))
    assert not (health("old") or "").startswith("!")


# Failures by cause


def test_failures_are_grouped_by_cause(token: AccessToken) -> None:
    for name in ("ada", "bob", "ada", "eve", "joe"):
        last = make_event("Create", "Failure", name=name, scim_type="uniqueness", token=token)
    make_rejection("expired", token=token, occurrences=30)
    make_rejection("expired", token=token)
    make_event("Delete", "Failure", status=404, name="")
    make_event("Update", "Failure", reason="link_needed", name="boss")
    make_event("Create", "Failure", scim_type="invalidPath", created_at=ago(days=8))
    found = status.failure_groups()
    assert [(group.diagnosis.cause, group.count) for group in found] == [
        ("expired", 31),
        ("uniqueness", 5),
        ("link_needed", 1),
        ("404", 1),
    ]
    names = found[1]
    assert names.names == ("joe", "eve", "ada")
    assert names.last == last
    assert names.cause["scim_type"] == "uniqueness"
    assert names.diagnosis.remedy is Remedy.MAPPING
    assert (found[0].cause["result"], found[0].cause["reason"]) == ("Rejected", "expired")
    assert found[3].cause == {"result": "Failure", "reason": "", "scim_type": "", "status": 404}


# All of it


def test_the_whole_status(api: EndpointClient) -> None:
    user = api.create_user("ada")["id"]
    api.create_group("Engineers", user)
    make_user("local")
    group = make_group("Editors")
    group.permissions.add(Permission.objects.all()[0])
    api.patch(f"/Groups/{group.scim_id}", {"op": "remove", "path": "members"}, status=409)
    found = status.status()
    assert found.connection.state is State.CONNECTED
    assert found.connection.sentence == "Connected. Microsoft Entra called just now."
    assert (found.users, found.groups, found.open_link_requests) == (1, 1, 1)
    assert found.statistics.to_date.total.created == 2
    assert [group.diagnosis.cause for group in found.failures] == ["link_needed"]
    assert found.failures[0].names == ("Editors",)
    assert [item.token for item in found.tokens] == [AccessToken.objects.get()]
    assert LinkRequest.objects.get().resource == group


def test_the_number_of_queries_is_constant(token: AccessToken) -> None:
    costs = []
    for number in range(3):
        for back in range(number * 30):
            moment: datetime = ago(minutes=30 * back)
            make_event(token=token, created_at=moment)
            make_event("Create", "Failure", token=token, created_at=moment)
            make_rejection("expired", token=make_token()[0], created_at=moment)
            make_user(is_provisioned=True)
        use(token, ago(minutes=10 * number, seconds=5))  # visits of other minutes, however slow
        with CaptureQueriesContext(connection) as captured:
            status.status()
        costs.append(len(captured))
    assert costs[1] == costs[2]
    assert costs[2] <= 22
