"""Webhooks, which stand on the page Notifications: added, changed, tried, removed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.lifecycle import notification
from accounts.lifecycle.notification import Refused
from accounts.models import NotificationAddress, Webhook
from accounts.sign_in.guards import administrator_required, recently_proven, signed_in
from accounts.work import outward, webhooks
from accounts.work.recipients import Topic


class WebhookForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name, an address, and what is sent there."""

    # Its name says that it does not wait in a session: see guards.
    secret_url = forms.CharField(
        label=gettext_lazy("Address (URL)"),
        max_length=outward.LONGEST,
        help_text=gettext_lazy(
            "https:// only. From Teams: Workflows, “When a Teams webhook request is "
            "received”. From Slack: Incoming Webhooks."
        ),
        widget=forms.URLInput(attrs={"autocomplete": "off"}),
    )

    class Meta:
        model = Webhook
        fields = ["name", "form", *Topic.values]
        labels = {
            "form": gettext_lazy("Kind"),
            "failures": gettext_lazy("Tell of failures, of silence, and of many users disabled"),
            "tokens": NotificationAddress._meta.get_field("tokens").verbose_name,
            "rights": NotificationAddress._meta.get_field("rights").verbose_name,
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "off"})}

    field_order = ["name", "form", "secret_url"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["form"]
        kind.choices = [("", _("Choose a kind")), *webhooks.Form.choices]

    def clean_name(self) -> str:
        """Refuse one that is taken; so a page that is loaded anew adds nothing twice."""
        name = notification.webhook_name(self.cleaned_data["name"])
        others = Webhook.objects.exclude(pk=self.instance.pk)
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError(_("There is a webhook of this name already."))
        return name


class ChangeForm(WebhookForm):
    """The same of one that is there. Its address is not shown: some let in whoever has it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        address = self.fields["secret_url"]
        address.required = False
        address.help_text = _("Leave empty to keep the one at %(host)s.") % {
            "host": self.instance.host
        }


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
@recently_proven
@sensitive_post_parameters("secret_url")
@sensitive_variables("secret", "context", "data")
def add(request: HttpRequest) -> HttpResponse:
    """Ask for it; then show its secret, this once."""
    form = WebhookForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            hook, secret = notification.add_webhook(request, url=data.pop("secret_url"), **data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            context = {"hook": hook, "secret": secret}
            return render(request, "scim/webhook_added.html", context)
    return render(request, "scim/webhook_add.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
@recently_proven
@sensitive_post_parameters("secret_url")
@sensitive_variables("url")
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change its name, its kind, what it is told of, or where it leads."""
    hook = get_object_or_404(Webhook, pk=pk)
    name = hook.name
    form = ChangeForm(request.POST if request.method == "POST" else None, instance=hook)
    if request.method == "POST" and form.is_valid():
        url = form.cleaned_data["secret_url"]
        try:
            notification.change_webhook(request, form.save(commit=False), url)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            text = _("<bdi>{}</bdi> was changed. Send a test message to see whether it arrives.")
            messages.success(request, format_html(text, hook.name))
            return redirect("notifications")
    return render(request, "scim/webhook_change.html", {"form": form, "name": name, "pk": pk})


@require_POST
@administrator_required
@recently_proven
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Call it no more."""
    hook = get_object_or_404(Webhook, pk=pk)
    notification.take_out_webhook(request, hook)
    messages.success(request, format_html(_("<bdi>{}</bdi> is called no more."), hook.name))
    return redirect("notifications")


@require_POST
@administrator_required
@recently_proven
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test message, and say what came of it."""
    hook = get_object_or_404(Webhook, pk=pk)
    try:
        wrong = notification.test_webhook(request, hook, signed_in(request).username)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("notifications")
    if wrong:
        text = _("The test message to <bdi>{}</bdi> failed. {}")
        messages.error(request, format_html(text, hook.name, wrong))
    else:
        messages.success(request, format_html(_("<bdi>{}</bdi> took the test message."), hook.name))
    return redirect("notifications")
