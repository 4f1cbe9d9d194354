"""Which texts the sources mark: calls of gettext in Python, tags and `_("…")` in templates."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.template.base import Lexer, Token, TokenType

ROOT = Path(__file__).resolve().parents[2]
STOREYS = ("accounts", "scim", "promapp_console")
# What is called, and how many texts it takes; `p` begins with the context.
CALLS = {
    f"{context}{plural}gettext{lazy}": (bool(context), bool(plural))
    for context in ("", "p")
    for plural in ("", "n")
    for lazy in ("", "_lazy")
} | {"_": (False, False), "gettext_noop": (False, False)}
_QUOTED = r"""(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')"""
_TRANSLATE = re.compile(rf"(?:translate|trans)\s+{_QUOTED}(?:.*?\bcontext\s+{_QUOTED})?")
_MARKED = re.compile(rf"\b_\({_QUOTED}\)")


@dataclass(frozen=True)
class Text:
    """A text to translate: as it stands in the source, in what context, and for several."""

    single: str
    plural: str = ""
    context: str = ""
    places: set[str] = field(default_factory=set, compare=False, hash=False)

    @property
    def key(self) -> str:
        """What gettext looks it up by."""
        return f"{self.context}\x04{self.single}" if self.context else self.single


def templates() -> list[Path]:
    """Every template of the product."""
    return sorted(path for path in (ROOT / "templates").rglob("*.*") if path.is_file())


def modules() -> list[Path]:
    """Every module of the product."""
    return sorted(path for storey in STOREYS for path in (ROOT / storey).rglob("*.py"))


def found() -> dict[str, Text]:
    """Return every marked text by its key, in the order of the sources."""
    texts: dict[str, Text] = {}
    for path in [*modules(), *templates()]:
        read = of_module if path.suffix == ".py" else of_template
        for text in read(path.read_text()):
            known = texts.setdefault(text.key, text)
            if text.plural and not known.plural:  # one key, as gettext has it
                text.places.update(known.places)
                known = texts[text.key] = text
            known.places.add(path.relative_to(ROOT).as_posix())
    return texts


def of_module(source: str) -> Iterator[Text]:
    """Yield the texts that a module marks."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in CALLS:
                has_context, has_plural = CALLS[name]
                words = [
                    argument.value
                    for argument in node.args[: 1 + has_context + has_plural]
                    if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
                ]
                if len(words) != 1 + has_context + has_plural:
                    if not words:
                        continue  # a text that another call marked
                    raise ValueError(f"line {node.lineno}: {name} takes texts as they are")
                context = words.pop(0) if has_context else ""
                yield Text(words[0], words[1] if has_plural else "", context)


def of_template(source: str) -> Iterator[Text]:
    """Yield the texts that a template marks."""
    tokens = iter(Lexer(source).tokenize())
    for token in tokens:
        if token.token_type in (TokenType.VAR, TokenType.BLOCK):
            for match in _MARKED.finditer(token.contents):
                yield Text(_unquoted(match, 1))
        if token.token_type is not TokenType.BLOCK:
            continue
        if match := _TRANSLATE.match(token.contents):
            yield Text(_unquoted(match, 1).replace("%", "%%"), context=_unquoted(match, 3))
        elif token.contents.split()[0] in ("blocktranslate", "blocktrans"):
            yield _block(token, tokens)


def _block(token: Token, tokens: Iterator[Token]) -> Text:
    """Read on to the end of a blocktranslate, as Django puts it together."""
    parts, is_trimmed = [""], "trimmed" in token.contents.split()
    for inner in tokens:
        if inner.token_type is TokenType.BLOCK:
            if inner.contents.split()[0] != "plural":
                break
            parts.append("")
        elif inner.token_type is TokenType.VAR:
            parts[-1] += f"%({inner.contents})s"
        else:
            parts[-1] += inner.contents.replace("%", "%%")
    if is_trimmed:
        parts = [" ".join(filter(None, map(str.strip, part.split("\n")))) for part in parts]
    context = re.search(rf"\bcontext\s+{_QUOTED}", token.contents)
    return Text(*parts, **({"context": _unquoted(context, 1)} if context else {}))


def _unquoted(match: re.Match[str], group: int) -> str:
    text = match[group] if match[group] is not None else match[group + 1]
    return re.sub(r"\\(.)", r"\1", text or "")
