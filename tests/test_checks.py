"""Each deployment check, by its id."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.core.checks import CheckMessage, run_checks
from pytest_django import Settings

import accounts.checks
import scim.checks
from scim.table.attributes import Attribute, Schema, Storage
from scim.table.schemas import USER_TYPE

Check = Callable[..., Iterable[CheckMessage]]
ENTRANCE = "scim.endpoint.entrance.EndpointMiddleware"
SQLITE = {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}


@pytest.mark.parametrize(
    ("check", "values", "found"),
    [
        (
            accounts.checks.check_public_url,
            {"PUBLIC_URL": "https://a.example", "ALLOWED_HOSTS": ["b.example"]},
            "accounts.E001",
        ),
        (
            accounts.checks.check_public_url,
            {"PUBLIC_URL": "https://a.example:8443", "ALLOWED_HOSTS": [".example"]},
            None,
        ),
        (
            accounts.checks.check_public_url,
            {"PUBLIC_URL": "http://[::1]:8000", "ALLOWED_HOSTS": ["[::1]"]},
            None,
        ),
        (accounts.checks.check_allowed_hosts, {"ALLOWED_HOSTS": ["a", "*"]}, "accounts.E002"),
        (accounts.checks.check_allowed_hosts, {"ALLOWED_HOSTS": ["a"]}, None),
        (
            accounts.checks.check_proxy,
            {"IS_HTTPS": True, "TRUSTED_PROXY_COUNT": 0},
            "accounts.W001",
        ),
        (accounts.checks.check_proxy, {"IS_HTTPS": True, "TRUSTED_PROXY_COUNT": 1}, None),
        (accounts.checks.check_proxy, {"IS_HTTPS": False, "TRUSTED_PROXY_COUNT": 0}, None),
        (
            accounts.checks.check_mail,
            {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"},
            "accounts.W002",
        ),
        (
            accounts.checks.check_mail,
            {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend"},
            None,
        ),
        *(
            (accounts.checks.check_way_to_database, {"DATABASES": {"default": database}}, found)
            for database, found in (
                (SQLITE, None),
                ({"HOST": "/var/run/postgresql"}, None),
                ({"HOST": "127.0.0.1,::1"}, None),
                ({"HOST": "db.example"}, "accounts.W003"),
                ({"HOST": "localhost,db.example"}, "accounts.W003"),
                ({"HOST": "db.example", "OPTIONS": {"sslmode": "require"}}, "accounts.W003"),
                ({"HOST": "db.example", "OPTIONS": {"sslmode": "verify-full"}}, None),
            )
        ),
        *(
            (
                accounts.checks.check_way_to_mail,
                {
                    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
                    "EMAIL_HOST": host,
                    "EMAIL_USE_TLS": is_tls,
                },
                found,
            )
            for host, is_tls, found in (
                ("mail.example", False, "accounts.W004"),
                ("mail.example", True, None),
                ("localhost", False, None),
            )
        ),
        (
            scim.checks.check_entrance,
            {"MIDDLEWARE": ["django.middleware.common.CommonMiddleware", ENTRANCE]},
            "scim.E001",
        ),
        (scim.checks.check_entrance, {"MIDDLEWARE": [ENTRANCE]}, None),
        (scim.checks.check_entrance, {"MIDDLEWARE": ["promapp_console.x", ENTRANCE, "x"]}, None),
        (scim.checks.check_entrance, {"MIDDLEWARE": ["promapp_console.x", "x"]}, "scim.E001"),
        (scim.checks.check_rate, {"SCIM_REQUESTS_PER_SECOND": 24}, "scim.E003"),
        (scim.checks.check_rate, {"SCIM_REQUESTS_PER_SECOND": 25}, None),
        (
            scim.checks.check_transactions,
            {"DATABASES": {"default": {**SQLITE, "ATOMIC_REQUESTS": True}}},
            "scim.E002",
        ),
        (scim.checks.check_transactions, {"DATABASES": {"default": SQLITE}}, None),
        (scim.checks.check_scheme, {"PUBLIC_URL": "http://promapp.example"}, "scim.W001"),
        (scim.checks.check_scheme, {"PUBLIC_URL": "http://127.0.0.1:8000"}, None),
        (scim.checks.check_scheme, {"PUBLIC_URL": "http://localhost:8000"}, None),
        (scim.checks.check_scheme, {"PUBLIC_URL": "https://promapp.example"}, None),
    ],
)
@pytest.mark.filterwarnings("ignore:Overriding setting DATABASES")
def test_a_mistake_is_found_and_nothing_else(
    settings: Settings, check: Check, values: dict[str, Any], found: str | None
) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
    assert [message.id for message in check()] == ([found] if found else [])


def test_django_runs_the_checks(settings: Settings) -> None:
    settings.PUBLIC_URL = "http://elsewhere.example"
    settings.ALLOWED_HOSTS = ["*.example", "*"]
    settings.MIDDLEWARE = []
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    found = {message.id for message in run_checks(include_deployment_checks=True)}
    assert {"accounts.E002", "accounts.W002", "scim.E001", "scim.W001"} <= found


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (Attribute("badge", column="no_such_column"), "scim.E004"),
        (Attribute("badge", column="email"), "scim.E004"),  # it has no folded key
        (Attribute("badge", column="title", max_length=257), "scim.E005"),
        (Attribute("emails", multi_valued=True, storage=Storage.VALUES), "scim.E006"),
        (Attribute("badge", column="title"), None),
    ],
)
def test_a_row_of_the_table_fits_its_column(
    monkeypatch: pytest.MonkeyPatch, row: Attribute, found: str | None
) -> None:
    schema = Schema("urn:example:Badge", "Badge", "", (row,))
    table = dataclasses.replace(USER_TYPE, extensions=(schema,))
    monkeypatch.setattr(scim.checks, "RESOURCE_TYPES", [table])
    messages = [message.id for message in scim.checks.check_table()]
    assert messages == ([found] if found else [])
