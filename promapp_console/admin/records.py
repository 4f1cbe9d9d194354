"""What is done to users and groups in Django admin, written into the audit log."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.work import audit
from accounts.work.audit import Action
from scim.log import memberships

from .forms import GroupForm

NAMES_KEPT = 20  # of members that were added or removed

_ACTIONS = {
    "user": (Action.USER_CREATED, Action.USER_CHANGED, Action.USER_RIGHTS_CHANGED),
    "group": (Action.GROUP_CREATED, Action.GROUP_CHANGED, Action.GROUP_RIGHTS_CHANGED),
}


def saved(
    request: HttpRequest,
    form: ModelForm[Any],
    formsets: Iterable[Any],
    *,
    is_new: bool,
    rights: Collection[str],
) -> None:
    """Record a saved form: that it made something, or what it changed, and rights by themselves.

    Whether somebody is active is left out: that is an act of its own.
    """
    target = form.instance
    created, changed, rights_changed = _ACTIONS[target._meta.model_name]
    entry = None
    if is_new:
        entry = audit.record(request, created, target)
    else:
        fields = [name for name in form.changed_data if name not in {*rights, "is_active"}]
        fields += [formset.prefix for formset in formsets if formset.has_changed()]
        if fields:
            entry = audit.record(request, changed, target, fields=fields, **_members(form))
    if entry and isinstance(form, GroupForm):
        memberships.record_act(entry, target, form.moves)
    if given := _rights(form, rights):
        audit.record(request, rights_changed, target, **given)


def _members(form: ModelForm[Any]) -> dict[str, Any]:
    """Who was added and removed: the first names, and how many in all."""
    told: dict[str, Any] = {}
    for field, word in (("add_members", "added"), ("remove_members", "removed")):
        members = form.cleaned_data.get(field) or []
        if field in form.changed_data and members:
            names = [str(user) for user in members]
            told[word] = names[:NAMES_KEPT]
            if len(names) > NAMES_KEPT:
                told[f"{word}_in_all"] = len(names)
    return told


def _rights(form: ModelForm[Any], names: Collection[str]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for name in names:
        if name not in form.changed_data:
            continue
        before, now = form.initial.get(name), form.cleaned_data[name]
        if isinstance(now, bool):
            told[name] = f"{_word(before)} → {_word(now)}"
        else:
            had, has = _codes(before or []), _codes(now)
            told |= {"added": sorted(has - had), "removed": sorted(had - has)}
    return told


def _word(value: object) -> str:
    return "yes" if value else "no"


def _codes(permissions: Iterable[Permission]) -> set[str]:
    return {permission.codename for permission in permissions}
