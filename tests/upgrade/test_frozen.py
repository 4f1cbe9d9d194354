"""A migration that sites have applied is neither renamed, changed nor taken away."""

from . import frozen


def changed(now: dict[str, str]) -> list[str]:
    return [name for name, digest in frozen.frozen().items() if now.get(name) != digest]


def test_what_stands_is_as_it_was() -> None:
    assert changed(frozen.migrations()) == []


def test_a_migration_that_is_renamed_or_changed_is_found() -> None:
    now = frozen.migrations()
    first, second, *_ = now
    now["accounts.0099_renamed"] = now.pop(first)
    now[second] = "another digest"
    assert changed(now) == [first, second]
