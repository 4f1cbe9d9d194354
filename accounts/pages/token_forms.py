"""Forms about access tokens and OAuth clients: make, replace, revoke."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import AccessToken, ClientSecret, User
from accounts.tokens import acts, client_acts, rotation, terms

# A client that is let in by a trust alone: no kind of its own, once it is made.
FEDERATED = "federated"
FEDERATED_LABEL = gettext_lazy("OAuth 2.0 client without a secret")


def _years() -> list[tuple[str, str]]:
    return [
        (str(years), ngettext("%(years)s year", "%(years)s years", years) % {"years": years})
        for years in range(1, terms.MOST_YEARS + 1)
    ]


def _lives() -> list[tuple[str, str]]:
    return [
        (str(terms.USUAL_DAYS), _("1 year")),
        ("180", _("180 days")),
        ("90", _("90 days")),
        ("date", _("On a date")),
    ]


def years_field(help_text: Any = "") -> forms.ChoiceField:
    """How long a client secret lives."""
    return forms.ChoiceField(
        choices=_years,
        required=False,
        label=gettext_lazy("Life of the secret"),
        help_text=help_text,
    )


def nonce_field() -> forms.UUIDField:
    """What names one filled-in form; nobody types it, so nobody is asked to correct it."""
    return forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(
            ["required", "invalid"],
            gettext_lazy("The form was not complete. Nothing was done; try again."),
        ),
    )


class TokenForm(forms.Form):
    """A new access token; `nonce` names one filled-in form, so that it makes one token only."""

    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=terms.LONGEST_DESCRIPTION,
        error_messages={"required": gettext_lazy("Say where the token will be used.")},
        help_text=gettext_lazy("Where will this token be used? For example: Microsoft Entra ID."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    kind = forms.ChoiceField(
        choices=[*AccessToken.Kind.choices, (FEDERATED, FEDERATED_LABEL)],
        required=False,
        label=gettext_lazy("Kind"),
    )
    scope = forms.ChoiceField(
        error_messages={"required": gettext_lazy("Choose what the token is for.")},
    )
    client = forms.ChoiceField(
        choices=[
            (AccessToken.Client.OTHER.value, gettext_lazy("Microsoft Entra ID, or any other")),
            (AccessToken.Client.OKTA.value, AccessToken.Client.OKTA.label),
        ],
        required=False,
        label=gettext_lazy("Identity provider"),
        help_text=AccessToken._meta.get_field("client").help_text,
    )
    expires = forms.ChoiceField(
        choices=_lives, initial=str(terms.USUAL_DAYS), label=gettext_lazy("Expires")
    )
    expires_on = forms.DateField(
        required=False,
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy(
            "Only for “On a date”: within the next two years, to the end of that day (UTC)."
        ),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    years = years_field(
        gettext_lazy("Of an OAuth 2.0 client. A second one can be added before it ends.")
    )
    nonce = nonce_field()

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(kind.label, kind.help_text) for kind in AccessToken.Kind]
        help_text = _("For workload identity federation: it trusts an identity of your tenant.")
        kinds.append((FEDERATED_LABEL, help_text))
        self.fields["kind"].help_text = format_html_join(mark_safe("<br>"), "<b>{}:</b> {}", kinds)
        scope: Any = self.fields["scope"]
        scopes = ((choice.label, choice.help_text) for choice in AccessToken.Scope)
        scope.help_text = format_html_join(mark_safe("<br>"), "<b>{}:</b> {}", scopes)
        open_to_owner = [
            (choice.value, choice.label) for choice in AccessToken.Scope.open_to(owner)
        ]
        scope.choices = [("", _("Choose a scope")), *open_to_owner]
        self.obstacle = terms.obstacle(owner, AccessToken.Scope.SCIM)
        today = timezone.now().date()
        self.fields["expires_on"].widget.attrs |= {
            "min": (today + timedelta(days=1)).isoformat(),
            "max": (today + terms.LONGEST_LIFE).isoformat(),
        }

    def clean_description(self) -> str:
        return terms.description(self.cleaned_data["description"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("expires") == "date" and "expires_on" not in self.errors:
            self._check_day(cleaned.get("expires_on"))
        return cleaned

    def _check_day(self, day: date | None) -> None:
        today = timezone.now().date()
        if day is None:
            self.add_error("expires_on", _("Choose the last day on which the token works."))
        elif day <= today:
            self.add_error("expires_on", _("Choose a day after today."))
        elif day > today + terms.LONGEST_LIFE:
            self.add_error("expires_on", _("Choose a day within the next two years."))

    @property
    def expires_at(self) -> datetime:
        """When the token ends; of a valid form."""
        if self.cleaned_data["expires"] == "date":
            return datetime.combine(self.cleaned_data["expires_on"], time.max, UTC)
        return timezone.now() + timedelta(days=int(self.cleaned_data["expires"]))

    def issue(self, request: HttpRequest, owner: User) -> tuple[AccessToken, str]:
        """Make the token. Returns the row and the secret.

        Raises AlreadyIssued where this very form was sent before, and ValidationError where the
        owner may not have the token.
        """
        return acts.create(request, owner=owner, expires_at=self.expires_at, **self._asked)

    @property
    def _asked(self) -> dict[str, Any]:
        """What is asked for, of whatever kind."""
        return {
            name: self.cleaned_data[name] for name in ("description", "scope", "client", "nonce")
        }

    @property
    def is_of_client(self) -> bool:
        """True if an OAuth client is asked for; of a valid form."""
        return bool(self.cleaned_data["kind"] == AccessToken.Kind.CLIENT)

    @property
    def is_federated(self) -> bool:
        """True if an OAuth client is asked for that gets a trust; of a valid form."""
        return bool(self.cleaned_data["kind"] == FEDERATED)

    def add_client(self, request: HttpRequest, owner: User) -> AccessToken:
        """Make an OAuth client without a secret. Raises as `issue`."""
        return client_acts.create_without_secret(request, owner=owner, **self._asked)

    def issue_client(
        self, request: HttpRequest, owner: User
    ) -> tuple[AccessToken, ClientSecret, str]:
        """Make an OAuth client. Returns it, its first secret, and that secret's text.

        Raises as `issue`.
        """
        years = int(self.cleaned_data["years"] or 1)
        return client_acts.create(request, owner=owner, years=years, **self._asked)


class SecretForm(forms.Form):
    """One more secret of an OAuth client; `nonce` names one filled-in form, as in TokenForm."""

    years = years_field()
    nonce = nonce_field()

    def add(self, request: HttpRequest, client: AccessToken) -> tuple[ClientSecret, str]:
        """Add the secret. Returns the row and its text. Raises as `TokenForm.issue`."""
        return client_acts.add_secret(
            request,
            client,
            years=int(self.cleaned_data["years"] or 1),
            nonce=self.cleaned_data["nonce"],
        )


class RevokeSecretForm(forms.Form):
    """When a secret is to end: now, or after a time in which another takes its place."""

    after = forms.ChoiceField(required=False)  # hours

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        after: Any = self.fields["after"]
        after.choices = [(RevokeForm.NOW, RevokeForm.NOW), *rotation.overlaps()]

    def revoke(self, request: HttpRequest, secret: ClientSecret) -> bool:
        """Revoke the secret at the chosen time; False if it was revoked before."""
        after = timedelta(hours=int(self.cleaned_data["after"] or RevokeForm.NOW))
        return client_acts.revoke_secret(request, secret, after=after or None)


class RotateForm(forms.Form):
    """A token to replace another; `nonce` names one filled-in form, as in TokenForm."""

    nonce = nonce_field()

    def rotate(
        self, request: HttpRequest, token: AccessToken, owner: User
    ) -> tuple[AccessToken, str]:
        """Make the new token. Returns and raises as `TokenForm.issue`."""
        nonce = self.cleaned_data["nonce"]
        return acts.rotate(request, token, owner=owner, nonce=nonce)


class RevokeForm(forms.Form):
    """When a token is to end; later than now only if another takes its place meanwhile."""

    NOW = "0"

    after = forms.ChoiceField(required=False)  # hours

    def __init__(self, *args: Any, token: AccessToken, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.token = token
        self.replacement = rotation.replacement_of(token)
        overlaps = rotation.overlaps() if self.replacement else []
        after: Any = self.fields["after"]
        after.choices = [(self.NOW, self.NOW), *overlaps]

    def revoke(self, request: HttpRequest) -> bool:
        """Revoke the token at the chosen time; False if it was revoked before."""
        after = timedelta(hours=int(self.cleaned_data["after"] or self.NOW))
        reason = "it was replaced by a new one" if self.replacement else ""
        return acts.revoke(request, self.token, reason=reason, after=after or None)
