"""A fresh clone installs the same versions in a year as it does today."""

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent


def pinned(name: str) -> list[Requirement]:
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text().splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-r")]


RUN = pinned("requirements.txt")
DEV = pinned("requirements-dev.txt")


@pytest.mark.parametrize(("requirements", "known"), [(RUN, RUN), (DEV, [*RUN, *DEV])])
def test_what_the_packages_bring_is_pinned_too(
    requirements: list[Requirement], known: list[Requirement]
) -> None:
    names = {canonicalize_name(requirement.name) for requirement in known}
    missing = {
        brought.name
        for requirement in requirements
        for extra in requirement.extras or {""}
        for brought in map(Requirement, metadata.requires(requirement.name) or [])
        if brought.marker is None or brought.marker.evaluate({"extra": extra})
        if canonicalize_name(brought.name) not in names
    }
    assert missing == set()


def test_each_version_is_exact() -> None:
    exact = re.compile(r"==[\w.]+")
    assert [line for line in [*RUN, *DEV] if not exact.fullmatch(str(line.specifier))] == []
