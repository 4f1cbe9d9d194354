"""Notifications: who is told of what, a test mail, and what became of the last mails."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.lifecycle import notification
from accounts.lifecycle.notification import Refused
from accounts.models import Mail, NotificationAddress, User, Webhook, WebhookMessage
from accounts.sign_in.guards import administrator_required, recently_proven, signed_in
from accounts.work import mail_errors, outbox, recipients
from accounts.work.recipients import Topic
from promapp_console.chips import MAIL

from .untold import about_telling

LAST = 20  # mails


class AddressForm(forms.ModelForm):  # type: ignore[type-arg]
    """An address, and what it is told of."""

    class Meta:
        model = NotificationAddress
        fields = ["address", *Topic.values]
        help_texts = {
            "address": gettext_lazy("Of a person or a group, with or without an account here.")
        }
        widgets = {"address": forms.EmailInput(attrs={"autocomplete": "off"})}

    def clean_address(self) -> str:
        """Refuse one that is on the list, in whatever letters."""
        address: str = self.cleaned_data["address"]
        others = NotificationAddress.objects.exclude(pk=self.instance.pk)
        if others.filter(address__iexact=address).exists():
            raise forms.ValidationError(_("This address is on the list already."))
        return address


class TestForm(forms.Form):
    """Whom the test mail goes to: somebody who is told of something."""

    to = forms.ChoiceField(label=gettext_lazy("Send a test mail to"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [address for topic in Topic for address in recipients.addresses_of(topic)]
        found = [str(address) for address in outbox.distinct(every)]
        to: Any = self.fields["to"]
        to.choices = [(address, address) for address in found]
        self.is_possible = bool(found) and outbox.can_send()


@require_safe
@administrator_required
def notifications(request: HttpRequest) -> HttpResponse:
    """Show who is told, and what became of the last mails."""
    return _page(request, AddressForm())


@require_POST
@administrator_required
@recently_proven
def add(request: HttpRequest) -> HttpResponse:
    """Name an address."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        notification.name(request, form.save(commit=False))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form)
    text = _("<bdi>{}</bdi> is told from now on. Send a test mail to see whether it arrives.")
    messages.success(request, format_html(text, form.instance.address))
    return redirect("notifications")


@require_http_methods(["GET", "HEAD", "POST"])
@administrator_required
@recently_proven
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what an address is told of, or the address."""
    found = get_object_or_404(NotificationAddress, pk=pk)
    name = found.address
    form = AddressForm(request.POST if request.method == "POST" else None, instance=found)
    if request.method == "POST" and form.is_valid():
        try:
            notification.change(request, form.save(commit=False))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, format_html(_("<bdi>{}</bdi> was changed."), found.address))
            return redirect("notifications")
    context = {"form": form, "name": name, "pk": pk}
    return render(request, "scim/notification_change.html", context)


@require_POST
@administrator_required
@recently_proven
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell an address no more."""
    found = get_object_or_404(NotificationAddress, pk=pk)
    notification.take_out(request, found)
    messages.success(request, format_html(_("<bdi>{}</bdi> is told no more."), found.address))
    return redirect("notifications")


@require_POST
@administrator_required
@recently_proven
def test(request: HttpRequest) -> HttpResponse:
    """Send a test mail, and say what came of it."""
    form = TestForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose an address that is told of something."))
        return redirect("notifications")
    to = form.cleaned_data["to"]
    try:
        wrong = notification.test(request, to, signed_in(request).username)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("notifications")
    if wrong:
        text = _("The test mail to <bdi>{}</bdi> was not sent. {}")
        messages.error(request, format_html(text, to, wrong))
    else:
        text = _("The mail server took the test mail to <bdi>{}</bdi>. Look whether it arrived.")
        messages.success(request, format_html(text, to))
    return redirect("notifications")


def _page(request: HttpRequest, form: AddressForm) -> HttpResponse:
    everybody = User.objects.administrators()
    sent = WebhookMessage.objects.select_related("webhook")
    context = {
        "attention": about_telling(),
        "form": form,
        "test": TestForm(),
        "topics": Topic.choices,
        "addresses": [
            (address, [topic in address.topics for topic in Topic])
            for address in NotificationAddress.objects.all()
        ],
        "administrators": everybody.count(),
        "reachable": everybody.exclude(email="").count(),
        "can_send": outbox.can_send(),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "webhooks": [
            (hook, [getattr(hook, topic) for topic in Topic]) for hook in Webhook.objects.all()
        ],
        "sent": [(item, MAIL[item.state]) for item in sent[:LAST]],
        "mails": [
            (
                mail,
                MAIL[mail.state],
                mail_errors.explain(mail.last_error) if mail.last_error else "",
            )
            for mail in Mail.objects.all()[:LAST]
        ],
    }
    return render(request, "scim/notifications.html", context)
