"""What all pages of Django admin share: who may look, and how links and tables are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import BadRequest
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from promapp_console.lists import keyset, sheets

LIST_END = 10_000  # rows that a capped list counts and shows
PANEL_ROWS = 100
MOST = 500  # rows that something is done to at once
LONGEST_SEARCH = 200  # characters; each word is a condition, and a statement holds so many only

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
    AnyPaginator = Paginator[Any]
else:
    ModelAdmin = admin.ModelAdmin
    AnyPaginator = Paginator


class SortedList(ChangeList):
    """A list that an address sorts by nothing but what its headings offer: that has an index."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_popup:
            self.title = capfirst(str(self.opts.verbose_name_plural))

    def get_ordering_field(self, field_name: Any) -> Any:
        offered = self.sortable_by or ()
        return super().get_ordering_field(field_name) if field_name in offered else None

    def get_filters(self, request: HttpRequest) -> Any:
        """Refuse what is no day, and a month or day of all years: that would be read row by row."""
        asked = self.get_filters_params()
        parts = [f"{self.date_hierarchy}__{part}" in asked for part in ("year", "month", "day")]
        if sorted(parts, reverse=True) != parts:
            raise IncorrectLookupParameters
        try:
            return super().get_filters(request)
        except (ValueError, OverflowError) as error:
            raise IncorrectLookupParameters(error) from error


class TooMany(Exception):
    """More rows were chosen than something is done to at once."""


class OpsAdmin(ModelAdmin):
    """Every administrator may look; changing something asks for Django's permission as well."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # each facet counts the whole table
    unsearchable: tuple[str, ...] = ()
    console_list = ""  # the console's page of the same rows, by its name
    view_on_site: Any = False  # the console's page of one row: a method, where there is one
    export_chunks: Any = staticmethod(sheets.by_key)
    empty_value_display = "–"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return SortedList

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return self.admin_site.has_permission(request)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Refuse to compare secret columns, which would let them be guessed bit by bit."""
        if lookup.startswith(self.unsearchable):
            return False
        return super().lookup_allowed(lookup, value, request)

    def response_action(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        """Refuse what no page sends for a chosen row: no database could look for it."""
        if any(keyset.key(text) is None for text in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            raise BadRequest
        try:
            return super().response_action(request, queryset)
        except TooMany:
            text = _("Choose %(most)s at most. Nothing was done.") % {"most": MOST}
            self.message_user(request, text, messages.ERROR)
            return None

    def few(self, rows: models.QuerySet[Any]) -> list[Any]:
        """The rows that an action is for; whoever leaves some out does so afterwards.

        Raises TooMany, and the page says so: what is beyond MOST is not left out without a word.
        """
        found = list(rows[: MOST + 1])
        if len(found) > MOST:
            raise TooMany
        return found

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Search by the beginning of a term that is too long."""
        return super().get_search_results(request, queryset, search_term[:LONGEST_SEARCH])


class ReadOnlyAdmin(OpsAdmin):
    """A page that shows and changes nothing."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class CappedPaginator(AnyPaginator):
    """Counts no further than LIST_END: a log is narrowed by filters, not read to its end."""

    @cached_property
    def count(self) -> int:
        rows: models.QuerySet[models.Model] = self.object_list  # type: ignore[assignment]
        return rows.order_by()[:LIST_END].count()


def link(target: models.Model | None, text: str = "") -> str | SafeString:
    """Link to the admin page of `target`; the empty string where there is none."""
    if target is None:
        return ""
    name = f"admin:{target._meta.app_label}_{target._meta.model_name}_change"
    return format_html('<a href="{}">{}</a>', reverse(name, args=[target.pk]), text or str(target))


def panel(
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    empty: str,
    more: tuple[str, str] | None = None,
) -> SafeString:
    """A read-only table inside a form; `more`: address and text of a link below it."""
    context = {"headings": headings, "rows": list(rows), "empty": empty, "more": more}
    return render_to_string("admin/panel.html", context)
