"""What every SCIM resource has, whoever writes it: RFC 7643 section 3.1."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.db import models
from django.utils import timezone

from .saving import Compiled


def now() -> datetime:
    """Return the time in milliseconds: what SCIM shows is then exactly what is stored."""
    moment = timezone.now()
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def new_scim_id() -> str:
    """Draw a resource id: a UUID in text, because in SCIM an id is a string that clients echo."""
    return str(uuid.uuid4())


def text_column(max_length: int = 256, **options: Any) -> models.CharField[str, str]:
    """An optional text column; the empty string is SCIM's "unassigned"."""
    return models.CharField(max_length=max_length, blank=True, default="", **options)


class Identified(Compiled):
    """What every SCIM resource has: RFC 7643 section 3.1."""

    scim_id = models.CharField(
        "SCIM id", max_length=36, default=new_scim_id, unique=True, editable=False
    )
    created = models.DateTimeField(default=now, editable=False)
    last_modified = models.DateTimeField(default=now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        """Save; a new resource was last modified when it was created."""
        if self._state.adding:
            self.last_modified = self.created
        super().save(**options)

    def touch(self) -> None:
        """Tell SCIM clients that the resource changed: a new version and time; two queries."""
        row = type(self)._default_manager.filter(pk=self.pk)
        row.update(version=models.F("version") + 1, last_modified=now())
        self.refresh_from_db(fields=["version", "last_modified"])
