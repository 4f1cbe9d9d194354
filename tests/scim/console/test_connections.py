"""Provisioning → Connections: everything that may call the site, and the way over to OAuth."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AccessToken, FederatedTrust, User
from accounts.tokens import acts, client_acts, trust_acts
from promapp_console.provisioning import callers
from promapp_console.provisioning.callers import Caller
from scim.models import ProvisioningEvent
from tests.factories import make_administrator, make_client, make_token
from tests.oauth.tenant import APP, ISSUER, SUBJECT, TENANT
from tests.scim.console.pages import queries, read

pytestmark = pytest.mark.django_db
PAGE = "/provisioning/connections/"
KEYS = f"https://login.microsoftonline.com/{TENANT}/discovery/v2.0/keys"
IDENTITY = trust_acts.Identity(ISSUER, KEYS, (APP,), SUBJECT)


def use(token: AccessToken, *, ago: timedelta = timedelta(), address: str = "192.0.2.7") -> None:
    AccessToken.objects.filter(pk=token.pk).update(
        last_used_at=timezone.now() - ago, last_used_address=address
    )


def log(token: AccessToken, **fields: Any) -> None:
    given = {"action": "Create", "result": "Success", "status": 201, **fields}
    ProvisioningEvent.objects.create(token=token, **given)


def found(user: User) -> dict[str, Caller]:
    return {caller.token.description: caller for caller in callers.callers(user).live}


def step(user: User) -> int | None:
    way = callers.way_over(callers.callers(user))
    return way.step if way else None


def test_it_is_for_administrators(client: Client, user: User) -> None:
    assert client.get(PAGE).headers["Location"].startswith("/sign-in/?next=")
    client.force_login(user)
    assert client.get(PAGE).status_code == 403


def test_a_site_that_nothing_may_call(ada: Client) -> None:
    page = read(ada, PAGE)
    assert "Nothing may call this site yet." in page
    assert "Ended" not in page


def test_each_credential_stands_there_with_what_is_known_of_it(ada: Client) -> None:
    bob = make_administrator("bob")
    token, secret = make_token(bob, description="Harbor")
    use(token)
    log(token, user_agent="Okta SCIM Client 1.0.0")
    client, text = make_client(bob, description="Payroll")
    second, _ = client_acts.add_secret("a test", client, years=2)
    first = client.secrets.exclude(pk=second.pk).get()
    first.note_use()
    trusting = client_acts.create_without_secret(bob, owner=bob, description="Badges", scope="scim")
    trust_acts.trust(bob, trusting, IDENTITY)
    response = ada.get(PAGE)
    page = read(ada, PAGE)
    for words in (
        f"Harbor Secret Token · Scim {token.hint} bob",
        "192.0.2.7 · Okta",
        f"Payroll OAuth 2.0 client · Scim {client.hint} {second.key_id}… never used",
        "first of 2 secrets",
        f"Badges OAuth 2.0 client, federated · Scim {trusting.hint} Trust {SUBJECT} bob",
        "Never used",
    ):
        assert words in page
    for hidden in (secret, text, "needs attention", "Microsoft asks"):
        assert hidden not in page
    for row in (token, client, trusting):
        assert f'href="/profile/tokens/{row.pk}/"' in response.content.decode()
    payroll = found(bob)["Payroll"]
    assert payroll.first_end == first.expires_at
    assert [row.last_used_at is None for row in payroll.secrets] == [True, False]


def test_a_trust_that_waits_is_marked_and_leads_to_its_page(
    ada: Client, administrator: User
) -> None:
    client, _ = make_client(administrator, description="Badges")
    trust_acts.wait_for_one(administrator, client, tenant=TENANT)
    page = read(ada, PAGE)
    assert "1 needs attention" in page
    assert "Waits for an identity of Badges" in page
    assert "Trust pending" in page
    FederatedTrust.objects.update(held={"aud": APP, "sub": SUBJECT}, held_at=timezone.now())
    response = ada.get(PAGE).content.decode()
    assert "Look at the identity" in response
    assert f'href="/profile/tokens/{client.pk}/trust/"' in response


def test_the_latest_used_come_first(administrator: User) -> None:
    for name, hours in (("old", 5), ("never", None), ("new", 1)):
        token, _ = make_token(administrator, description=name)
        if hours:
            use(token, ago=timedelta(hours=hours))
    assert list(found(administrator)) == ["new", "old", "never"]


def test_what_ended_is_folded_away(ada: Client, administrator: User) -> None:
    token, _ = make_token(administrator, description="Pilot")
    acts.revoke(administrator, token)
    page = ada.get(PAGE)
    assert [caller.token for caller in page.context["callers"].ended] == [token]
    assert "Ended (1)" in page.content.decode()


def test_a_stopped_token_needs_attention(ada: Client) -> None:
    bob = make_administrator("bob")
    make_token(bob, description="Pilot")
    User.objects.filter(pk=bob.pk).update(is_staff=False, is_superuser=False)
    assert "1 needs attention" in read(ada, PAGE)
    User.objects.filter(pk=bob.pk).delete()
    page = read(ada, PAGE)
    assert "1 needs attention" in page
    assert "Suspended: its owner is no administrator" in page


def test_no_more_are_shown_than_fit(
    ada: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "LIVE_SHOWN", 2)
    monkeypatch.setattr(callers, "ENDED_SHOWN", 1)
    for _ in range(3):
        make_token(administrator)
    for _ in range(2):
        acts.revoke(administrator, make_token(administrator)[0])
    page = read(ada, PAGE)
    assert "The 2 that were used last are here." in page
    assert "The latest 1 that ended" in page
    assert "All ended tokens in Site administration" in page


def test_more_credentials_cost_no_more_queries(
    ada: Client, administrator: User, django_assert_num_queries: Any
) -> None:
    def add(owner: User) -> None:
        client, _ = make_client(owner)
        client_acts.add_secret("a test", client)
        trust_acts.trust(owner, client, IDENTITY)
        log(make_token(owner)[0], user_agent="Okta")
        acts.revoke(owner, make_token(owner)[0])

    add(administrator)
    few = queries(ada, PAGE)
    for _ in range(4):
        add(make_administrator())
    assert queries(ada, PAGE) == few
    with django_assert_num_queries(7):
        callers.callers(administrator)


def test_the_product_is_known_by_its_requests_or_its_test(administrator: User) -> None:
    for name in ("a", "b", "c", "d"):
        make_token(administrator, description=name)
    tokens = {token.description: token for token in AccessToken.objects.all()}
    log(tokens["a"], user_agent="OneLogin SCIM")
    log(tokens["a"], user_agent="Okta SCIM")
    log(tokens["a"], result="Rejected", status=401, user_agent="JumpCloud")
    log(tokens["b"], action="Query", is_test_connection=True)
    assert {name: each.product for name, each in found(administrator).items()} == {
        "a": "Okta",
        "b": "Microsoft Entra",
        "c": "",
        "d": "",
    }


def test_the_test_tells_when_the_log_has_gone_on(
    administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(callers, "EVENTS_READ", 1)
    token, _ = make_token(administrator, description="a")
    log(token, action="Query", is_test_connection=True, user_agent="Okta")
    log(make_token(administrator, description="b")[0])
    assert found(administrator)["a"].product == "Okta"


def test_the_way_over_goes_from_step_to_step(ada: Client, administrator: User) -> None:
    token, _ = make_token(administrator, description="Entra prod")
    assert step(administrator) is None  # nobody calls with it yet
    use(token)
    page = ada.get(PAGE).content.decode()
    assert "Microsoft asks for OAuth of apps in its gallery" in page
    assert "?kind=client&amp;scope=scim&amp;description=Microsoft%20Entra%20ID" in page
    client, _ = make_client(administrator, description="Microsoft Entra ID")
    assert step(administrator) == 2
    assert "waits for its first use" in ada.get(PAGE).content.decode()
    use(client)
    assert step(administrator) == 3
    page = ada.get(PAGE).content.decode()
    assert f'<a href="/profile/tokens/{token.pk}/revoke/">Revoke the old token.</a>' in page
    acts.revoke(administrator, token)
    assert step(administrator) is None


def test_the_way_over_is_for_entra_s_own_scim_tokens(administrator: User) -> None:
    use(make_token(administrator, description="Okta")[0])
    use(make_token(administrator, description="Entra watch", scope="audit")[0])
    use(make_client(administrator, description="Entra")[0])
    assert step(administrator) is None
    use(make_token(administrator, description="Entra")[0])
    assert step(administrator) == 3


def test_it_stands_in_the_rail_and_is_found(ada: Client) -> None:
    assert f'href="{PAGE}" aria-current="page"' in ada.get(PAGE).content.decode()
    assert PAGE in ada.get("/search/?search=federation").content.decode()
