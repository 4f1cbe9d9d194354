"""The first administrator of a new site."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from tests.factories import make_administrator, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("USERNAME", "EMAIL", "PASSWORD"):
        monkeypatch.delenv(f"PROMAPP_ADMIN_{name}", raising=False)


def ensure() -> tuple[list[str], str]:
    """Run the command; returns the lines it printed, and its warnings."""
    output, warnings = StringIO(), StringIO()
    call_command("ensure_administrator", stdout=output, stderr=warnings)
    return output.getvalue().splitlines(), warnings.getvalue()


def test_a_new_site_gets_an_administrator_whose_password_is_printed() -> None:
    lines, warnings = ensure()
    assert lines[0] == "Administrator: admin"
    password = re.fullmatch(r"Password \(shown once\): ([A-Za-z0-9]{20})", lines[1])
    user = User.objects.get()
    assert password is not None
    assert user.check_password(password[1])
    assert (user.username, user.email, user.is_administrator, user.is_superuser) == (
        "admin",
        "",
        True,
        True,
    )
    assert (len(lines), warnings) == (2, "")


def test_a_second_start_changes_and_prints_nothing() -> None:
    ensure()
    before = User.objects.values().get()
    assert ensure() == ([], "")
    assert User.objects.values().get() == before


def test_the_environment_names_the_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMAPP_ADMIN_USERNAME", "Ada")
    monkeypatch.setenv("PROMAPP_ADMIN_EMAIL", "ada@promapp.example")
    monkeypatch.setenv("PROMAPP_ADMIN_PASSWORD", "a long walk by the sea")
    assert ensure() == (["Administrator: Ada"], "")
    user = User.objects.get(username="Ada", email="ada@promapp.example")
    assert user.check_password("a long walk by the sea")


def test_the_environment_counts_at_the_first_start_only(monkeypatch: pytest.MonkeyPatch) -> None:
    make_administrator("grace")
    monkeypatch.setenv("PROMAPP_ADMIN_USERNAME", "ada")
    monkeypatch.setenv("PROMAPP_ADMIN_PASSWORD", "a long walk by the sea")
    assert ensure() == ([], "")
    assert not User.objects.filter(username="ada").exists()


def test_a_weak_given_password_is_taken_with_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMAPP_ADMIN_PASSWORD", "12345")
    lines, warnings = ensure()
    assert lines == ["Administrator: admin"]
    assert warnings.startswith("PROMAPP_ADMIN_PASSWORD is weak: ")
    assert "12345" not in warnings


def test_an_ordinary_user_of_that_name_is_not_raised() -> None:
    make_user("Admin")
    lines, _ = ensure()
    assert lines[0] == "Administrator: admin2"
    assert not User.objects.get(username="Admin").is_staff


def test_a_given_name_that_is_taken_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    make_user("ada")
    monkeypatch.setenv("PROMAPP_ADMIN_USERNAME", "ADA")
    with pytest.raises(CommandError, match="already exists") as refusal:
        ensure()
    assert "Check PROMAPP_ADMIN_USERNAME" in str(refusal.value)
    assert not User.objects.get(username="ada").is_staff


def test_a_malformed_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMAPP_ADMIN_EMAIL", "no address")
    with pytest.raises(CommandError, match="valid email address"):
        ensure()
    assert not User.objects.exists()


def test_a_disabled_administrator_is_none() -> None:
    make_administrator("admin", is_active=False)
    assert ensure()[0][0] == "Administrator: admin2"
