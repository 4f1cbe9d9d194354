"""What a filter's value must look like, in a form and in the API's schema alike."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

import django_filters as filters
from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# There is such a moment on every clock.
EARLIEST, LATEST = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 29, tzinfo=UTC)
LARGEST_ID = 2**63 - 1
LONGEST_SEARCH = 512
LONGEST_WORD = 32
WITHOUT_NULL = r"^[^\u0000]*$"


def read_moment(text: str, *, at_end: bool = False) -> datetime | None:
    """Read a day, or a day and a time; None if it is neither. A day alone is its begin or its end.

    Without an offset it is by the reader's clock, which is UTC in the API.
    """
    try:
        moment = datetime.fromisoformat(text.upper())
        if moment.tzinfo is None:
            zone = timezone.get_current_timezone()
            is_day = len(text) <= len("2026-11-25")
            moment = datetime.combine(
                moment, time.max if at_end and is_day else moment.time(), zone
            )
        return min(max(moment.astimezone(UTC), EARLIEST), LATEST)
    except (ValueError, OverflowError):
        return None


class MomentInput(forms.DateTimeInput):
    """Asks for a day and a time by the reader's clock, however the address says it."""

    input_type = "datetime-local"

    def __init__(self, *, at_end: bool) -> None:
        super().__init__()
        self.at_end = at_end

    def format_value(self, value: Any) -> str:
        moment = read_moment(str(value or ""), at_end=self.at_end)
        if moment is None:
            return ""
        whole = timezone.localtime(moment).replace(microsecond=0, tzinfo=None)
        return whole.isoformat().removesuffix(":00")


class MomentField(forms.CharField):
    """A day, or a day and a time, as `read_moment` reads it."""

    def __init__(self, *, at_end: bool, **options: Any) -> None:
        super().__init__(max_length=40, **options)
        self.at_end = at_end
        self.widget = MomentInput(at_end=at_end)

    def clean(self, value: Any) -> Any:
        """Return the moment, None for an empty value."""
        text = super().clean(value)
        if not text:
            return None
        moment = read_moment(text, at_end=self.at_end)
        if moment is None:
            raise forms.ValidationError(
                _("Give a day such as 2026-11-25, or a time such as 2026-11-25T10:00:00Z.")
            )
        return moment


class MomentFilter(filters.Filter):
    """Rows from a moment on, or up to it."""

    field_class = MomentField

    def __init__(self, field_name: str, *, at_end: bool, help_text: str, **options: Any) -> None:
        super().__init__(
            field_name,
            lookup_expr="lte" if at_end else "gte",
            at_end=at_end,
            help_text=help_text,
            **options,
        )
        described(self, anyOf=[{"format": "date"}, {"format": "date-time"}])


class WholeIdField(forms.IntegerField):
    """An id that the database can hold."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=LARGEST_ID, **options)


class IdFilter(filters.Filter):
    """Rows that point at the one with this id; none if there is none."""

    field_class = WholeIdField

    def __init__(self, field_name: str, *, help_text: str, **options: Any) -> None:
        super().__init__(field_name, help_text=help_text, **options)
        described(self, type="integer", minimum=1, maximum=LARGEST_ID)


class YesNoFilter(filters.TypedChoiceFilter):
    """True or false; anything else is an error."""

    def __init__(self, field_name: str, *, help_text: str, **options: Any) -> None:
        choices = [("true", gettext_lazy("Yes")), ("false", gettext_lazy("No"))]
        super().__init__(
            field_name,
            choices=choices,
            coerce={"true": True, "false": False}.get,
            help_text=help_text,
            **options,
        )
        described(self, type="boolean")


class SearchFilter(filters.CharFilter):
    """A search term; the FilterSet's method `find` says what it means."""

    def __init__(self, *, help_text: StrOrPromise, **options: Any) -> None:
        super().__init__(
            method="find",
            label=gettext_lazy("Search"),
            max_length=LONGEST_SEARCH,
            help_text=help_text,
            **options,
        )
        described(self, minLength=1, maxLength=LONGEST_SEARCH, pattern=WITHOUT_NULL)


class WordFilter(filters.CharFilter):
    """Rows with exactly this word in a column."""

    def __init__(self, field_name: str, *, help_text: str, **options: Any) -> None:
        super().__init__(field_name, max_length=LONGEST_WORD, help_text=help_text, **options)
        described(self, minLength=1, maxLength=LONGEST_WORD, pattern=WITHOUT_NULL)


def described(filter_: filters.Filter, **schema: Any) -> None:
    """Tell the API's schema what values the filter takes."""
    description = str(filter_.extra.get("help_text", ""))
    annotated: Any = filter_
    extend_schema_field({"type": "string", "description": description, **schema})(annotated)
