"""Who may import whom: storeys, the rooms of each, and no circle anywhere.

docs/architecture.md draws the same. A room imports from its own storey what stands before it here,
and whatever it likes of the storeys below.
"""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

STOREYS = {
    "accounts": "work people tokens sign_in lifecycle pages",
    "scim": "table language store log endpoint oauth",
    "promapp_console": "server provisioning lists pages api admin",
}
PURE = ("scim.table", "scim.language")  # need no database
LIBRARY = {"scim.library"}  # the only door to django-scim2
# Loaded by name, by Django or by the server. They may import anything of their storey; what they
# hold is not a room's. `accounts.models` is the face of the rows, which stand in rooms.
FITTINGS = {"admin_site", "apps", "checks", "management", "migrations", "models", "templatetags"}


def modules() -> dict[str, Path]:
    """Return every module of the product by its dotted name."""
    found = {}
    for path in sorted(path for storey in STOREYS for path in (ROOT / storey).rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imports(module: str, source: str, *, is_package: bool = False) -> Iterator[str]:
    """Yield what a module imports when it runs, wherever in it, as `module` or `module.name`."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    tree = ast.parse(source)
    for_types = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for node in ast.walk(branch)
    }
    for node in ast.walk(tree):
        if id(node) in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def room(module: str) -> str | None:
    """The room of a dotted name, or None: at the top of a storey lie leaves and fittings."""
    storey, _, rest = module.partition(".")
    name = rest.partition(".")[0]
    return f"{storey}.{name}" if name in STOREYS.get(storey, "").split() else None


def rank(place: str) -> tuple[int, int]:
    """How high a storey, or a room of it, stands."""
    storey, _, name = place.partition(".")
    rooms = STOREYS[storey].split()
    return list(STOREYS).index(storey), rooms.index(name) if name else -1


def wrong_way(module: str, source: str) -> list[str]:
    """Return the imports of a module that do not go down."""
    storey, _, rest = module.partition(".")
    is_fitting = rest.partition(".")[0] in {*FITTINGS, "urls", "wsgi", "serve", "settings", ""}
    own = room(module)
    return [
        f"{module} imports {name}"
        for name in imports(module, source)
        if (above := name.partition(".")[0]) in STOREYS
        if rank(above) > rank(storey)
        or (
            above == storey
            and not is_fitting
            and (used := room(name)) is not None
            and (own is None or rank(used) > rank(own))
        )
    ]


def users_of(library: str, *rooms: str) -> set[str]:
    """Return the modules, of these rooms or of all, that import something of a library."""
    return {
        module
        for module, path in MODULES.items()
        if not rooms or room(module) in rooms
        for name in imports(module, path.read_text(), is_package=path.name == "__init__.py")
        if f"{name}.".startswith(f"{library}.")
    }


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down(module: str) -> None:
    assert wrong_way(module, MODULES[module].read_text()) == []


def test_every_folder_is_a_room() -> None:
    folders = {path.parent.relative_to(ROOT).as_posix() for path in MODULES.values()}
    rooms = {f"{storey}/{name}" for storey, names in STOREYS.items() for name in names.split()}
    named = {"formats", *FITTINGS}  # as Django has it
    strange = {
        folder
        for folder in folders - rooms - set(STOREYS)
        if folder.split("/")[1] not in named and folder.rpartition("/")[0] not in rooms
    }
    assert strange == set()


def test_there_is_no_circle() -> None:
    graph = {
        module: {
            known
            for name in imports(module, path.read_text(), is_package=path.name == "__init__.py")
            for known in (name, name.rpartition(".")[0])
            if known in MODULES and known != module and MODULES[known].name != "__init__.py"
        }
        for module, path in MODULES.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))


def test_one_module_knows_django_scim() -> None:
    assert users_of("django_scim") == LIBRARY


def test_the_core_needs_no_database() -> None:
    assert users_of("django.db", *PURE) == set()


def test_no_module_is_a_chapter() -> None:
    long = {
        module: lines
        for module, path in MODULES.items()
        if (lines := len(path.read_text().splitlines())) > 350
    }
    assert long == {}


@pytest.mark.parametrize(
    ("module", "source", "found"),
    [
        ("scim.language.patch", "from scim.endpoint import views", 1),
        ("scim.language.patch", "from .filters import parse", 0),
        ("scim.language.patch", "import scim.store.queries", 1),
        ("scim.language.patch", "def late():\n    from scim.log.recording import record", 1),
        ("scim.language.patch", "if TYPE_CHECKING:\n    from scim.log.recording import record", 0),
        ("scim.language.patch", "from scim.checks import check", 0),
        ("scim.language.patch", "from promapp_console.pages import users", 1),
        ("scim.language.patch", "from accounts.models import User", 0),
        ("accounts.names", "from accounts.people import rows", 1),
        ("accounts.tokens.rows", "from scim.models import Visit", 1),
        ("promapp_console.pages.users", "from promapp_console.admin import users", 1),
        ("promapp_console.pages.users", "from promapp_console.templatetags import console", 0),
    ],
)
def test_a_wrong_import_is_found(module: str, source: str, found: int) -> None:
    assert len(wrong_way(module, source)) == found


@pytest.mark.long
def test_nothing_unmaintained_is_loaded() -> None:
    """django-scim2 brings a parser generator, sly, which its author has given up."""
    code = (
        "import sys; from promapp_console.wsgi import application; from django.urls import resolve;"
        "resolve('/api/scim/Users'); resolve('/admin/'); "
        "sys.exit(', '.join({'sly', 'scim2_filter_parser'} & sys.modules.keys()) or 0)"
    )
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    outcome = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=variables, check=False)
    assert outcome.returncode == 0


@pytest.mark.long
def test_what_listens_to_signals_is_there_before_the_first_request() -> None:
    """Someone may be signed in before a middleware or an address has been looked up."""
    listening = [
        name for name, path in MODULES.items() if re.search("^@receiver", path.read_text(), re.M)
    ]
    code = (
        "import sys, django; django.setup(); "
        f"sys.exit(', '.join(set({listening}) - sys.modules.keys()) or 0)"
    )
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    outcome = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=variables, check=False)
    assert len(listening) >= 4
    assert outcome.returncode == 0
