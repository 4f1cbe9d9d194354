"""docs/architecture.md: the rooms that there are, and the module of every page."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.urls import URLResolver, get_resolver, resolve

from tests.test_imports import ROOT, STOREYS

TEXT = (ROOT / "docs/architecture.md").read_text()
ROOMS = re.findall(r"^\| (?:`(\w+)`)? ?\| `(\w+)` \| .+ \| .+ \|$", TEXT, re.M)
PAGES = re.findall(r"^\| `(/\S*)` \| `([\w/]+)` \|$", TEXT, re.M)
OURS = ("accounts.", "promapp_console.")


def module_of(callback: Any) -> str:
    """The module that a view was written in."""
    view = getattr(callback, "view_class", None) or getattr(callback, "cls", None) or callback
    name: str = view.__module__
    return name


def modules(resolver: URLResolver) -> Iterator[str]:
    """Yield the module of every address of ours."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from () if pattern.app_name else modules(pattern)
        else:
            yield module_of(pattern.callback)


def test_the_map_has_every_room() -> None:
    found: dict[str, list[str]] = {}
    storey = ""
    for named, room in ROOMS:
        storey = named or storey
        found.setdefault(storey, []).append(room)
    assert {storey: " ".join(rooms) for storey, rooms in found.items()} == STOREYS


@pytest.mark.parametrize(("address", "module"), PAGES)
def test_a_page_is_where_the_map_says(address: str, module: str) -> None:
    path = address.replace("ID", str(UUID(int=0)))
    assert module_of(resolve(path).func).replace(".", "/") == module


def test_every_module_with_a_page_is_on_the_map() -> None:
    named = {module.replace("/", ".") for _, module in PAGES}
    assert {name for name in modules(get_resolver()) if name.startswith(OURS)} - named == set()


def test_what_the_map_tells_to_begin_with_is_there() -> None:
    for named in re.findall(r"`(\w+/[\w/]+)`", TEXT):
        places = [ROOT / named, *(ROOT / storey / named for storey in STOREYS)]
        assert any(place.is_dir() or place.with_suffix(".py").exists() for place in places), named
