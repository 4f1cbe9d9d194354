"""The folded keys of stored rows, made anew after the rule of folding has changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, models, transaction

from .folding import FoldedField, earlier_key

BATCH = 1000  # rows in one transaction


@dataclass(frozen=True)
class Twin:
    """A row that keeps its earlier key, because another row has the new one."""

    model: str
    pk: int
    text: str

    def __str__(self) -> str:
        return f"{self.model} {self.pk} {self.text!r}"


def rekey(model: type[models.Model], *, earlier: bool = False) -> Iterator[Twin]:
    """Make the keys of all rows anew, in batches; safe to repeat and while others write.

    Yields the rows that keep their earlier key. `earlier`: by the rule before, to go back.
    """
    keys = [field for field in model._meta.local_fields if isinstance(field, FoldedField)]
    columns = [name for field in keys for name in (field.source, field.attname)]
    rows = model._base_manager.order_by("pk")
    last: Any = 0
    while batch := list(rows.filter(pk__gt=last).values("pk", *columns)[:BATCH]):
        last = batch[-1]["pk"]
        with transaction.atomic():
            for row in batch:
                for field in keys:
                    text = row[field.source]
                    key = earlier_key(text) if earlier else field.key(text)
                    if key != row[field.attname] and not _store(model, row["pk"], field, text, key):
                        yield Twin(model._meta.label, row["pk"], text)


def _store(model: type[models.Model], pk: int, field: FoldedField, text: str, key: str) -> bool:
    """Store a key, unless its source was changed meanwhile; False where another row has it."""
    row = model._base_manager.filter(**{"pk": pk, field.source: text})
    try:
        with transaction.atomic():
            row.update(**{field.attname: key})
    except IntegrityError:
        return False
    return True
