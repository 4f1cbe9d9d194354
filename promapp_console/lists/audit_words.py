"""What the details of an entry of the audit log are called, for who reads it.

They are stored in English, for programs too. What has no words here is shown as it is stored.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from accounts.words import to_the_minute
from accounts.work.recipients import Topic

NAMES: Mapping[str, str | Promise] = {
    "added": _("Added"),
    "added_in_all": _("Added in all"),
    "audiences": _("Audiences"),
    "before": _("Before"),
    "client": _("Client"),
    "email": _("Email"),
    "ends_at": _("Ends at"),
    "entries": _("Entries"),
    "expires_at": _("Expires at"),
    "fields": _("Fields"),
    "former": _("Former"),
    "former_owner": _("Former owner"),
    "hour": _("Hour"),
    "is_staff": _("Is staff"),
    "is_superuser": _("Is superuser"),
    "issuer": _("Issuer"),
    "list": _("List"),
    "may": pgettext_lazy("detail", "May"),
    "methods": _("Methods"),
    "not_listed": _("Not listed"),
    "query": pgettext_lazy("detail", "Query"),
    "reason": _("Reason"),
    "recipient": _("Recipient"),
    "removed": _("Removed"),
    "removed_in_all": _("Removed in all"),
    "replaces": _("Replaces"),
    "replace_members_adds": _("Replace members adds"),
    "result": _("Result"),
    "scope": _("Scope"),
    "second_factors": _("Second factors"),
    "secret": _("Secret"),
    "sessions": _("Sessions"),
    "subject": _("Subject"),
    "superuser": _("Superuser"),
    "tenant": _("Tenant"),
    "tokens": _("Tokens"),
    "topics": _("Topics"),
    "type": _("Type"),
    "why": _("Why"),
    "wrong": pgettext_lazy("detail", "Wrong"),
}


def _same(*texts: str) -> dict[str, Promise]:
    """Texts that are stored as they are said in English."""
    return {text: _(text) for text in texts}


_YES_OR_NO = _same(gettext_noop("yes"), gettext_noop("no"))
_VALUES: Mapping[str, Mapping[str, str | Promise]] = {
    "methods": {
        "password": _("password"),
        "recovery_codes": _("recovery code"),
        "totp": _("authenticator app"),
        "webauthn": _("passkey or security key"),
    },
    "not_listed": _same(gettext_noop("further failures within the hour")),
    "result": _same(gettext_noop("failed"), gettext_noop("passed"), gettext_noop("sent")),
    "topics": {topic.value: topic.label for topic in Topic},
    "type": _same(
        gettext_noop("Recovery codes"),
        gettext_noop("TOTP Authenticator"),
        gettext_noop("WebAuthn"),
    ),
    "why": _same(gettext_noop("lasted long enough"), gettext_noop("was not used")),
    "wrong": _same(
        gettext_noop("password"), gettext_noop("second factor"), gettext_noop("user name")
    ),
}


def name_of(name: str) -> str:
    """What a detail is called."""
    return str(NAMES.get(name) or name.replace("_", " ").capitalize())


def value_of(name: str, value: Any) -> str:
    """What a detail says."""
    if isinstance(value, str):
        return _moment(name, value) or _text(name, value)
    if isinstance(value, bool):
        return str(_YES_OR_NO["yes" if value else "no"])
    if isinstance(value, list):
        return ", ".join(value_of(name, each) for each in value)
    return json.dumps(value, ensure_ascii=False)


def _moment(name: str, value: str) -> str:
    """A time that was stored for programs, as the page shows its others."""
    moment = parse_datetime(value) if name.endswith("_at") else None
    return to_the_minute(moment) if moment and timezone.is_aware(moment) else ""


def _text(name: str, value: str) -> str:
    if name.startswith("is_"):  # `no → yes`
        return " → ".join(str(_YES_OR_NO.get(part, part)) for part in value.split(" → "))
    return str(_VALUES.get(name, {}).get(value, value))
