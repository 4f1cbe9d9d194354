"""A column that remembers which row was meant, also when that row is gone."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models.fields.related_descriptors import ForwardManyToOneDescriptor


class _Remembered(ForwardManyToOneDescriptor):  # type: ignore[type-arg]
    """Gives None where the row is gone."""

    def get_object(self, instance: models.Model) -> Any:
        try:
            return super().get_object(instance)
        except ObjectDoesNotExist:
            return None


class Reference(models.ForeignKey):  # type: ignore[type-arg]
    """A foreign key of a log, which the database does not enforce.

    Deleting the row it names changes nothing here: a delete stays one small write, however long
    the log is, and needs no right to change the log. Keys are never given twice, so the number that
    stays means nobody else. It is always nullable.
    """

    forward_related_accessor_class = _Remembered

    def __init__(self, to: Any, **options: Any) -> None:
        options |= {"on_delete": models.DO_NOTHING, "db_constraint": False}
        super().__init__(to, **{"null": True, "blank": True, **options})
