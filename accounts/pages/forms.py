"""Forms of the console: sign-in, one's own details, and what is done to people."""

from __future__ import annotations

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
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import languages, zones
from accounts.lifecycle import details
from accounts.models import Group, User
from accounts.names import validate_label
from accounts.sign_in import guessing, records, resets
from accounts.sign_in.guess_counts import TooManyGuesses

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
            "display_name": gettext_lazy("Display name"),
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
            if name in details.NAMES:
                field.validators.append(validate_label)


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    """The address to which a link is mailed; nobody is looked up before the answer."""

    def clean_email(self) -> str:
        address: str = self.cleaned_data["email"]
        return address

    def save(self, request: HttpRequest, **_: Any) -> str:
        resets.ask(self.cleaned_data["email"])
        return str(self.cleaned_data["email"])


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
