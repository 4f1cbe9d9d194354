"""Who may import whom. A new module of `scim` needs a place in LAYERS before it may exist."""

import ast
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# A module imports from lines above its own, never from its own line or below.
LAYERS = [
    "errors dates throttle uris",
    "attributes cursors negotiation",
    "rows metaschemas",
    "schemas tolerance",
    "filters",
    "matching",
    "paths",
    "coercion",
    "bodies",
    "operations elements",
    "patch projection redaction probes",
    "models",
    "sources notices rejections visits inbox passwords",
    "documents lookups",
    "queries",
    "paging members",
    "events",
    "provider rights",
    "adapters authentication searching bulk middleware",
    "endpoint",
    "views",
    "bulk_view",
    "insight",
    "jobs in_process",
    "urls console demo",
]
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names.split()}
PURE = [name for name, rank in RANK.items() if rank < RANK["models"]]
ON_DJANGO_SCIM = {"errors", "adapters", "authentication", "provider", "endpoint", "views"}
# Django loads these by name. They may import anything of their app; nothing imports them.
FITTINGS = {"__init__", "admin", "apps", "checks", "management", "migrations", "templatetags"}


def modules(package: str) -> dict[str, Path]:
    """Return every module of a package by its dotted name."""
    paths = sorted((ROOT / package).rglob("*.py"))
    return {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in paths}


def imports(module: str, source: str) -> Iterator[str]:
    """Yield the dotted name of everything that a module's source imports, wherever it does."""
    package = module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def offences(package: str, forbidden: str) -> list[str]:
    """Return who in the package imports something of the forbidden one."""
    return [
        f"{module} imports {name}"
        for module, path in modules(package).items()
        for name in imports(module, path.read_text())
        if f"{name}.".startswith(f"{forbidden}.")
    ]


def wrong_way(module: str, source: str) -> list[str]:
    """Return the imports of a module of scim that do not go down."""
    own = module.split(".")[1]
    return [
        f"{module} imports {name}"
        for name in imports(module, source)
        if name.startswith("scim.") and (used := name.split(".")[1]) != own
        if used in FITTINGS or RANK.get(used, len(LAYERS)) >= RANK.get(own, 0)
    ]


SCIM = {
    module: path for module, path in modules("scim").items() if module.split(".")[1] not in FITTINGS
}


def test_accounts_imports_nothing_of_scim() -> None:
    assert offences("accounts", "scim") == []


@pytest.mark.parametrize("package", ["accounts", "scim"])
def test_nobody_imports_the_project(package: str) -> None:
    assert offences(package, "promapp_console") == []


def test_every_module_of_scim_has_a_place() -> None:
    assert {module.split(".")[1] for module in SCIM} - set(RANK) == set()


def test_scim_imports_go_down() -> None:
    wrong = (wrong_way(module, path.read_text()) for module, path in SCIM.items())
    assert list(chain.from_iterable(wrong)) == []


def test_only_the_outer_modules_import_django_scim() -> None:
    used = {offence.split(".")[1].split()[0] for offence in offences("scim", "django_scim")}
    assert used <= ON_DJANGO_SCIM


def test_the_core_needs_no_database() -> None:
    pure = {module for module in SCIM if module.split(".")[1] in PURE}
    users = {offence.split()[0] for offence in offences("scim", "django.db")}
    assert pure & users == set()


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("from . import filters, views", ["scim.patch imports scim.views"]),
        ("from .filters import parse", []),
        ("import scim.queries", ["scim.patch imports scim.queries"]),
        ("def late():\n    from scim.models import ProvisioningEvent", 1),
        ("from .projection import project", 1),
        ("from .checks import check", 1),
        ("from .newcomer import anything", 1),
        ("from accounts.models import User", []),
    ],
)
def test_a_wrong_import_is_found(source: str, found: list[str] | int) -> None:
    wrong = wrong_way("scim.patch", source)
    assert (len(wrong) if isinstance(found, int) else wrong) == found
