"""Reading and submitting pages of Django admin, as a browser would."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse


def list_url(model: type[Model]) -> str:
    """Return the address of a list."""
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def page_url(row: Model, page: str = "change") -> str:
    """Return the address of one row's page; `page`: change, delete or history."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def names(client: Client, model: type[Model], query: str = "") -> set[str]:
    """Return the rows that a list shows for a query string."""
    response = client.get(f"{list_url(model)}?{query}")
    assert response.status_code == 200
    return {str(row) for row in response.context["cl"].result_list}


def filled_in(response: HttpResponse) -> dict[str, Any]:
    """Return what a browser would send if the form on the page was submitted unchanged."""
    context: Any = response.context  # type: ignore[attr-defined]
    data = _values(context["adminform"].form)
    for inline in context.get("inline_admin_formsets", []):
        formset = inline.formset
        for form in (formset.management_form, *formset.forms):
            data |= _values(form)
    return data


def _values(form: BaseForm) -> dict[str, Any]:
    fields = {form.add_prefix(name): form[name] for name in form.fields}
    values = {name: _sent(field.value()) for name, field in fields.items()}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


def _sent(value: Any) -> Any:
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [getattr(item, "pk", item) for item in value]
    return value


def submit(client: Client, row: Model, /, **changes: Any) -> HttpResponse:
    """Change fields on a row's page and save; None clears a field or a check box."""
    url = page_url(row)
    data = {**filled_in(client.get(url)), **changes}
    return client.post(url, {name: value for name, value in data.items() if value is not None})


def act(client: Client, action: str, *rows: Model, **more: Any) -> HttpResponse:
    """Run an action of the list on these rows, and follow to the list."""
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return client.post(list_url(type(rows[0])), data, follow=True)


def said(response: HttpResponse) -> str:
    """Return the messages on the page, or the errors of its form."""
    context: Any = response.context  # type: ignore[attr-defined]
    lines = [str(message) for message in context["messages"]]
    if "errors" in context:
        lines += [str(error) for error in context["errors"]]
    return " ".join(lines)
