"""Pages of one access token: what they show, rotate, revoke and take over, and to whom."""

import re
import time
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.lifecycle import activation
from accounts.models import AccessToken, AuditEntry, User
from accounts.pages import profile
from accounts.tokens import acts, door
from accounts.tokens.use import record as record_use
from tests.factories import PASSWORD, make_administrator, make_token, make_user

pytestmark = pytest.mark.django_db
AGO = timedelta(minutes=3)


@pytest.fixture
def ada(client: Client, administrator: User) -> Client:
    """An administrator who has just signed in."""
    client.force_login(administrator)
    return client


@pytest.fixture
def bob(db: None) -> User:
    """Another administrator."""
    return make_administrator("bob@promapp.example")


def text(response: HttpResponse) -> str:
    """What stands on the page, without the markup, on one line."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    parts = re.sub(
        r"</(dt|dd|td|th|p|h1|h2|li)>", " ", main[0] if main else response.content.decode()
    )
    return " ".join(unescape(re.sub(r"<[^>]+>", "", parts)).split())


def url(token: AccessToken, page: str = "") -> str:
    return f"/profile/tokens/{token.pk}/{page}"


def use(token: AccessToken, ago: timedelta = AGO, address: str = "192.0.2.7") -> None:
    AccessToken.objects.filter(pk=token.pk).update(
        last_used_at=timezone.now() - ago, last_used_address=address
    )


def forget_the_proof(client: Client) -> None:
    cache.clear()
    session = client.session
    session["signed_in_at"] = time.time() - 16 * 60
    session.save()


def rotated(ada: Client, token: AccessToken) -> tuple[AccessToken, HttpResponse]:
    response = ada.post(url(token, "rotate/"), {"nonce": str(uuid.uuid4())})
    return AccessToken.objects.get(replaces=token), response


# The list


def test_administrators_see_the_tokens_of_others(ada: Client, administrator: User) -> None:
    bob = make_administrator("bob@promapp.example")
    make_token(administrator, description="Mine")
    live, _ = make_token(bob, description="Entra prod")
    gone, _ = make_token(bob, description="Entra old")
    acts.revoke(bob, gone)
    make_token(bob, description="Reports", scope="audit")
    page = ada.get("/profile/")
    assert {token.description for token in page.context["own"]["live"]} == {"Mine"}
    others = page.context["others"]
    assert {token.description for token in others["live"]} == {"Entra prod", "Reports"}
    assert {token.description for token in others["ended"]} == {"Entra old"}
    words = text(page)
    assert "Scim tokens of other administrators" in words
    assert "bob@promapp.example" in words
    for action in ("rotate", "revoke"):
        assert url(live, f"{action}/") in page.content.decode()
        assert url(gone, f"{action}/") not in page.content.decode()
    assert url(live, "take-over/") not in page.content.decode()
    User.objects.filter(pk=bob.pk).update(is_staff=False)
    assert url(live, "take-over/") in ada.get("/profile/").content.decode()


def test_the_tokens_of_others_cost_the_same_for_many(ada: Client, bob: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            ada.get("/profile/")
        return len(captured)

    def more() -> None:
        token, _ = make_token(bob)
        acts.revoke(bob, token)
        make_token(bob, expires_at=timezone.now() + timedelta(days=3))

    more()
    few = queries()
    for _ in range(5):
        more()
    assert queries() == few


def test_a_long_past_is_not_listed_as_a_whole(
    ada: Client, bob: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(profile, "ENDED_SHOWN", 2)
    for number in range(3):
        token, _ = make_token(bob, description=f"Old {number}")
        acts.revoke(bob, token)
    page = ada.get("/profile/")
    assert [token.description for token in page.context["others"]["ended"]] == ["Old 2", "Old 1"]
    assert "The latest 2 ended tokens" in text(page)
    assert "?state=ended" in page.content.decode()


def test_each_state_has_its_chip(ada: Client, bob: User) -> None:
    carol, dora = make_administrator(), make_administrator()
    now = timezone.now()
    make_token(bob, description="soon", expires_at=now + timedelta(days=12, minutes=1))
    replaced, _ = make_token(bob, description="replaced")
    acts.revoke(bob, replaced, after=timedelta(days=7))
    past, _ = make_token(bob, description="past")
    AccessToken.objects.filter(pk=past.pk).update(revoke_at=now)
    early, _ = make_token(bob, description="early")
    acts.revoke(bob, early, after=timedelta(days=7))
    acts.revoke(bob, early)
    make_token(carol, description="suspended")
    User.objects.filter(pk=carol.pk).update(is_staff=False)
    make_token(dora, description="left")
    activation.end_access(dora, "was disabled")
    replaced.refresh_from_db()
    page = ada.get("/profile/").content.decode()
    rows = re.findall(r"<th scope=\"row\".*?<bdi>(\w+)</bdi>.*?class=\"chip.*?>(.*?)<", page, re.S)
    assert dict(rows) == {
        "soon": "Expires in 12 days",
        "replaced": f"Ends on {replaced.revoke_at:%-d %b %Y, %H:%M} UTC (replaced)",
        "past": "Replaced",
        "early": "Revoked",
        "suspended": "Suspended: its owner is no administrator",
        "left": "Revoked: its owner left",
    }


# One token


def test_a_token_shows_everything_but_its_secret(ada: Client, bob: User) -> None:
    old, _ = make_token(bob, description="Old")
    token, secret = acts.rotate(bob, old, owner=bob)
    record_use(token, "198.51.100.9")
    page = ada.get(url(token))
    words = text(page)
    for expected in (
        token.hint,
        "Scim",
        "bob@promapp.example",
        "198.51.100.0/24",
        "from 198.51.100.9",
        "Created access token to replace another",
        old.hint,
        "What was done with this token",
    ):
        assert expected in words
    assert secret not in page.content.decode()
    assert token.digest not in page.content.decode()
    assert secret[20:30] not in page.content.decode()
    assert f"/provisioning/log/?show=&amp;token={token.pk}" in page.content.decode()
    acts.revoke(bob, old, reason="it leaked")
    words = text(ada.get(url(old)))
    assert "by bob@promapp.example: it leaked" in words
    assert f"Replaced by Old {token.hint}" in words


def test_a_former_administrator_sees_their_token_and_may_end_it(client: Client) -> None:
    carol = make_administrator()
    token, _ = make_token(carol, description="Left behind")
    acts.revoke(make_administrator("boss"), make_token(carol)[0])
    User.objects.filter(pk=carol.pk).update(is_staff=False, is_superuser=False)
    client.force_login(carol)
    page = client.get(url(token))
    assert "Suspended: its owner is no administrator" in text(page)
    for place in ("/admin/", "rotate/", "take-over/", "History"):
        assert place not in page.content.decode()
    for ended in carol.access_tokens.ended():
        assert "boss" not in text(client.get(url(ended)))
    assert client.post(url(token, "revoke/")).headers["Location"] == "/profile/"
    token.refresh_from_db()
    assert token.revoked_by == carol


@pytest.mark.parametrize("page", ["rotate/", "take-over/", "rotation/"])
def test_what_administrators_alone_may_do(client: Client, user: User, page: str) -> None:
    token, _ = make_token()
    assert client.get(url(token, page)).headers["Location"].startswith("/sign-in/")
    client.force_login(user)
    assert client.get(url(token, page)).status_code == 403
    assert client.post(url(token, page)).status_code in {403, 405}
    assert AccessToken.objects.count() == 1
    assert AccessToken.objects.get().owner == token.owner


@pytest.mark.parametrize("page", ["", "revoke/", "rotate/", "take-over/", "rotation/"])
@pytest.mark.parametrize("key", ["4711", "9" * 30])
def test_a_token_that_is_not_there(ada: Client, page: str, key: str) -> None:
    assert ada.get(f"/profile/tokens/{key}/{page}").status_code == 404


# Revoke


def test_the_question_names_the_owner_and_the_last_use(ada: Client, bob: User) -> None:
    token, _ = make_token(bob, description="Microsoft Entra")
    use(token)
    words = text(ada.get(url(token, "revoke/")))
    assert "Revoke “Microsoft Entra”?" in words
    assert (
        "“Microsoft Entra” used this token 3 minutes ago from 192.0.2.7. "
        "Provisioning stops at once." in words
    )
    assert "bob@promapp.example" in words
    assert "Revoke token" in words


def test_the_question_looks_at_the_token_that_takes_its_place(
    ada: Client, administrator: User
) -> None:
    old, _ = make_token(administrator, description="Entra")
    use(old)
    new, _ = acts.rotate(administrator, old, owner=administrator)
    words = text(ada.get(url(old, "revoke/")))
    assert "Provisioning stops at once. The token that replaces it was not used yet." in words
    use(new)
    words = text(ada.get(url(old, "revoke/")))
    assert "The token that replaces it is used already: last 3 minutes ago." in words
    assert "Provisioning stops" not in words


def test_somebody_elses_token_is_revoked_after_a_proof(ada: Client, bob: User) -> None:
    token, _ = make_token(bob)
    forget_the_proof(ada)
    address = url(token, "revoke/")
    for response in (ada.get(address), ada.post(address)):
        assert response.headers["Location"].startswith("/confirm/?next=")
    token.refresh_from_db()
    assert token.revoked_at is None
    ada.get(address)
    ada.post("/confirm/", {"password": PASSWORD, "next": address})
    ada.post(address)
    token.refresh_from_db()
    assert token.revoked_by != bob
    assert token.is_ended


def test_ones_own_token_is_revoked_without_a_proof(ada: Client, administrator: User) -> None:
    token, _ = make_token(administrator)
    forget_the_proof(ada)
    assert ada.post(url(token, "revoke/")).headers["Location"] == "/profile/"
    token.refresh_from_db()
    assert token.is_ended


def test_a_token_revoked_meanwhile(ada: Client, administrator: User) -> None:
    token, _ = make_token(administrator, description="Entra")
    acts.revoke(administrator, token)
    response = ada.post(url(token, "revoke/"), follow=True)
    assert "The token “Entra” had been revoked before." in text(response)


@pytest.mark.parametrize("after", ["24", "1", "soon", "-24"])
def test_an_end_later_needs_a_token_that_takes_its_place(
    ada: Client, administrator: User, after: str
) -> None:
    token, _ = make_token(administrator)
    response = ada.post(url(token, "revoke/"), {"after": after})
    assert "Choose a time that is offered. Nothing was done." in text(response)
    token.refresh_from_db()
    assert (token.revoked_at, token.revoke_at) == (None, None)


# Rotate


def test_rotating_shows_a_new_token_once(ada: Client, administrator: User, bob: User) -> None:
    old, _ = make_token(bob, description="Entra <prod>", expires_at=None)
    page = text(ada.get(url(old, "rotate/")))
    assert "Rotate “Entra <prod>”" in page
    assert AccessToken.objects.count() == 1
    sent = {"nonce": str(uuid.uuid4())}
    response = ada.post(url(old, "rotate/"), sent)
    new = AccessToken.objects.get(replaces=old)
    [secret] = set(re.findall(r"pmp_scim_\w{46}", response.content.decode()))
    assert door.usable_token(secret) == new
    assert (new.owner, new.description, new.scope) == (administrator, "Entra <prod>", "scim")
    assert "no-store" in response.headers["Cache-Control"]
    assert "Waiting for the first request with the new token." in text(response)
    again = ada.post(url(old, "rotate/"), sent)
    assert "This token was already created; its value cannot be shown again." in text(again)
    assert url(new) in again.content.decode()
    for page_again in (again, ada.get(url(new)), ada.get(url(old, "rotate/"))):
        assert secret not in page_again.content.decode()
    assert AccessToken.objects.count() == 2
    assert "A token that replaces this one was created just now" in text(
        ada.get(url(old, "rotate/"))
    )


def test_a_damaged_form_makes_no_token(ada: Client, administrator: User) -> None:
    old, _ = make_token(administrator)
    for sent in ({}, {"nonce": "x"}):
        response = ada.post(url(old, "rotate/"), sent)
        assert "The form was not complete. Nothing was done; try again." in text(response)
        assert uuid.UUID(str(response.context["form"]["nonce"].value()))
    assert AccessToken.objects.count() == 1


def test_an_eleventh_token_is_explained(ada: Client, administrator: User) -> None:
    tokens = [make_token(administrator)[0] for _ in range(10)]
    response = ada.post(url(tokens[0], "rotate/"), {"nonce": str(uuid.uuid4())})
    assert "has 10 live access tokens" in text(response)
    assert AccessToken.objects.count() == 10


def test_old_and_new_are_told_apart(ada: Client, administrator: User) -> None:
    old, _ = make_token(administrator, description="Entra prod")
    make_token(administrator, description="Entra test")
    new, _ = acts.create(
        administrator, owner=administrator, description="Entra prod", scope="scim", replaces=old
    )
    page = text(ada.get("/profile/"))
    assert f"Old · {old.hint}" in page
    assert f"New · {new.hint}" in page
    assert page.count("Old ·") == page.count("New ·") == 1
    acts.revoke(administrator, old)
    assert "New ·" not in text(ada.get("/profile/"))


def test_a_token_that_has_ended_is_not_rotated(ada: Client, administrator: User) -> None:
    old, _ = make_token(administrator)
    new, _ = acts.rotate(administrator, old, owner=administrator)
    acts.revoke(administrator, old)
    response = ada.post(url(old, "rotate/"), {"nonce": str(uuid.uuid4())})
    assert "This token has ended, so there is nothing to keep running" in text(response)
    assert url(new) in response.content.decode()
    assert AccessToken.objects.count() == 2


def test_the_wait_ends_with_the_first_use(ada: Client, administrator: User) -> None:
    old, _ = make_token(administrator)
    use(old)
    new, _ = rotated(ada, old)
    part = ada.get(url(new, "rotation/"))
    assert 'data-live-state="waiting"' in part.content.decode()
    assert "It was last used 3 minutes ago" in text(part)
    assert "<html" not in part.content.decode()
    use(new, timedelta(seconds=12))
    part = ada.get(url(new, "rotation/"))
    assert 'data-live-state="used"' in part.content.decode()
    assert re.search(r"Used 1[2-4] s ago from 192\.0\.2\.7\.", text(part))
    assert "data-live-done" not in part.content.decode()


@pytest.mark.parametrize(
    ("after", "hours", "state"), [("0", 0, "done"), ("24", 24, "ending"), ("168", 168, "ending")]
)
def test_the_old_one_ends_when_chosen(
    ada: Client, administrator: User, after: str, hours: int, state: str
) -> None:
    old, _ = make_token(administrator, description="Entra")
    new, _ = rotated(ada, old)
    use(new)
    response = ada.post(url(old, "revoke/"), {"after": after}, follow=True)
    assert response.redirect_chain == [(url(new), 302)]
    old.refresh_from_db()
    part = ada.get(url(new, "rotation/")).content.decode()
    assert f'data-live-state="{state}"' in part
    assert "data-live-done" in part
    assert 'data-live="' not in response.content.decode()
    if hours:
        assert abs(old.revoke_at - timezone.now() - timedelta(hours=hours)) < timedelta(minutes=1)
        assert not old.is_ended
        assert f"The token “Entra” ends on {old.revoke_at:%-d %b %Y, %H:%M} UTC." in text(response)
    else:
        assert old.is_ended
        assert old.revoked_reason == "it was replaced by a new one"


def test_an_end_before_the_first_use_is_warned_of(ada: Client, administrator: User) -> None:
    old, _ = make_token(administrator)
    new, _ = rotated(ada, old)
    ada.post(url(old, "revoke/"), {"after": "24"})
    part = ada.get(url(new, "rotation/"))
    assert 'data-live-state="ending-unused"' in part.content.decode()
    assert "Whoever still uses it then is turned away." in text(part)
    assert 'data-live="' in ada.get(url(new)).content.decode()


def test_a_token_that_replaces_none_has_no_rotation(ada: Client, administrator: User) -> None:
    token, _ = make_token(administrator)
    assert ada.get(url(token, "rotation/")).status_code == 404
    assert "Replace the old token" not in text(ada.get(url(token)))


@pytest.mark.parametrize("page", ["rotate/", "take-over/"])
def test_an_old_proof_is_renewed_first(ada: Client, bob: User, page: str) -> None:
    token, _ = make_token(bob)
    forget_the_proof(ada)
    for response in (
        ada.get(url(token, page)),
        ada.post(url(token, page), {"nonce": str(uuid.uuid4())}),
    ):
        assert response.headers["Location"].startswith("/confirm/?next=")
    assert AccessToken.objects.get().owner == bob


# Take over


def test_a_token_of_somebody_who_left_is_taken_over(
    ada: Client, administrator: User, bob: User
) -> None:
    token, secret = make_token(bob, description="Entra")
    User.objects.filter(pk=bob.pk).update(is_staff=False)
    page = text(ada.get(url(token, "take-over/")))
    assert "Take over “Entra”?" in page
    assert "You become its owner in place of bob@promapp.example." in page
    response = ada.post(url(token, "take-over/"), follow=True)
    assert response.redirect_chain == [(url(token), 302)]
    assert "The token “Entra” is yours now. Its secret is the same as before." in text(response)
    assert door.usable_token(secret).owner == administrator
    entry = AuditEntry.objects.about(token).first()
    assert entry is not None
    assert (entry.action, entry.actor) == ("token.taken_over", administrator)
    assert "This access token is yours already." in text(ada.get(url(token, "take-over/")))


def test_a_token_that_has_ended_is_not_taken_over(ada: Client, bob: User) -> None:
    token, _ = make_token(bob)
    acts.revoke(bob, token)
    assert "has ended and cannot be taken over" in text(ada.get(url(token, "take-over/")))
    ada.post(url(token, "take-over/"))
    token.refresh_from_db()
    assert token.owner == bob


def test_no_room_for_one_more(ada: Client, administrator: User, bob: User) -> None:
    for _ in range(10):
        make_token(administrator)
    token, _ = make_token(bob)
    assert "has 10 live access tokens" in text(ada.post(url(token, "take-over/")))
    token.refresh_from_db()
    assert token.owner == bob


def test_forms_of_tokens_are_protected_against_forgery(csrf_client: Client) -> None:
    administrator = make_administrator()
    csrf_client.force_login(administrator)
    token, _ = make_token(administrator)
    for page in ("revoke/", "rotate/", "take-over/"):
        assert csrf_client.post(url(token, page)).status_code == 403


def test_the_form_says_what_each_scope_is_for(ada: Client) -> None:
    words = text(ada.get("/profile/tokens/new/"))
    for scope in AccessToken.Scope:
        assert f"{scope.label}: {scope.help_text}" in words


def test_a_stranger_is_sent_to_sign_in(client: Client, db: None) -> None:
    token, _ = make_token(make_user(is_staff=True))
    for page in ("", "revoke/", "rotate/", "take-over/", "rotation/"):
        assert client.get(url(token, page)).headers["Location"].startswith("/sign-in/?next=")
        assert client.post(url(token, page)).headers["Location"].startswith("/sign-in/?next=")
