"""What the texts promise about the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READERS = {"str", "bool", "int", "list", "get", "email_url", "_required"}
TEXTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def variables(source: str) -> Iterator[str]:
    """Yield the names of the environment variables that a module reads."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else ast.unparse(function)
            if name in READERS and re.fullmatch(r"[A-Z][A-Z_]+", str(node.args[0].value)):
                yield str(node.args[0].value)


def test_configure_lists_every_variable_and_no_other() -> None:
    packages = ("promapp_console", "accounts", "scim")
    paths = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    read = {
        name
        for path in [*paths, ROOT / "gunicorn.conf.py"]
        for name in variables(path.read_text())
    }
    documented = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/configure.md").read_text(), re.M)
    assert set(documented) == read
    assert len(documented) == len(set(documented))


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_texts_lead_somewhere(text: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)[^)]*\)", text.read_text())
    assert [link for link in links if not (text.parent / link).exists()] == []


def test_the_readme_names_targets_of_the_makefile() -> None:
    named = set(re.findall(r"\bmake (\w+)", (ROOT / "README.md").read_text()))
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    assert {"run", "test"} <= named <= targets
