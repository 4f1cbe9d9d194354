"""A language's catalogue: `django.po`, which people write, and `django.mo`, which Django reads.

Both formats are GNU gettext's; what is written here is the part of them that the console uses.
"""

from __future__ import annotations

import ast
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from .sources import ROOT, Text

FOLDER = ROOT / "locale"
_PLURALS = {"fr": "nplurals=2; plural=(n > 1);"}
_MAGIC = 0x950412DE


@dataclass(frozen=True)
class Entry:
    """A text, and what is said for it: one form, or one for one and one for several."""

    text: Text
    said: tuple[str, ...]


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return sorted(path.name for path in FOLDER.iterdir()) if FOLDER.exists() else []


def path(language: str, ending: str) -> Path:
    """Where a catalogue lies: its "po" or its "mo"."""
    return FOLDER / language / "LC_MESSAGES" / f"django.{ending}"


def renewed(text: Text, kept: Entry | None) -> Entry:
    """Return the entry of a text of the sources, with what was said for it before."""
    forms = 2 if text.plural else 1
    said = kept.said if kept and len(kept.said) == forms else ("",) * forms
    return Entry(text, said)


def header(language: str) -> str:
    """What a catalogue says of itself."""
    plurals = _PLURALS.get(language, "nplurals=2; plural=(n != 1);")
    return (
        f"Language: {language}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
        f"Content-Transfer-Encoding: 8bit\nPlural-Forms: {plurals}\n"
    )


def read(language: str) -> dict[str, Entry]:
    """Return a catalogue by the keys of its texts; the header is left out."""
    file = path(language, "po")
    entries: dict[str, Entry] = {}
    for block in file.read_text().split("\n\n") if file.exists() else ():
        values: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            if not line.startswith('"'):
                name, line = line.split(" ", 1)
            values[name] = values.get(name, "") + ast.literal_eval(line)
        if values.get("msgid"):
            text = Text(values["msgid"], values.get("msgid_plural", ""), values.get("msgctxt", ""))
            said = [value for name, value in values.items() if name.startswith("msgstr")]
            entries[text.key] = Entry(text, tuple(said))
    return entries


def write(language: str, entries: Iterable[Entry]) -> None:
    """Write both files of a language."""
    entries = list(entries)
    path(language, "po").parent.mkdir(parents=True, exist_ok=True)
    path(language, "po").write_text("\n".join([_head(language), *map(_written, entries)]))
    path(language, "mo").write_bytes(compiled(language, entries))


def compiled(language: str, entries: Iterable[Entry]) -> bytes:
    """Return the bytes of a `django.mo`; texts without a translation are left out."""
    pairs = {"": header(language)}
    for entry in entries:
        if all(entry.said):
            key = f"{entry.text.key}\0{entry.text.plural}" if entry.text.plural else entry.text.key
            pairs[key] = "\0".join(entry.said)
    encoded = sorted((key.encode(), said.encode()) for key, said in pairs.items())
    count, table = len(encoded), 28
    offset = table + 16 * count
    tables, strings = [b"", b""], b""
    for column in (0, 1):
        for pair in encoded:
            tables[column] += struct.pack("<2I", len(pair[column]), offset + len(strings))
            strings += pair[column] + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, count, table, table + 8 * count, 0, offset)
    return head + tables[0] + tables[1] + strings


def _head(language: str) -> str:
    lines = [_quoted(line) for line in header(language).splitlines(keepends=True)]
    return "\n".join(['msgid ""', 'msgstr ""', *lines, ""])


def _written(entry: Entry) -> str:
    text = entry.text
    lines = [f"#: {place}" for place in sorted(text.places)]
    if "%(" in text.single:
        lines.append("#, python-format")
    if text.context:
        lines.append(f"msgctxt {_quoted(text.context)}")
    lines.append(f"msgid {_quoted(text.single)}")
    if text.plural:
        lines.append(f"msgid_plural {_quoted(text.plural)}")
        lines += [f"msgstr[{number}] {_quoted(said)}" for number, said in enumerate(entry.said)]
    else:
        lines.append(f"msgstr {_quoted(entry.said[0])}")
    return "\n".join([*lines, ""])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
