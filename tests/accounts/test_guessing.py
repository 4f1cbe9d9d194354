"""Guesses are counted where nothing wipes them, by what they are aimed at and whence they come."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.db import connections
from django.db.models import F
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from accounts.addresses import client_address
from accounts.models import AuditEntry, GuessCount, User
from accounts.sign_in import guess_counts, guessing, known_browsers, records
from accounts.sign_in.guess_counts import Bound
from tests.factories import PASSWORD, make_administrator, make_user

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
TOO_MANY = "Too many attempts."


def sign_in(client: Client, name: str, password: str = "wrong", at: str = "192.0.2.7") -> str:
    """What the page says after an attempt; "" for one that got in."""
    sent = client.post("/sign-in/", {"login": name, "password": password}, REMOTE_ADDR=at)
    return "" if sent.status_code == 302 else sent.content.decode()


def pass_time(**spans: float) -> None:
    GuessCount.objects.update(last_at=F("last_at") - timedelta(**spans))


def test_a_flood_of_other_requests_wipes_nothing(client: Client, settings: Any) -> None:
    make_user("ada")
    for _ in range(5):
        sign_in(client, "ada")
    cache.clear()
    assert TOO_MANY in sign_in(client, "ada", PASSWORD)


@pytest.mark.parametrize("name", ["je\u017f\u017fica", "JE\u1e9eICA", "\uff4aessica", "jessica "])
def test_letters_that_fold_alike_are_one_count(client: Client, name: str) -> None:
    make_user("jessica")
    for _ in range(5):
        sign_in(client, "jessica")
    assert TOO_MANY in sign_in(client, name, PASSWORD)


def test_an_outsider_does_not_keep_the_owner_out(client: Client) -> None:
    ada = make_user("ada")
    known = Client()
    assert sign_in(known, "ada", PASSWORD, at="198.51.100.9") == ""
    known.post("/sign-out/")
    for network in range(40):
        sign_in(client, "ada", at=f"203.0.{network}.1")
    assert TOO_MANY in sign_in(client, "ada", PASSWORD, at="203.0.99.1")
    assert sign_in(known, "ada", PASSWORD, at="203.0.99.1") == ""
    assert known.cookies[known_browsers.COOKIE]["httponly"]
    known.post("/sign-out/")
    # The browser is known to its user alone, and has a bound too.
    make_user("bob")
    for _ in range(5):
        sign_in(known, "bob", at="203.0.99.1")
    assert TOO_MANY in sign_in(known, "bob", PASSWORD, at="203.0.99.1")
    for _ in range(12):
        sign_in(known, "ada", at="203.0.99.1")
    assert TOO_MANY in sign_in(known, "ada", PASSWORD, at="203.0.99.1")
    assert User.objects.get(pk=ada.pk).is_active


def test_a_forged_cookie_makes_no_known_browser(client: Client) -> None:
    make_user("ada")
    client.cookies[known_browsers.COOKIE] = "eyJhIjoiYiJ9:x:y"
    for _ in range(5):
        sign_in(client, "ada")
    assert TOO_MANY in sign_in(client, "ada", PASSWORD)


def test_another_network_is_counted_apart_and_waits_grow(client: Client) -> None:
    make_user("ada")
    for _ in range(5):
        sign_in(client, "ada", at="192.0.2.7")
    assert "in a minute" in sign_in(client, "ada", PASSWORD, at="192.0.2.99")
    assert sign_in(Client(), "ada", PASSWORD, at="198.51.100.7") == ""
    pass_time(seconds=61)
    assert TOO_MANY not in sign_in(client, "ada", at="192.0.2.7")
    assert "in 2 minutes" in sign_in(client, "ada", PASSWORD, at="192.0.2.7")
    pass_time(minutes=2)
    assert sign_in(client, "ada", PASSWORD, at="192.0.2.7") == ""


def test_right_passwords_are_not_counted(client: Client) -> None:
    make_user("ada")
    for _ in range(12):
        assert sign_in(Client(), "ada", PASSWORD) == ""
    assert list(GuessCount.objects.values_list("count", flat=True)) == [0, 0, 0]


def test_one_address_tries_many_names_slowly(client: Client) -> None:
    for number in range(20):
        assert TOO_MANY not in sign_in(client, f"user{number}", at="2001:db8::1")
    assert TOO_MANY in sign_in(client, "other", at="2001:db8::2")
    assert TOO_MANY not in sign_in(client, "other", at="2001:db8:1::2")


def test_a_socket_for_both_kinds_makes_no_one_source_of_all(client: Client) -> None:
    for number in range(20):
        assert TOO_MANY not in sign_in(client, f"user{number}", at="::ffff:192.0.2.7")
    assert TOO_MANY in sign_in(client, "other", at="192.0.2.7")
    assert TOO_MANY not in sign_in(client, "other", at="::ffff:198.51.100.7")


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_wait_has_bounds(count: float, since: float) -> None:
    bound = Bound(5, seeps=60, first_wait=30, longest_wait=900)
    assert 0 <= bound.wait(count, since) <= 900
    assert bound.wait(count, 0) <= bound.wait(count + 1, 0)


@pytest.mark.parametrize("address", ["/confirm/", "/password/change/"])
def test_a_stolen_session_guesses_the_password_slowly(
    client: Client, user: User, address: str
) -> None:
    client.force_login(user)
    new = {"password1": "a new horse battery", "password2": "a new horse battery"}
    for number in range(6):
        cache.clear()
        sent = {"password": f"wrong{number}", "oldpassword": f"wrong{number}", **new}
        page = client.post(address, sent).content.decode()
    assert TOO_MANY in page
    cache.clear()
    page = client.post(address, {"password": PASSWORD, "oldpassword": PASSWORD, **new})
    assert TOO_MANY in page.content.decode()
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def code_of(step: int) -> str:
    return format_hotp_value(hotp_value(SECRET, step))


def with_code(code: str, user: User) -> bool:
    """Whether the password and a code open the console."""
    client = Client()
    cache.clear()
    sign_in(client, user.username, PASSWORD)
    client.post("/security/authenticate/", {"code": code})
    return "_auth_user_id" in client.session


def test_a_used_code_stays_used(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    TOTP.activate(user, SECRET)
    step = int(time.time()) // 30
    monkeypatch.setattr("time.time", lambda: step * 30 + 15.0)
    assert with_code(code_of(step), user)
    assert not with_code(code_of(step), user)
    client = Client()
    client.force_login(user)
    client.post("/security/reauthenticate/", {"code": code_of(step)})
    assert Authenticator.objects.get(type="totp").data["last_step"] == step
    monkeypatch.setattr("time.time", lambda: step * 30 + 45.0)
    assert with_code(code_of(step + 1), user)


def test_codes_are_guessed_slowly(user: User) -> None:
    TOTP.activate(user, SECRET)
    for _ in range(5):
        with_code("000000", user)
    assert not with_code(code_of(int(time.time()) // 30), user)
    assert AuditEntry.objects.filter(detail__wrong="second factor").count() == 5


@pytest.mark.parametrize(
    ("forwarded", "found"),
    [
        ("7.7.7.7:50123", "7.7.7.7"),
        ("7.7.7.7", "7.7.7.7"),
        ("[2001:db8::7]:443", "2001:db8::7"),
        ("[2001:db8::7]", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("1.1.1.1, 7.7.7.7:1", "7.7.7.7"),
        ("7.7.7.7:x", None),
        ("unknown:1", None),
    ],
)
def test_ports_of_proxies_are_no_part_of_an_address(
    settings: Any, forwarded: str, found: str | None
) -> None:
    settings.TRUSTED_PROXY_COUNT = 1
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded})
    assert client_address(request) == found


def test_failures_against_administrators_are_listed_and_others_counted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "FAILURES_AN_HOUR", 2)
    admin = make_administrator("admin")
    for number in range(6):
        sign_in(client, f"guess{number}")
    sign_in(client, "admin")
    listed = AuditEntry.objects.filter(action="session.sign_in_failed")
    assert listed.count() == 3
    assert listed.latest("pk").object_name == admin.username
    GuessCount.objects.filter(key__startswith="failed").update(key="failed 2026-01-02 03")
    assert guess_counts.prune() == 0
    assert records.record_counted() == 1
    assert listed.latest("pk").detail == {"hour": "2026-01-02 03:00 UTC", "not_listed": 4}
    assert records.record_counted() == 0


def test_old_counts_go(client: Client) -> None:
    sign_in(client, "ada")
    pass_time(days=3)
    assert guess_counts.prune() == 3


@pytest.mark.django_db(transaction=True)
def test_guesses_at_one_moment_are_all_counted() -> None:
    make_user("ada")
    barrier = Barrier(12, timeout=30)

    def attempt() -> str:
        try:
            return sign_in(Client(), "ada")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12, initializer=barrier.wait) as pool:
        told = [future.result() for future in [pool.submit(attempt) for _ in range(12)]]
    # A busy database may answer one with "Try again", which is no guess either.
    refused = [text for text in told if TOO_MANY in text or "busy" in text]
    assert len(told) - len(refused) == guessing.NAME_IN_NETWORK.free


@pytest.mark.django_db(transaction=True)
def test_a_code_that_comes_twice_at_one_moment_opens_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ada, step = make_user("ada"), int(time.time()) // 30
    monkeypatch.setattr("time.time", lambda: step * 30 + 15.0)
    TOTP.activate(ada, SECRET)
    clients = [Client(), Client()]
    for client in clients:
        sign_in(client, "ada", PASSWORD)
    barrier, code = Barrier(2, timeout=30), code_of(step)

    def attempt(client: Client) -> bool:
        barrier.wait()
        try:
            client.post("/security/authenticate/", {"code": code})
            return "_auth_user_id" in client.session
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        opened = list(pool.map(attempt, clients))
    assert opened.count(True) == 1
    assert Authenticator.objects.get(type="totp").data["last_step"] == step
