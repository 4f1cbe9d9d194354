"""What people do to access tokens: create, rotate, revoke, take over. And who is told."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import RequestFactory
from django.utils import timezone

from accounts.lifecycle import activation, provenance
from accounts.models import AccessToken, AuditEntry, Mail, Notice, User
from accounts.tokens import acts
from accounts.tokens.rows import LIVE_TOKENS_AN_OWNER
from accounts.work import outbox
from tests.accounts.test_outbox import together
from tests.factories import make_administrator, make_token, make_user
from tests.scim.endpoint_client import EndpointClient

pytestmark = pytest.mark.django_db
State = AccessToken.State
DAY = timedelta(days=1)


@pytest.fixture
def ada() -> User:
    return make_administrator("ada", email="ada@promapp.example")


@pytest.fixture
def bob() -> User:
    return make_administrator("bob", email="bob@promapp.example")


def by(user: User) -> Any:
    request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.7")
    request.user = user
    return request


def told() -> list[tuple[str, str]]:
    """Who was told what, in the order of the names; the outbox is emptied."""
    rows = sorted(Mail.objects.values_list("notice__kind", "recipient"))
    Notice.objects.all().delete()
    return rows


def status(secret: str) -> int:
    return EndpointClient(secret).send("GET", "/Schemas").status_code


def detail(secret: str) -> str:
    return str(EndpointClient(secret).send("GET", "/Schemas").json()["detail"])


def reloaded(token: AccessToken) -> AccessToken:
    return AccessToken.objects.get(pk=token.pk)


def audited() -> list[tuple[str, str, str]]:
    rows = AuditEntry.objects.order_by("pk")
    return [(row.actor_name, row.action, row.object_name) for row in rows]


# Create


def test_a_new_token_is_audited_and_told(ada: User, bob: User) -> None:
    expires_at = timezone.now() + 90 * DAY
    token, secret = acts.create(
        by(ada), owner=ada, description="Entra prod", scope="scim", expires_at=expires_at
    )
    assert status(secret) == 200
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.address, entry.action) == (ada, "192.0.2.7", "token.created")
    assert entry.object_id == str(token.pk)
    assert told() == [
        ("token_created", "ada@promapp.example"),
        ("token_created", "bob@promapp.example"),
        ("token_new_network", "ada@promapp.example"),
        ("token_new_network", "bob@promapp.example"),
    ]
    kept = str(list(Mail.objects.values())) + str(list(AuditEntry.objects.values()))
    assert secret not in kept


@pytest.mark.parametrize("scope", ["scim", "audit"])
def test_others_may_not_have_tokens(scope: str) -> None:
    for owner in (make_user("carl"), make_administrator("dan", is_active=False)):
        assert AccessToken.Scope.open_to(owner) == []
        with pytest.raises(ValidationError, match="is no active administrator"):
            acts.create(owner, owner=owner, description="x", scope=scope, expires_at=None)
    assert not AccessToken.objects.exists()
    assert not AuditEntry.objects.exists()
    assert not Notice.objects.exists()


def test_a_scope_that_is_none(ada: User) -> None:
    with pytest.raises(ValidationError):
        acts.create(ada, owner=ada, description="x", scope="root", expires_at=None)


def test_each_scope_says_what_it_is_for(ada: User) -> None:
    scopes = AccessToken.Scope.open_to(ada)
    assert [scope.label for scope in scopes] == ["Scim", "Audit"]
    assert all(scope.help_text.endswith(".") for scope in scopes)


@pytest.mark.django_db(transaction=True)
def test_the_eleventh_token_is_refused_also_at_once(ada: User) -> None:
    for _ in range(LIVE_TOKENS_AN_OWNER - 1):
        make_token(ada)

    def create() -> str:
        try:
            acts.create(ada, owner=ada, description="x", scope="scim", expires_at=None)
        except ValidationError as error:
            return str(error.code)
        return "created"

    assert sorted(together(4, create)) == ["created", *["too_many_tokens"] * 3]
    assert AccessToken.objects.count() == LIVE_TOKENS_AN_OWNER


# Revoke


def test_revoking_says_who_and_why(ada: User, bob: User) -> None:
    token, secret = make_token(ada, description="Entra prod")
    assert acts.revoke(by(bob), token, reason="it leaked")
    assert (token.revoked_by, token.revoked_reason, token.state) == (bob, "it leaked", "revoked")
    assert "(it leaked)" in detail(secret)
    assert audited() == [("bob", "token.revoked", str(token))]
    assert told() == [
        ("token_revoked", "ada@promapp.example"),
        ("token_revoked", "bob@promapp.example"),
    ]
    assert not acts.revoke(by(ada), token, reason="again")
    assert not acts.revoke(by(ada), token, reason="again", after=DAY)
    assert reloaded(token).revoked_reason == "it leaked"
    assert (len(audited()), told()) == (1, [])


def test_a_long_reason_is_cut(ada: User) -> None:
    token, _ = make_token(ada)
    acts.revoke(ada, token, reason="x" * 300)
    assert token.revoked_reason == "x" * 200


# Rotate


def test_a_rotated_token_is_like_the_one_it_replaces(ada: User, bob: User) -> None:
    old, old_secret = make_token(
        ada, description="Entra prod", expires_at=timezone.now() + 180 * DAY
    )
    AccessToken.objects.filter(pk=old.pk).update(created_at=timezone.now() - 185 * DAY)
    old.refresh_from_db()
    new, new_secret = acts.rotate(by(bob), old, owner=bob)
    assert (new.replaces, new.owner, new.description, new.scope) == (old, bob, "Entra prod", "scim")
    assert new.expires_at is not None
    assert abs(new.expires_at - timezone.now() - 365 * DAY) < timedelta(minutes=1)
    assert list(old.replacements.all()) == [new]
    assert (status(old_secret), status(new_secret)) == (200, 200)
    assert audited() == [("bob", "token.rotated", str(new))]
    assert AuditEntry.objects.get().detail["replaces"] == str(old)


def test_a_token_without_end_is_rotated_to_one_of_a_year(ada: User) -> None:
    old, _ = make_token(ada)
    end = acts.rotate(ada, old, owner=ada)[0].expires_at
    assert end is not None
    assert abs(end - timezone.now() - 365 * DAY) < timedelta(minutes=1)


def test_a_token_of_many_years_is_rotated_to_the_longest_life(ada: User) -> None:
    old, _ = make_token(ada, expires_at=timezone.now() + 4000 * DAY)
    end = acts.rotate(ada, old, owner=ada)[0].expires_at
    assert end is not None
    assert 730 * DAY <= end - timezone.now() < 731 * DAY


def test_rotating_keeps_to_the_limit(ada: User) -> None:
    tokens = [make_token(ada)[0] for _ in range(LIVE_TOKENS_AN_OWNER)]
    with pytest.raises(ValidationError, match="the most one may have"):
        acts.rotate(ada, tokens[0], owner=ada)


@pytest.mark.parametrize("after", acts.OVERLAPS)
def test_the_old_one_ends_after_a_time(ada: User, after: timedelta) -> None:
    old, secret = make_token(ada)
    acts.rotate(ada, old, owner=ada)
    assert acts.revoke(by(ada), old, reason="replaced", after=after)
    told()
    assert old.revoke_at is not None
    assert abs(old.revoke_at - timezone.now() - after) < timedelta(minutes=1)
    assert (old.revoked_at, old.ends_at, old.is_ended) == (None, old.revoke_at, False)
    assert old.state == State.EXPIRING
    assert status(secret) == 200
    assert acts.end_replaced() == 0
    AccessToken.objects.filter(pk=old.pk).update(revoke_at=timezone.now() - DAY)
    old.refresh_from_db()
    ended = f"{old.revoke_at:%d %b %Y}"
    # From that moment on, whether or not the scheduled run has been there.
    for _ in range(2):
        assert status(secret) == 401
        assert f"was replaced, and ended on {ended}" in detail(secret)
        old.refresh_from_db()
        assert (old.state, old.is_ended, old.can_be_taken_over) == (State.REVOKED, True, False)
        assert old not in AccessToken.objects.live()  # type: ignore[attr-defined]
        assert old in AccessToken.objects.ended()  # type: ignore[attr-defined]
        acts.end_replaced()
    assert (old.revoked_at, old.revoked_by, old.revoked_reason) == (old.revoke_at, ada, "replaced")
    assert [kind for kind, _ in told()] == ["token_new_network", "token_revoked"]
    assert audited()[1:] == [
        ("ada", "token.revocation_set", str(old)),
        ("ada", "token.revoked", str(old)),
    ]


def test_a_token_that_is_to_end_can_be_revoked_at_once(ada: User) -> None:
    old, secret = make_token(ada)
    acts.revoke(ada, old, after=DAY)
    assert acts.revoke(ada, old, reason="it leaked")
    assert "was revoked on" in detail(secret)
    assert acts.end_replaced() == 0


# Take over


def demote(owner: User) -> None:
    owner.is_staff = False
    owner.save()


def delete(owner: User) -> None:
    owner.delete()


def disable(owner: User) -> None:
    owner.is_active = False
    owner.save()
    activation.end_access(owner, "was disabled in site administration")


@pytest.mark.parametrize("leave", [demote, delete, disable])
def test_a_token_works_again_for_its_new_owner(ada: User, bob: User, leave: Any) -> None:
    token, secret = make_token(ada, description="Entra prod")
    leave(ada)
    assert status(secret) == 401
    assert "Another administrator can take the token over" in detail(secret)
    token.refresh_from_db()
    assert token.can_be_taken_over
    told()
    acts.take_over(by(bob), token, owner=bob)
    assert status(secret) == 200
    assert (token.owner, token.owner_name, token.revoked_at) == (bob, "bob", None)
    assert (token.revoked_reason, token.ended_with_owner) == ("", False)
    assert audited()[-1] == ("bob", "token.taken_over", str(token))
    assert AuditEntry.objects.first().detail == {"former_owner": "ada"}  # type: ignore[union-attr]
    assert ("token_taken_over", "bob@promapp.example") in told()


def test_a_colleague_who_is_still_here_is_told(ada: User, bob: User) -> None:
    token, secret = make_token(ada)
    acts.take_over(by(bob), token, owner=bob)
    assert status(secret) == 200
    assert {to for kind, to in told() if kind == "token_taken_over"} == {ada.email, bob.email}


def test_what_cannot_be_taken_over(ada: User, bob: User) -> None:
    live, _ = make_token(ada)
    expired, _ = make_token(ada, expires_at=timezone.now() - DAY)
    revoked, _ = make_token(ada)
    acts.revoke(ada, revoked)
    replaced, _ = make_token(ada)
    AccessToken.objects.filter(pk=replaced.pk).update(revoke_at=timezone.now() - DAY)
    for token, owner, code in (
        (live, ada, "own_token"),
        (live, make_user("carl"), "not_permitted"),
        (expired, bob, "token_ended"),
        (revoked, bob, "token_ended"),
        (replaced, bob, "token_ended"),
    ):
        with pytest.raises(ValidationError) as refusal:
            acts.take_over(owner, token, owner=owner)
        assert refusal.value.code == code
        assert reloaded(token).owner == ada
    for _ in range(LIVE_TOKENS_AN_OWNER):
        make_token(bob)
    with pytest.raises(ValidationError, match="the most one may have"):
        acts.take_over(bob, live, owner=bob)


def test_a_token_revoked_before_its_owner_left_stays_revoked(ada: User, bob: User) -> None:
    token, _ = make_token(ada)
    acts.revoke(bob, token, reason="it leaked")
    disable(ada)
    token.refresh_from_db()
    assert (token.revoked_reason, token.can_be_taken_over) == ("it leaked", False)


def test_a_token_that_has_ended_is_not_rotated(ada: User) -> None:
    """Whoever asks, and whatever they read of it before."""
    token, _ = make_token(ada)
    before = AccessToken.objects.get(pk=token.pk)
    acts.revoke(ada, token)
    with pytest.raises(ValidationError, match="Create a new one"):
        acts.rotate(ada, before, owner=ada)
    assert AccessToken.objects.filter(owner=ada).count() == 1


# The owner leaves


def test_everybody_is_told_when_the_owner_is_disabled(ada: User, bob: User) -> None:
    token, _ = make_token(ada, description="Entra prod")
    make_token(ada, expires_at=timezone.now() - DAY)
    disable(ada)
    token.refresh_from_db()
    assert token.revoked_reason == "its owner was disabled in site administration"
    assert told() == [("token_owner_lost", "bob@promapp.example")]
    assert audited() == [("the site", "token.revoked", str(token))]


def test_the_identity_provider_disables_an_owner(bob: User) -> None:
    owner = make_administrator("ada", email="ada@promapp.example")
    provenance.link(owner, by="a test")
    token, _ = make_token(owner)
    api = EndpointClient(make_token(bob)[1])
    operation = {"op": "Replace", "path": "active", "value": "False"}
    answer = api.send("PATCH", f"/Users/{owner.scim_id}", {"Operations": [operation]})
    assert answer.status_code == 200
    token.refresh_from_db()
    assert token.revoked_reason == "its owner was disabled by the identity provider"
    assert ("token_owner_lost", "bob@promapp.example") in told()


def test_what_fails_afterwards_tells_nobody(ada: User, bob: User) -> None:
    """A write that is rolled back takes its mails with it."""
    owner = make_administrator("carl")
    provenance.link(owner, by="a test", choices={"scim_may_rename": True})
    make_token(owner)
    api = EndpointClient(make_token(bob)[1])
    operations = [
        {"op": "Replace", "path": "active", "value": False},
        {"op": "Replace", "path": "userName", "value": "ada"},
    ]
    answer = api.send("PATCH", f"/Users/{owner.scim_id}", {"Operations": operations})
    assert answer.status_code == 409
    assert {kind for kind, _ in told()} == {"token_new_network"}


# Use


def test_the_first_use_is_seen_at_once(ada: User) -> None:
    token, secret = make_token(ada)
    assert token.state == State.NEVER_USED
    status(secret)
    token.refresh_from_db()
    assert token.last_used_at is not None
    assert (token.state, token.last_used_address) == (State.ACTIVE, "127.0.0.1")
    assert told() == [("token_new_network", "ada@promapp.example")]


def use(secret: str, address: str) -> None:
    api = EndpointClient(secret)
    api.http.defaults |= {"REMOTE_ADDR": address, "HTTP_X_FORWARDED_PROTO": "https"}
    assert api.send("GET", "/Schemas").status_code == 200


def test_a_new_network_is_told_once(ada: User) -> None:
    token, secret = make_token(ada)
    for address in (
        "192.0.2.7",
        "192.0.2.200",
        "2001:db8:1:2::3",
        "2001:db8:1:ffff::1",
        "::ffff:192.0.2.9",
        "198.51.100.1",
        "192.0.2.7",
    ):
        use(secret, address)
    networks = [known.network for known in token.known_networks.all()]
    assert networks == ["192.0.2.0/24", "2001:db8:1::/48", "198.51.100.0/24"]
    subjects = Mail.objects.order_by("pk").values_list("subject", flat=True)
    assert ["for the first time" in subject for subject in subjects] == [True, False, False]


def test_a_token_has_its_own_networks(ada: User) -> None:
    for _ in range(2):
        use(make_token(ada)[1], "192.0.2.7")
    assert [kind for kind, _ in told()] == ["token_new_network"] * 2


def test_a_cloud_of_networks_sends_five_mails_a_day(ada: User) -> None:
    token, secret = make_token(ada)
    for number in range(8):
        use(secret, f"10.0.{number}.1")
    assert token.known_networks.count() == 8
    assert len(told()) == 5
    token.known_networks.update(first_seen_at=timezone.now() - 2 * DAY)
    use(secret, "10.0.9.1")
    assert len(told()) == 1


def test_a_known_network_costs_nothing(ada: User, django_assert_num_queries: Any) -> None:
    _, secret = make_token(ada)
    use(secret, "192.0.2.7")
    use(secret, "198.51.100.1")
    with django_assert_num_queries(1):
        use(secret, "192.0.2.7")


def test_a_database_that_fails_there_does_not_spoil_the_answer(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, secret = make_token(ada)

    def fail(*_: Any, **__: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column FROM accounts_notice")

    with monkeypatch.context() as patch:
        patch.setattr("accounts.tokens.mails.token_used_from_new_network", fail)
        use(secret, "192.0.2.7")
    assert told() == []
    use(secret, "192.0.2.7")
    assert [kind for kind, _ in told()] == ["token_new_network"]


# The mails themselves


def test_what_a_mail_says(ada: User) -> None:
    expires_at = timezone.now() + 90 * DAY
    token, _ = acts.create(
        by(ada),
        owner=ada,
        description='Entra <b>"prod"</b>  Bcc: eve@promapp.example',
        scope="scim",
        expires_at=expires_at,
    )
    outbox.deliver()
    message = mail.outbox[0]
    assert message.subject == (
        'Access token "Entra <b>"prod"</b> Bcc: eve@promapp.example" was created '
        "(Promapp, promapp.example)"
    )
    assert message.to == ["ada@promapp.example"]
    assert message.body == (
        "ada created an access token on promapp.example, from the address 192.0.2.7.\n"
        "\n"
        'Description: Entra <b>"prod"</b> Bcc: eve@promapp.example\n'
        f"Token:       {token.hint}\n"
        "Scope:       Scim\n"
        "Owner:       ada\n"
        f"Expires:     {expires_at.day} {expires_at:%b %Y, %H:%M} UTC\n"
        "Last used:   never\n"
        "\n"
        "What to do: nothing, if this was expected. If not, revoke the token at once, and find out "
        "how it came about.\n"
        f"The token's page: https://promapp.example/profile/tokens/{token.pk}/\n"
        "\n"
        "-- \n"
        "Promapp at https://promapp.example\n"
        "Sent to all administrators of this site and to the addresses under Notifications, and to "
        "the owner of the access token.\n"
    )


def test_every_mail_names_the_site_and_what_to_do(ada: User, bob: User) -> None:
    old, secret = make_token(ada, description="Entra prod")
    use(secret, "192.0.2.7")
    use(secret, "198.51.100.1")
    new, _ = acts.rotate(by(ada), old, owner=ada)
    acts.take_over(by(bob), old, owner=bob)
    acts.revoke(by(bob), old, reason="it leaked")
    disable(ada)
    new.refresh_from_db()
    kinds = set(Notice.objects.values_list("kind", flat=True))
    assert len(kinds) == 5
    for row in Mail.objects.all():
        assert row.subject.startswith('Access token "Entra prod" ')
        assert row.subject.endswith("(Promapp, promapp.example)")
        assert "https://promapp.example" in row.body
        assert "What to do: " in row.body
        assert secret not in row.body
        assert "\n\n\n" not in row.body
