"""Comparison without regard to case, the same on every database.

SQLite folds ASCII only and PostgreSQL folds by its locale, so neither is asked:
each text column that is compared without regard to case has a second column,
`<name>_key`, that holds the folded text and carries the index.
"""

import unicodedata
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

KEY_LENGTH = 512  # characters; keeps an index entry below PostgreSQL's 2,704 bytes


def fold(text: str) -> str:
    """Return `text` as it is compared: Unicode case folding, then NFC."""
    return unicodedata.normalize("NFC", text.casefold())


class FoldedField(models.CharField):  # type: ignore[type-arg]
    """The folded copy of another text field, kept on every `save()` and bulk create.

    `QuerySet.update()` does not run it: whoever updates the source that way sets the key too.
    """

    def __init__(self, source: str, **options: Any) -> None:
        self.source = source
        options.setdefault("max_length", KEY_LENGTH)
        options.update(editable=False, default="", blank=True)
        super().__init__(**options)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, options = super().deconstruct()
        for key in ("editable", "default", "blank"):
            options.pop(key, None)
        return name, path, args, {"source": self.source, **options}

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """Order by code point everywhere: SQLite does, PostgreSQL with the collation "C"."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        key = fold(getattr(model_instance, self.source) or "")[:KEY_LENGTH]
        setattr(model_instance, self.attname, key)
        return key
