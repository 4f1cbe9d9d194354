"""A migration that sites have applied is neither renamed, changed nor taken away."""

import re

from . import frozen, states


def changed(now: dict[str, str]) -> list[str]:
    return [name for name, digest in frozen.frozen().items() if now.get(name) != digest]


def test_what_stands_is_as_it_was() -> None:
    assert changed(frozen.migrations()) == []


def test_what_is_frozen_is_recorded() -> None:
    """A release does both."""
    rows = states.read(states.names()[-1]).rows
    applied = re.findall(
        r"^INSERT INTO \"django_migrations\" .*?\('?\d+'?, '(\w+)', '(\w+)'", rows, re.M
    )
    assert set(frozen.frozen()) <= {f"{app}.{name}" for app, name in applied}


def test_a_migration_that_is_renamed_or_changed_is_found() -> None:
    now = frozen.migrations()
    first, second, *_ = now
    now["accounts.0099_renamed"] = now.pop(first)
    now[second] = "another digest"
    assert changed(now) == [first, second]
