"""What the texts promise about the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parent.parent
READER = re.compile(r"(os\.environ|env|variables)\.(get|str|bool|int|list|email_url)|_required")
TEXTS = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]


def variables(source: str) -> Iterator[str]:
    """Yield the names of the environment variables that a module reads."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and READER.fullmatch(ast.unparse(node.func)):
            yield from (str(name.value) for name in node.args[:1] if isinstance(name, ast.Constant))


def test_configure_lists_every_variable_and_no_other() -> None:
    packages = ("promapp_console", "accounts", "scim")
    paths = [path for package in packages for path in (ROOT / package).rglob("*.py")]
    read = {
        name for path in [*paths, ROOT / "gunicorn.conf.py"] for name in variables(path.read_text())
    }
    documented = re.findall(r"^\| `(\w+)` \|", (ROOT / "docs/configure.md").read_text(), re.M)
    assert set(documented) == read
    assert len(documented) == len(set(documented))


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_between_texts_lead_somewhere(text: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)[^)]*\)", text.read_text())
    assert [link for link in links if not (text.parent / link).exists()] == []


def test_the_readme_names_targets_of_the_makefile() -> None:
    named = set(re.findall(r"(?:^|`)make (\w+)", (ROOT / "README.md").read_text(), re.M))
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.M))
    assert {"run", "test"} <= named <= targets


@pytest.mark.parametrize("text", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_in_the_texts_exist(text: Path) -> None:
    named = set(re.findall(r"manage\.py\s+([a-z_]+)", text.read_text()))
    assert named <= set(get_commands())
