"""What the pages of users and groups share: provenance, locked fields, who may change rights."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.actions import delete_selected as stock_delete_selected
from django.contrib.auth.models import Permission
from django.db import models, transaction
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.lifecycle import provenance
from accounts.pages.forms import LinkForm
from accounts.people.rights import may_touch
from accounts.sign_in.guards import signed_in
from promapp_console.chips import chip
from promapp_console.lists.people import are_many

from . import records
from .base import OpsAdmin, link
from .export import export_csv

Rows = QuerySet[Any]
NAMED = 20  # of the chosen, on the page that asks


class ResourceAdmin(OpsAdmin):
    """A user or group: mapped fields of provisioned ones are locked, rights are for superusers."""

    actions = [
        export_csv,
        "link_to_identity_provider",
        "detach_from_identity_provider",
        "delete_selected",
    ]
    list_select_related = ["provisioned_by"]
    mapped_fields: ClassVar[tuple[str, ...]] = ()
    rights_fields: ClassVar[tuple[str, ...]] = ()

    def view_on_site(self, obj: Any) -> str:
        """The console's page, which says why things are as they are."""
        return reverse(f"{self.opts.model_name}-detail", args=[obj.scim_id])

    # Who may do what

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_touch(signed_in(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_delete_permission(request, obj)
        return allowed and (obj is None or not self.obstacle_to_delete(request, obj))

    def obstacle_to_delete(self, request: HttpRequest, obj: Any) -> str:
        """Why it cannot be deleted, as a sentence; empty if it can."""
        if obj.is_provisioned:
            return _("The identity provider manages this: delete it there, or detach it first.")
        if not may_touch(signed_in(request), obj):
            return _("This carries rights, which only a superuser may take away.")
        return ""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        locked = tuple(super().get_readonly_fields(request, obj))
        if obj is not None and obj.is_provisioned:
            locked += tuple(name for name in self.mapped_fields if not self.is_kept(name, obj))
        if not request.user.is_superuser:
            locked += self.rights_fields
        return locked

    def is_kept(self, name: str, obj: Any) -> bool:
        """True for a mapped field that the identity provider does not write here, all the same."""
        return False

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.remote_field.model is Permission:  # whose names read the content type
            kwargs["queryset"] = Permission.objects.select_related("content_type")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    # The list

    def get_sortable_by(self, request: HttpRequest) -> list[Any]:
        """The columns, of many rows those with an index; not when each was changed."""
        columns: list[Any] = list(super().get_sortable_by(request))
        return [name for name in columns if name != "last_modified" or not are_many(self.model)]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        filters = list(super().get_list_filter(request))
        return [name for name in filters if name != "last_modified" or not are_many(self.model)]

    # Search

    def get_search_results(
        self, request: HttpRequest, queryset: Rows, search_term: str
    ) -> tuple[Rows, bool]:
        term = search_term.strip().replace("\0", "")
        if not term:
            return queryset, False
        return queryset.filter(pk__in=self.matches(term)), False

    def matches(self, term: str) -> Rows:
        """Return the resources that the search term may mean."""
        raise NotImplementedError

    # Saving

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        """Write the changed columns alone, so that a SCIM request in between is not undone."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        columns = {field.name for field in obj._meta.concrete_fields}
        obj.save(update_fields=columns & {*form.changed_data, *self.columns_set_by(form)})

    def columns_set_by(self, form: ModelForm[Any]) -> set[str]:
        """Name columns that the form sets besides those that it shows."""
        return set()

    def save_related(
        self, request: HttpRequest, form: ModelForm[Any], formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        # Whether somebody is active is an act of its own, which tells clients itself.
        seen_by_clients = set(form.changed_data) - {*self.rights_fields, "is_active"}
        if change and (seen_by_clients or any(formset.has_changed() for formset in formsets)):
            form.instance.touch()
        records.saved(request, form, formsets, is_new=not change, rights=self.rights_fields)

    # Columns and fields

    @admin.display(description=gettext_lazy("Provenance"), ordering=None)
    def provenance_chip(self, obj: Any) -> str:
        return chip("managed" if obj.is_provisioned else "local", obj.provenance)

    @admin.display(description=gettext_lazy("Provenance"))
    def kept_by(self, obj: Any) -> str:
        """Who keeps it, in as few words as a column has room for."""
        if not obj.is_provisioned:
            return str(obj.provenance)
        token = obj.provisioned_by
        return str(token.description) if token else _("Identity provider")

    @admin.display(description=gettext_lazy("Provenance"))
    def provenance_detail(self, obj: Any) -> str:
        token = link(obj.provisioned_by) if obj.is_provisioned else ""
        return format_html("{} {}", self.provenance_chip(obj), token)

    # Actions

    @admin.action(description=gettext_lazy("Link to the identity provider"), permissions=["change"])
    def link_to_identity_provider(
        self, request: HttpRequest, queryset: Rows
    ) -> HttpResponse | None:
        """Let SCIM write to a local account or group; ask what it may do to those with rights."""
        waiting = [obj for obj in self.few(queryset) if _needs_link(obj)]
        with_rights = [obj for obj in waiting if obj.has_rights]
        form = None
        if with_rights and request.user.is_superuser:
            form = LinkForm(request.POST if "confirmed" in request.POST else None, model=self.model)
        choices = form.choices if form and form.is_bound else None
        return self.each(
            request,
            waiting,
            lambda obj: provenance.link(obj, by=request, choices=choices),
            ask=_("What may the identity provider do?") if form else _("Link these?"),
            what=_("The identity provider writes their mapped fields, which are locked here then."),
            verb=_("Link to the identity provider"),
            done=gettext_noop("Linked to the identity provider"),
            note=_("From now on it writes their mapped fields; rights stay as they are."),
            form=form,
            with_rights=with_rights,
        )

    @admin.action(
        description=gettext_lazy("Detach from the identity provider"), permissions=["change"]
    )
    def detach_from_identity_provider(
        self, request: HttpRequest, queryset: Rows
    ) -> HttpResponse | None:
        """Unlock the mapped fields."""
        return self.each(
            request,
            self.few(queryset.filter(is_provisioned=True)),
            lambda obj: provenance.detach(obj, by=request),
            ask=_("Detach these?"),
            verb=_("Detach from the identity provider"),
            what=_(
                "Their mapped fields can be changed here again, and nobody keeps them up to date."
            ),
            done=gettext_noop("Detached from the identity provider"),
            note=_(
                "Take them out of its scope too: its next write links them again, except where "
                "they carry rights."
            ),
        )

    def each(
        self,
        request: HttpRequest,
        chosen: list[Any],
        act: Callable[[Any], object],
        *,
        ask: str,
        what: str,
        verb: str,
        done: str,
        note: str = "",
        **asked: Any,
    ) -> HttpResponse | None:
        """Ask, then act on each that the administrator may change, log it, and say what was done.

        `ask`, `what`, `verb`: the question, what will happen, and the button. `asked`: more for the
        page that asks.
        """
        allowed = [obj for obj in chosen if self.has_change_permission(request, obj)]
        if allowed and "confirmed" not in request.POST:
            context = {
                **self.admin_site.each_context(request),
                "title": ask,
                "what": what,
                "verb": verb,
                "opts": self.opts,
                "action": request.POST["action"],
                "chosen": allowed,
                "shown": allowed[:NAMED],
                "more": max(0, len(allowed) - NAMED),
                **asked,
            }
            return TemplateResponse(request, "admin/ask.html", context)
        with transaction.atomic():
            # All rows first, in one order, so that no two such actions wait for each other.
            locked = self.model._default_manager.filter(pk__in=[obj.pk for obj in allowed])
            list(locked.order_by("pk").select_for_update(of=("self",), no_key=True))
            for obj in allowed:
                act(obj)
                self.log_change(request, obj, f"{done}.")
        if allowed:
            self.message_user(request, f"{_(done)}: {_names(allowed)}. {note}", messages.SUCCESS)
        elif not chosen:
            self.message_user(request, _("None of the selected needed that."), messages.WARNING)
        if refused := [obj for obj in chosen if obj not in allowed]:
            text = _(
                "Only a superuser may change these, because they carry rights: %(refused)s."
            ) % {"refused": _names(refused)}
            self.message_user(request, text, messages.ERROR)
        return None

    @admin.action(
        description=gettext_lazy("Delete selected %(verbose_name_plural)s"), permissions=["delete"]
    )
    def delete_selected(self, request: HttpRequest, queryset: Rows) -> HttpResponse | None:
        """Say what cannot be deleted and why, before anything is."""
        obstacles = [
            f"{obj}: {why}"
            for obj in self.few(queryset)
            if (why := self.obstacle_to_delete(request, obj))
        ]
        if obstacles:
            text = " ".join([_("Nothing was deleted."), *obstacles[:5]])
            self.message_user(request, text, messages.ERROR)
            return None
        return stock_delete_selected(self, request, queryset)


def _needs_link(obj: Any) -> bool:
    return not obj.is_provisioned or (obj.has_rights and not obj.rights_linked)


def _names(objects: list[models.Model]) -> str:
    names = ", ".join(str(obj) for obj in objects[:5])
    if len(objects) <= 5:
        return names
    return _("%(names)s and %(count)s more") % {"names": names, "count": len(objects) - 5}
