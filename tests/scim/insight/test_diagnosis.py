"""Every refusal has a diagnosis: what happened, and what to do next."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts import words
from promapp_console.provisioning import causes, wording
from promapp_console.provisioning.diagnosis import diagnose
from promapp_console.provisioning.entries import Remedy
from scim.log.recording import NEEDS_LINK
from scim.models import ProvisioningEvent
from scim.table import errors
from tests.factories import make_administrator, make_token

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
KINDS = [
    item for item in vars(errors).values()
    if isinstance(item, type) and issubclass(item, errors.ScimError)
]  # fmt: skip

SAYING = {"Refusal", "Refused", "Check", "_exact"}  # what is told the reason first


def reasons() -> set[str]:
    """Every reason that the source gives: of a Refusal, or of an error."""
    found = {NEEDS_LINK}
    for path in [*ROOT.glob("accounts/**/*.py"), *ROOT.glob("scim/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            if name in SAYING and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value))
            if hasattr(errors, name):
                given = [item.value for item in node.keywords if item.arg == "reason"]
                found |= {item.value for item in given if isinstance(item, ast.Constant)}
    return found


def test_every_reason_has_a_cause_and_every_cause_a_reason() -> None:
    assert reasons() == set(causes.REASONS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_has_a_cause(kind: type[errors.ScimError]) -> None:
    assert kind.status in causes.STATUSES
    assert kind.scim_type is None or kind.scim_type in causes.SCIM_TYPES


ENTRIES = {**causes.REASONS, **causes.SCIM_TYPES, **causes.STATUSES, "other": causes.OTHER}


@pytest.mark.parametrize("cause", ENTRIES)
def test_every_cause_speaks_in_sentences(cause: str | int) -> None:
    entry = ENTRIES[cause]
    event = ProvisioningEvent(name="ada {x}", status=400)
    match cause:
        case int():
            event.status = cause
        case _ if cause in causes.REASONS:
            event.reason = cause
        case _ if cause in causes.SCIM_TYPES:
            event.scim_type = cause
        case _:
            event.status = 418
    event.result = "Rejected"
    said = wording.plain(event)
    assert said.lower() == f"turned away: {entry.title}".lower()
    assert not re.search("away: (microsoft|secret)|_", said)  # names keep their capitals
    for token in (None, make_token()[0]):
        event.token = token
        found = diagnose(event)
        assert found is not None
        assert found.title == entry.title
        assert not found.title.endswith(".")
        for sentence in (found.what, found.next):
            assert sentence[0].isupper() or sentence[0] == "'"
            assert sentence.endswith(".")
            assert "{" not in sentence.replace("ada {x}", "")


def test_a_token_that_expired_says_when() -> None:
    token, _ = make_token(expires_at=timezone.now() - timedelta(days=1))
    event = ProvisioningEvent(status=401, reason="expired", token=token)
    found = diagnose(event)
    assert found is not None
    assert found.cause == "expired"
    assert token.expires_at
    assert found.what == f"This token expired on {words.date(token.expires_at)}."
    assert found.next == "Create a new token and paste it into Secret Token."
    assert found.remedy is Remedy.TOKENS


def test_a_token_that_was_revoked_says_when_and_why() -> None:
    token, _ = make_token()
    token.revoked_at, token.revoked_reason = timezone.now(), "left {the} company"
    found = diagnose(ProvisioningEvent(status=401, reason="revoked", token=token))
    assert found is not None
    date = words.date(token.revoked_at)
    assert found.what == f"This token was revoked on {date} (left {{the}} company)."


def test_an_owner_is_named() -> None:
    token, _ = make_token(make_administrator("boss"))
    found = diagnose(ProvisioningEvent(status=401, reason="owner_disabled", token=token))
    assert found is not None
    assert found.what == "The owner of this token, boss, was disabled."


def test_the_resource_is_named() -> None:
    event = ProvisioningEvent(status=409, scim_type="uniqueness", name="ada@x")
    found = diagnose(event)
    assert found is not None
    assert found.what == "Another user or group here already has the name 'ada@x'."
    event = ProvisioningEvent(status=409, reason="link_needed", name="boss")
    found = diagnose(event)
    assert found is not None
    assert (found.cause, found.remedy) == ("link_needed", Remedy.INBOX)


def test_nothing_is_wrong_with_what_worked() -> None:
    assert diagnose(ProvisioningEvent(status=201)) is None
