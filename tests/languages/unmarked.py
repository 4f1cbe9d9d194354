"""Words of a template or a module that people read, and that nothing marks for translation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from django.template.base import Lexer, TokenType

from .sources import CALLS

# Names that are the same in every language.
NAMES = re.compile(r"\b(?:Promapp|delete-confirmation|externalId|CSV|SCIM|UTC|GET|ms)\b")
_WORD = re.compile(r"[^\W\d_]{2}")
_SAID = re.compile(r"[^\W\d_]{2,} [^\W\d_{]|[^\W\d_]{2,} {}|^[A-Z][a-z]+[.:]?( {}|$)|{} \([a-z]+\)")
_CODE = re.compile(r"<(pre|script|style|code|kbd|svg)\b.*?</\1>", re.S)
_COMMENT = re.compile(r"<!--.*?-->|<!DOCTYPE[^>]*>", re.S)
_ELEMENT = re.compile(r"""</?[a-zA-Z](?:"[^"]*"|[^>"])*>""", re.S)
_SHOWN = re.compile(
    r"""\s(?:aria-label|title|placeholder|alt|label|data-copied|data-copy-done|data-copy-by-hand|data-meanwhile|data-words)="([^"]*)\""""
)
_SUBMIT = re.compile(r"""<input type="submit"[^>]*\svalue="([^"]*)\"""")
_GIVEN = re.compile(
    r"""(?:\bwith\b.*?=|default:|^chip "\w+" |^tally |^firstof .*? )"([A-Z][a-z][^"]*)\""""
)


def in_template(source: str) -> list[str]:
    """Return the words of a template outside translate tags."""
    said: list[str] = []
    parts: list[str] = []
    is_inside = ""
    for token in Lexer(source).tokenize():
        contents = token.contents
        name = contents.split()[0] if token.token_type is TokenType.BLOCK else ""
        if is_inside:
            is_inside = "" if name == is_inside else is_inside
        elif name in ("blocktranslate", "comment"):
            is_inside = f"end{name}"
        elif token.token_type is TokenType.TEXT:
            parts.append(contents)
        elif token.token_type in (TokenType.BLOCK, TokenType.VAR):
            said += _GIVEN.findall(contents)
    text = _CODE.sub(" ", _COMMENT.sub("", "".join(parts)))
    for shown in (_SHOWN, _SUBMIT):
        said += shown.findall(text)
    said += _ELEMENT.sub("\n", text).split("\n")
    words = (re.sub(r"&\w+;", "", each).strip() for each in said)
    return [each for each in words if _WORD.search(NAMES.sub("", each))]


def in_module(source: str) -> list[str]:
    """Return the texts of a module that read like words for people and that no call marks.

    That is a text of several words, or of one that begins with a capital letter.
    """
    tree = ast.parse(source)
    aside = {id(node) for branch in _not_shown(tree) for node in ast.walk(branch)}
    return [text for node, text in _texts(tree) if id(node) not in aside and _SAID.search(text)]


def _not_shown(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what is marked, or is no text: docstrings, annotations, subscripts, lines of logs."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            owner = getattr(getattr(node.func, "value", None), "id", "")
            if name in CALLS or owner in ("logger", "logging"):
                yield from node.args
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node
        elif isinstance(node, ast.Subscript):
            yield node.slice
        elif isinstance(node, (ast.arg, ast.AnnAssign)):
            yield node.annotation or node
        elif isinstance(node, ast.FunctionDef) and node.returns:
            yield node.returns


def _texts(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    within = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            within |= {id(part) for part in node.values}
            parts = [getattr(part, "value", "") for part in node.values]
            yield node, "".join(part if isinstance(part, str) else "{}" for part in parts)
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in within
        ):
            yield node, node.value
