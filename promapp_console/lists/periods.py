"""Quick ranges of a log: parts of the recent past, by the clock of whoever asks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy

NAME = "period"  # of the parameter
CHOICES = [
    ("hour", gettext_lazy("Last hour")),
    ("night", gettext_lazy("Last night")),
    ("day", gettext_lazy("24 h")),
    ("week", gettext_lazy("7 days")),
]
EVENING, MORNING = time(18), time(8)
_LENGTHS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}


def bounds(word: str, now: datetime | None = None) -> tuple[datetime, datetime]:
    """The first and the last moment of a period.

    The last night ends this morning, whether that has come or not: who looks at three o'clock is in
    it, and who looks in the evening sees the one before.
    """
    now = now or timezone.now()
    if word != "night":
        return now - _LENGTHS[word], now
    today, zone = timezone.localdate(now), timezone.get_current_timezone()
    yesterday = today - timedelta(days=1)
    return datetime.combine(yesterday, EVENING, zone), datetime.combine(today, MORNING, zone)


class PeriodFilter(filters.ChoiceFilter):
    """Rows of one of these periods."""

    def __init__(self, field_name: str) -> None:
        super().__init__(field_name, label=gettext_lazy("Time"), choices=CHOICES)

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        if not value:
            return qs
        begin, end = bounds(value)
        return qs.filter(**{f"{self.field_name}__gte": begin, f"{self.field_name}__lte": end})
