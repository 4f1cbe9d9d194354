"""Names that people tell apart by: what they may not hold, and when two are one."""

from __future__ import annotations

from importlib import import_module
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts import names
from accounts.folding import earlier_key, fold, name_key
from accounts.models import Group, User
from accounts.tokens import acts
from tests import factories

UNSEEN = {
    "admin\n": "U+000A LINE FEED",
    "ad\x1b[31mmin": "U+001B ESCAPE",
    "ad\x85min": "U+0085 CONTROL CHARACTER",
    "admin\u200b": "U+200B ZERO WIDTH SPACE",
    "\u202eadmin": "U+202E RIGHT-TO-LEFT OVERRIDE",
    "ad\u00admin": "U+00AD SOFT HYPHEN",
    "ad\u2028min": "U+2028 LINE SEPARATOR",
    "ad\u2067min": "U+2067 RIGHT-TO-LEFT ISOLATE",
    "admin\u3164": "U+3164 HANGUL FILLER",
    "admin\U000e0041": "U+E0041 TAG LATIN CAPITAL LETTER A",
}
OUTER = {"admin ": "U+0020 SPACE", "\u00a0admin": "U+00A0 NO-BREAK SPACE", "admin\u2800": "U+2800"}
READ = [
    "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian, with a non-joiner
    "\u0915\u094d\u200d\u0937",  # Hindi, with a joiner
    "Team \U0001f469\u200d\U0001f4bb",
    "I \u2764\ufe0f tea",
    "1\ufe0f\u20e3",
    "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # Scotland's flag
    "van\u00a0Dyk",
]


def wide(text: str) -> str:
    """The text in full-width letters."""
    return "".join(chr(ord(letter) + 0xFEE0) for letter in text)


WIDE = wide("admin")


@pytest.mark.parametrize(("text", "found"), UNSEEN.items())
def test_what_nobody_sees_is_named(text: str, found: str) -> None:
    assert found in names.fault_in_identifier(text)
    assert found in names.fault_in_label(text)
    assert name_key(
        text.replace("\x1b[31m", "").replace("\x85", "").replace("\u2028", "")
    ) == "admin" or ("E0041" in found and name_key(text) == "admin")


@pytest.mark.parametrize("letter", ["\ufff9", "\ufffb", "\ufdd0", "\ufffe", "\U0001ffff"])
def test_what_is_no_character_is_refused(letter: str) -> None:
    for fault in (names.fault_in_identifier, names.fault_in_label):
        assert f"U+{ord(letter):04X}" in fault(f"ad{letter}min")


@pytest.mark.parametrize(("text", "found"), OUTER.items())
def test_outer_blanks_are_refused_in_what_is_typed_only(text: str, found: str) -> None:
    assert found in names.fault_in_identifier(text)
    assert names.fault_in_label(text) == ""


@pytest.mark.parametrize("text", READ)
def test_joiners_and_emoji_may_be_read(text: str) -> None:
    assert names.fault_in_label(text) == ""


@pytest.mark.parametrize("text", [" ", "\u3000 ", "\u200d", "\ufe0f"])
def test_a_label_is_more_than_blanks(text: str) -> None:
    assert names.fault_in_label(text)


@pytest.mark.parametrize(
    "text",
    [
        WIDE,
        "ADMIN",
        "\u24d0\u24d3\u24dc\u24d8\u24dd",  # in circles
        "\U0001d41a\U0001d41d\U0001d426\U0001d422\U0001d427",  # bold
        "ad\u00admin\u200b",
    ],
)
def test_forms_of_letters_are_one_name(text: str) -> None:
    assert name_key(text) == "admin"


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.django_db
def test_full_width_letters_find_the_administrator() -> None:
    admin = factories.make_user("admin")
    assert User.objects.get_by_natural_key(WIDE) == admin


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["admin\u200b", wide("boss")])
def test_django_admin_names_the_code_point_or_the_twin(admin_client: Client, text: str) -> None:
    factories.make_user("boss")
    answer = admin_client.post(
        reverse("admin:accounts_user_add"),
        {"username": text, "password1": "correct horse 7", "password2": "correct horse 7"},
    )
    assert answer.status_code == 200
    shown = answer.content.decode()
    assert "U+200B ZERO WIDTH SPACE" in shown or "this user name already exists" in shown
    assert not User.objects.filter(username=text).exists()


@pytest.mark.django_db
def test_the_commands_know_the_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMAPP_ADMIN_USERNAME", "ad\u200bmin")
    with pytest.raises(CommandError, match="U\\+200B"):
        call_command("ensure_administrator")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_what_a_token_is_for_can_be_read() -> None:
    owner = factories.make_administrator()
    with pytest.raises(ValidationError, match="U\\+202E"):
        acts.create(owner, owner=owner, description="En\u202etra", scope="audit", expires_at=None)


def stored(model: Any, name: str, text: str) -> Any:
    """A row as it was stored before the rule."""
    row = model(**{name: text[::-1]})
    row.save()
    key = f"{name}_key"
    model._base_manager.filter(pk=row.pk).update(**{name: text, key: earlier_key(text)})
    row.refresh_from_db()
    return row


@pytest.mark.django_db
def test_stored_keys_are_made_anew_and_twins_are_told(caplog: pytest.LogCaptureFixture) -> None:
    boss = stored(User, "username", wide("boss"))
    twin, real = stored(User, "username", WIDE), stored(User, "username", "Admin")
    padded, group = stored(Group, "display_name", " Team"), stored(Group, "display_name", "Team")
    migration = import_module("accounts.migrations.0017_fold_compatibility")
    migration.forwards(apps, None)
    for row in (boss, twin, real, padded, group):
        row.refresh_from_db()
    assert [boss.username_key, twin.username_key, real.username_key] == [
        "boss",
        WIDE,
        "admin",
    ]
    assert [padded.display_name_key, group.display_name_key] == [" team", "team"]
    assert len(caplog.records) == 2
    twin.is_active = False
    twin.save()  # whoever has such a name can be disabled
    assert User.objects.get(pk=twin.pk).username_key == WIDE

    listed = StringIO()
    call_command("check_names", stdout=listed)
    assert repr(WIDE) in listed.getvalue()
    assert "' Team'" in listed.getvalue()
    real.delete()
    group.delete()
    call_command("check_names", stdout=(settled := StringIO()))
    assert "No two names are alike." in settled.getvalue()
    migration.backwards(apps, None)
    boss.refresh_from_db()
    assert boss.username_key == wide("boss")
