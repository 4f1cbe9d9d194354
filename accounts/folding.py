"""Comparison without regard to case, the same on every database.

SQLite folds ASCII only and PostgreSQL folds by its locale, so neither is asked:
each text column that is compared without regard to case has a second column,
`<name>_key`, that holds the folded text and carries the index.
"""

import unicodedata
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from . import names

_LAST = "\U0010ffff"  # the highest code point
KEY_LENGTH = 512  # characters; keeps an index entry below PostgreSQL's 2,704 bytes


def fold(text: str) -> str:
    """Return `text` as it is compared: Unicode case folding and NFKC, so that full width is plain.

    Folding twice is folding once.
    """
    if text.isascii():
        return text.lower()
    # NFKC makes letters of symbols before they are folded, and puts together what folding took
    # apart. All of it twice, so that the key of a key is the key itself.
    once = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return unicodedata.normalize("NFKC", once.casefold())


def after(prefix: str) -> str | None:
    """Return the first text, by code point, behind all that begin with `prefix`; None if none is.

    With it a prefix is a range, which an index finds.
    """
    start = prefix.rstrip(_LAST)
    if not start:
        return None
    code = ord(start[-1]) + 1
    return start[:-1] + chr(0xE000 if code == 0xD800 else code)  # no text holds a surrogate


def fold_name(text: str) -> str:
    """Return a name as it is compared: folded, without what nobody can see; blanks stay."""
    # Once more, because letters and accents that something unseen kept apart compose now.
    return fold(names.without_ignorable(fold(text)))


def name_key(text: str) -> str:
    """Return what two names that people cannot tell apart have in common."""
    return names.strip(fold_name(text))[:KEY_LENGTH]


class CodePointField(models.CharField):  # type: ignore[type-arg]
    """A text that is ordered by code point on every database."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """SQLite does so anyhow, PostgreSQL with the collation "C"."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class FoldedField(CodePointField):
    """The folded copy of another text field, kept on every `save()` and bulk create.

    `is_name`: people tell rows apart by it, so what cannot be seen does not count. A key that was
    made by an earlier rule, because another row had the new one, stays until its source changes.
    `QuerySet.update()` does not run it: whoever updates the source that way sets the key too.
    """

    # How the key is made changes nothing in the database.
    non_db_attrs = (*models.CharField.non_db_attrs, "source", "is_name")

    def __init__(self, source: str, *, is_name: bool = False, **options: Any) -> None:
        self.source = source
        self.is_name = is_name
        options.setdefault("max_length", KEY_LENGTH)
        options.update(editable=False, default="", blank=True)
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        for key in ("editable", "default", "blank"):
            options.pop(key, None)
        if self.is_name:
            options["is_name"] = True
        return name, path, args, {"source": self.source, **options}

    def key(self, text: str) -> str:
        """Return the key of a source's text."""
        return name_key(text) if self.is_name else fold(text)[:KEY_LENGTH]

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        text = getattr(model_instance, self.source) or ""
        key = self.key(text)
        if self.is_name and not add and getattr(model_instance, self.attname) == earlier_key(text):
            key = earlier_key(text)
        setattr(model_instance, self.attname, key)
        return key


def earlier_key(text: str) -> str:
    """Return the key as it was made before NFKC; a row whose new key is taken keeps this one."""
    return unicodedata.normalize("NFC", text.casefold())[:KEY_LENGTH]
