"""A small site with a row in every table, made as people and identity providers make them."""

from datetime import timedelta
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts import token_format
from accounts.models import (
    AccessToken,
    Entitlement,
    Group,
    KeySource,
    NotificationAddress,
    Role,
    User,
    Webhook,
)
from accounts.sign_in import resets
from accounts.token_format import TokenText
from accounts.tokens import acts, issued, trust_acts
from scim.models import LinkRequest, ProvisioningEvent
from tests.factories import PASSWORD, make_administrator, make_client, make_token, make_user
from tests.scim.endpoint_client import ENTERPRISE, USER, EndpointClient

# The one that a test presents after the upgrade. What is drawn of others is nowhere kept.
TOKEN = TokenText("scim", "RECORDED", "0" * token_format.SECRET_LENGTH)
ADA: dict[str, Any] = {
    "schemas": [USER, ENTERPRISE],
    "externalId": "ada-1815",
    "userName": "ada@people.example",
    "name": {"givenName": "Ada", "familyName": "Lovelace", "formatted": "Ada Lovelace"},
    "displayName": "Ada Lovelace",
    "title": "Countess",
    "preferredLanguage": "en-GB",
    "active": True,
    "emails": [
        {"value": "ada@people.example", "type": "work", "primary": True},
        {"value": "ada@home.example", "type": "home"},
    ],
    "phoneNumbers": [{"value": "+44 20 7946 0000", "type": "work"}],
    "addresses": [{"type": "work", "locality": "London", "country": "GB"}],
    ENTERPRISE: {"employeeNumber": "1815", "department": "Engines"},
}
TEAM = "Analytical engine"
ROOT, HELD = "root", "boss"  # a local superuser; one whom the identity provider writes
GONE = "grace@people.example"


def fill() -> None:
    """Make the site; the database is empty but migrated."""
    root = make_administrator(ROOT, first_name="Site", last_name="Administrator")
    _told()
    _people()
    _tokens(root)
    _conversation(EndpointClient(str(TOKEN)))
    _pages(root)
    _scheduled_work()
    resets.ask("ada@people.example")  # scheduled work answers it


def _told() -> None:
    NotificationAddress.objects.create(address="ops@people.example")
    # Refused without being called, so what it was to be told stays in the table.
    hook, _ = Webhook.prepared(url="https://127.0.0.1/", name="Chat", form="json", tokens=True)
    hook.save()


def _people() -> None:
    clerk = make_user("clerk", is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_provisioningevent"))
    make_administrator(HELD, is_provisioned=True, external_id="boss-1")
    editors = Group(display_name="Editors")
    editors.save()
    editors.permissions.add(Permission.objects.get(codename="change_user"))
    clerk.groups.add(editors)
    Role.objects.create(value="reader", display="Reader")
    Entitlement.objects.create(value="reports")


def _tokens(root: User) -> None:
    recorded, _ = make_token(root, description="Identity provider")
    AccessToken.objects.filter(pk=recorded.pk).update(
        key_id=TOKEN.key_id, digest=token_format.digest(TOKEN)
    )
    soon = timezone.now() + timedelta(days=5)
    expiring, _ = make_token(root, description="Dashboards", scope="audit", expires_at=soon)
    AccessToken.objects.filter(pk=expiring.pk).update(created_at=soon - timedelta(days=90))
    client, _ = make_client(root)
    issued.issue(client.secrets.get())
    place = "https://login.microsoftonline.com/6f1b0c5e-3c36-4d7a-9d53-1f0f4a1b2c3d"
    keys = f"{place}/discovery/v2.0/keys"
    identity = trust_acts.Identity(f"{place}/v2.0", keys, ("api://promapp",), "workload")
    issued.issue(trust_acts.trust(root, client, identity))
    KeySource.objects.create(url=keys, keys=[{"kid": "first", "kty": "RSA", "n": "AQ", "e": "AQ"}])
    old, _ = make_token(root, description="Former identity provider")
    acts.rotate(root, old, owner=root)
    acts.revoke(root, old, reason="replaced")


def _conversation(api: EndpointClient) -> None:
    """Every kind of request, and what becomes of it."""
    ada = api.expect(201, "POST", "/Users", ADA)
    grace = api.create_user(GONE, active=False)
    manager = {"op": "add", "path": f"{ENTERPRISE}:manager", "value": ada["id"]}
    api.patch(f"/Users/{grace['id']}", manager)
    team = api.create_group(TEAM, ada["id"], grace["id"], externalId="team-1")
    api.patch(f"/Groups/{team['id']}", {"op": "replace", "path": "displayName", "value": TEAM})
    api.expect(409, "POST", "/Users", ADA)
    gone = api.create_user("gone@people.example")
    api.expect(204, "DELETE", f"/Users/{gone['id']}")
    EndpointClient("not a token").expect(401, "GET", "/Users")
    name = "AzureAD_Test-0d1c7d9e-0d44-4f6b-9d2c-1f9a3b1c2d3e"  # as Test Connection asks
    api.get("/Users", filter=f'userName eq "{name}"')
    clerk = User.objects.get(username="clerk")
    disabled = {"op": "replace", "path": "active", "value": False}
    api.patch(f"/Users/{clerk.scim_id}", disabled, status=409)
    assert LinkRequest.objects.exists()


def _pages(root: User) -> None:
    browser = Client(headers={"User-Agent": "A browser"})
    browser.post("/sign-in/", {"login": ROOT, "password": "a wrong guess"})
    signed_in = browser.post("/sign-in/", {"login": ROOT, "password": PASSWORD})
    assert signed_in.status_code == 302
    assert browser.get("/profile/").status_code == 200
    TOTP.activate(User.objects.get(username="clerk"), "JBSWY3DPEHPK3PXP")
    cache.set("a-key", "a value", timeout=3600)


def _scheduled_work() -> None:
    # Days are added up once they are over.
    event = ProvisioningEvent.objects.order_by("pk").first()
    assert event
    before = event.created_at - timedelta(days=3)
    ProvisioningEvent.objects.filter(pk=event.pk).update(created_at=before)
    call_command("run_scheduled", verbosity=0)
