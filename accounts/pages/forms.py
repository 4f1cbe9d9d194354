"""Forms of the console: sign-in, and what is done to an access token."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
)
from allauth.core import context
from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import languages, zones
from accounts.lifecycle import details
from accounts.models import AccessToken, Group, User
from accounts.sign_in import guessing, records, resets
from accounts.sign_in.guess_counts import TooManyGuesses
from accounts.tokens import acts, rotation, terms

if TYPE_CHECKING:
    UserModelForm = forms.ModelForm[User]
else:
    UserModelForm = forms.ModelForm

THEMES = {
    "auto": gettext_lazy("As the system"),
    "light": gettext_lazy("Light"),
    "dark": gettext_lazy("Dark"),
}


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label, password.label = _("User name"), _("Password")
        password.help_text = ""  # a link to the reset, which the page has in its own place
        for field in (name, password):
            field.widget.attrs.pop("placeholder", None)
        name.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": True}


class ProofForm(ReauthenticateForm):  # type: ignore[misc]
    """The password of whoever is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs["autofocus"] = True


class OwnPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The present password and a new one; the present one can be guessed so often only."""

    def clean_oldpassword(self) -> str:
        try:
            guess = guessing.of_proof(self.user)
        except TooManyGuesses as refusal:
            raise forms.ValidationError(str(refusal)) from None
        try:
            present: str = super().clean_oldpassword()
        except forms.ValidationError:
            records.failed(context.request, self.user.username)
            raise
        guess.undo()
        return present


class DetailsForm(UserModelForm):
    """One's own names and address, as far as the identity provider keeps neither; how pages are."""

    console_language = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Language"),
        help_text=gettext_lazy("In which pages are shown. Mails and the JSON API are in English."),
    )
    console_time_zone = forms.ChoiceField(
        required=False,
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy(
            "In which pages show times. Mails, exports and the JSON API say UTC."
        ),
    )

    class Meta:
        model = User
        fields = (*details.NAMES, details.ADDRESS, details.LANGUAGE, details.ZONE)
        labels = {
            "first_name": gettext_lazy("Given name"),
            "last_name": gettext_lazy("Family name"),
            "email": gettext_lazy("E-mail address"),
        }
        help_texts = {
            "email": gettext_lazy(
                "For notices and for a password that was forgotten. The new and the former "
                "address are told of the change."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language: Any = self.fields[details.LANGUAGE]
        language.choices = [("", _("As the browser says")), *languages.offered().items()]
        zone: Any = self.fields[details.ZONE]
        zone.choices = [("", _("As the browser says")), ("UTC", "UTC"), *zones.choices()]
        own = set(details.own(self.instance))
        if len(languages.offered()) == 1:
            own.discard(details.LANGUAGE)
        self.fields = {name: field for name, field in self.fields.items() if name in own}
        completion = {"first_name": "given-name", "last_name": "family-name", "email": "email"}
        for name, field in self.fields.items():
            if name in completion:
                field.widget.attrs["autocomplete"] = completion[name]


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    """The address to which a link is mailed; nobody is looked up before the answer."""

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        return address

    def save(self, request: HttpRequest, **_: Any) -> str:
        resets.ask(self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


class TokenForm(forms.Form):
    """A new access token; `nonce` names one filled-in form, so that it makes one token only."""

    LIVES = {
        str(terms.USUAL_DAYS): "1 year",
        "180": "180 days",
        "90": "90 days",
        "date": gettext_lazy("On a date"),
    }

    description = forms.CharField(
        max_length=terms.LONGEST_DESCRIPTION,
        error_messages={"required": gettext_lazy("Say where the token will be used.")},
        help_text=gettext_lazy("Where will this token be used? For example: Microsoft Entra ID."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    scope = forms.ChoiceField(
        error_messages={"required": gettext_lazy("Choose what the token is for.")},
        help_text=format_html_join(
            mark_safe("<br>"),
            "<b>{}:</b> {}",
            ((scope.label, scope.help_text) for scope in AccessToken.Scope),
        ),
    )
    client = forms.ChoiceField(
        choices=AccessToken.Client.choices,
        required=False,
        label=gettext_lazy("Identity provider"),
        help_text=AccessToken._meta.get_field("client").help_text,
    )
    expires = forms.ChoiceField(choices=list(LIVES.items()), initial=str(terms.USUAL_DAYS))
    expires_on = forms.DateField(
        required=False,
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy(
            "Only for “On a date”: within the next two years, to the end of that day (UTC)."
        ),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    nonce = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, owner: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope: Any = self.fields["scope"]
        open_to_owner = [
            (choice.value, choice.label) for choice in AccessToken.Scope.open_to(owner)
        ]
        scope.choices = [("", _("Choose a scope")), *open_to_owner]
        self.obstacle = terms.obstacle(owner, AccessToken.Scope.SCIM)
        self.fields["nonce"].initial = uuid.uuid4
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
        scope = self.cleaned_data["scope"]
        return acts.create(
            request,
            owner=owner,
            description=self.cleaned_data["description"],
            scope=scope,
            client=self.cleaned_data["client"] if scope == AccessToken.Scope.SCIM else None,
            expires_at=self.expires_at,
            nonce=self.cleaned_data["nonce"],
        )


class RotateForm(forms.Form):
    """A token to replace another; `nonce` names one filled-in form, as in TokenForm."""

    nonce = forms.UUIDField(
        widget=forms.HiddenInput,
        initial=uuid.uuid4,
        error_messages=dict.fromkeys(
            ["required", "invalid"],
            gettext_lazy("The form was not complete. Nothing was done; try again."),
        ),
    )

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
        overlaps = acts.OVERLAPS if self.replacement else ()
        hours = [str(overlap // timedelta(hours=1)) for overlap in overlaps]
        after: Any = self.fields["after"]
        after.choices = [(number, number) for number in (self.NOW, *hours)]

    def revoke(self, request: HttpRequest) -> bool:
        """Revoke the token at the chosen time; False if it was revoked before."""
        after = timedelta(hours=int(self.cleaned_data["after"] or self.NOW))
        reason = "it was replaced by a new one" if self.replacement else ""
        return acts.revoke(request, self.token, reason=reason, after=after or None)


class PromotionForm(forms.Form):
    """What a new administrator is to have, and where their mail goes."""

    email = forms.EmailField(
        max_length=254,
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy(
            "Password resets and notices go here. Ask the person for it: whoever can write "
            "to the directory chose the one that the identity provider sent."
        ),
        error_messages={"required": gettext_lazy("Type the address that the person reads.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    is_superuser = forms.BooleanField(
        required=False,
        label=gettext_lazy("Superuser"),
        help_text=gettext_lazy(
            "May do everything: also give and take rights, and link accounts that have them."
        ),
    )
    may_disable = forms.BooleanField(
        required=False,
        initial=True,
        label=gettext_lazy("The identity provider may disable the account"),
        help_text=gettext_lazy(
            "So that who leaves loses access at once. It may neither enable, rename nor "
            "delete it, unless that is allowed in Site administration."
        ),
    )


class LinkForm(forms.Form):
    """What an identity provider may do to accounts or groups that carry rights."""

    def __init__(self, *args: Any, model: type[User | Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, default in model.CHOICES.items():
            column: Any = model._meta.get_field(name)
            label = column.verbose_name[0].upper() + column.verbose_name[1:]
            self.fields[name] = forms.BooleanField(required=False, initial=default, label=label)

    @property
    def choices(self) -> dict[str, bool]:
        """What was ticked; of a form that was sent."""
        self.is_valid()
        return {name: bool(self.cleaned_data.get(name)) for name in self.fields}
