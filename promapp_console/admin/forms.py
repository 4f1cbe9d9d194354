"""Forms of Django admin: what a person or group must be before it is saved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelectMultiple
from django.contrib.auth.forms import BaseUserCreationForm
from django.db.models import Model, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.folding import name_key
from accounts.lifecycle import activation, promotion
from accounts.models import AttributeValue, Group, User
from scim.store.members import Move
from scim.table.columns import Column, element_values, lists_of_values, single_values
from scim.table.schemas import GROUP_TYPE

if TYPE_CHECKING:
    UserModelForm = forms.ModelForm[User]
    GroupModelForm = forms.ModelForm[Group]
    ValueModelForm = forms.ModelForm[AttributeValue]
    ValueModelFormSet = forms.BaseInlineFormSet[AttributeValue, User, ValueModelForm]
    CreationForm = BaseUserCreationForm[User]
else:
    UserModelForm = GroupModelForm = ValueModelForm = forms.ModelForm
    ValueModelFormSet = forms.BaseInlineFormSet
    CreationForm = BaseUserCreationForm


def _labels(model: type[Model], columns: Iterable[Column]) -> dict[str, str]:
    """Each column's own name and, as on the identity provider's mapping page, that of RFC 7643."""
    return {
        item.column: f"{capfirst(_column(model, item.column).verbose_name)} ({item.name})"
        for item in columns
    }


def _column(model: type[Model], name: str) -> Any:
    return model._meta.get_field(name)


ADDRESS_PARTS = element_values("addresses")
USER_LABELS = {
    "is_staff": gettext_lazy("Administrator"),
    "manager": "Manager (manager)",
    **_labels(User, single_values()),
}
USER_HELP_TEXTS = {
    "is_active": gettext_lazy(
        "An inactive user cannot sign in. Clearing this ends all their sessions and "
        "revokes all their access tokens."
    ),
    "is_staff": gettext_lazy(
        "May manage this site: provisioning, access tokens and this administration."
    ),
    "manager_value": gettext_lazy(
        "As the identity provider sent it; it may name a user who is not here yet."
    ),
    "email": gettext_lazy(
        "For sign-in and mail. A local user's address is also their work address in SCIM."
    ),
    "external_id": gettext_lazy("The identity provider's own id for this user."),
}


def _name_is_free(model: type[User | Group], key: str, name: str, own_pk: int | None) -> bool:
    namesakes = model._default_manager.filter(**{key: name_key(name)})
    return not namesakes.exclude(Q(pk=own_pk)).exists()


class UniqueUserName:
    """Refuses a user name that differs from another's in nothing but case."""

    cleaned_data: dict[str, Any]
    instance: User

    def clean_username(self) -> str:
        name: str = self.cleaned_data["username"]
        if not _name_is_free(User, "username_key", name, self.instance.pk):
            raise forms.ValidationError(_("A user with this user name already exists."))
        return name


class UserAddForm(UniqueUserName, CreationForm):
    """A local user: user name, e-mail address and password."""

    class Meta:
        model = User
        fields = ["username", "email"]
        labels = USER_LABELS
        help_texts = USER_HELP_TEXTS


class UserForm(UniqueUserName, UserModelForm):
    """A user's own columns; those that the page locks are not in the form at all."""

    class Meta:
        model = User
        fields = "__all__"  # the page's fieldsets choose
        labels = USER_LABELS
        help_texts = USER_HELP_TEXTS

    def clean(self) -> dict[str, Any] | None:
        """Keep one administrator; what is locked for that stays so until the page has saved."""
        cleaned = super().clean()
        self._check_rights()
        if self.instance.is_administrator and self._takes_rights():
            try:
                activation.keep_one([self.instance])
            except activation.LastAdministrator as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return cleaned

    def _check_rights(self) -> None:
        """Refuse rights for an account that others can open; `promotion` gives them."""
        given = [
            name
            for name in ("is_staff", "is_superuser")
            if name in self.changed_data and self.cleaned_data.get(name)
        ]
        if given and promotion.is_needed(self.instance):
            raise forms.ValidationError(
                _(
                    "The identity provider writes this account, or an administrator who is no "
                    "superuser chose its password or address. Use the link Make an administrator "
                    "under Rights."
                )
            )

    def _takes_rights(self) -> bool:
        names = ("is_active", "is_staff", "is_superuser")
        return any(
            getattr(self.instance, name) and not self.cleaned_data.get(name, True) for name in names
        )


class ChildForm(ValueModelForm):
    """A child row; the set of rows is what `ValueFormSet` checks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():  # in a table the headings are no labels
            field.widget.attrs.setdefault("aria-label", capfirst(str(field.label)))

    def validate_constraints(self) -> None:
        """Skip the look at the stored rows: the primary one may move from one to another."""


class ValueForm(ChildForm):
    """One element of a multi-valued attribute that has a value and a type."""

    ATTRIBUTES = [name for name in lists_of_values() if name != "emails"]  # the address's own

    attribute = forms.ChoiceField(choices=[(name, name) for name in ATTRIBUTES])

    class Meta:
        model = AttributeValue
        fields = ["attribute", "type", "value", "display", "primary"]
        widgets = {"value": forms.TextInput(attrs={"class": "vTextField"})}


class AddressForm(ChildForm):
    """One postal address."""

    class Meta:
        model = AttributeValue
        fields = [item.column for item in ADDRESS_PARTS]
        labels = _labels(AttributeValue, ADDRESS_PARTS)

    def save(self, commit: bool = True) -> AttributeValue:
        self.instance.attribute = "addresses"
        return super().save(commit)


class ValueFormSet(ValueModelFormSet):
    """Refuses a second primary element, RFC 7643 section 2.4."""

    def add_fields(self, form: ValueModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete")

    def clean(self) -> None:
        super().clean()
        primaries = [
            form.cleaned_data.get("attribute", "addresses")
            for form in self.forms
            if form.cleaned_data.get("primary") and not form.cleaned_data.get("DELETE")
        ]
        for attribute in set(primaries):
            if primaries.count(attribute) > 1:
                raise forms.ValidationError(
                    _("Only one of the %(attribute)s can be the primary one.")
                    % {"attribute": attribute}
                )

    def save(self, commit: bool = True) -> Any:
        """Save; whichever row is written first, no two are primary in between."""
        moved = [form.instance.pk for form in self.initial_forms if "primary" in form.changed_data]
        self.instance.values.filter(pk__in=moved).update(primary=None)
        return super().save(commit)


def _members_field(label: Any) -> forms.ModelMultipleChoiceField[User]:
    membership = User.groups.through._meta.get_field("user")
    return forms.ModelMultipleChoiceField(
        User.objects.all(),
        label=label,
        required=False,
        widget=AutocompleteSelectMultiple(membership, admin.site),
    )


class GroupForm(GroupModelForm):
    """A group and what is to happen to its members, of whom there may be thousands."""

    add_members = _members_field(gettext_lazy("Add members"))
    remove_members = _members_field(gettext_lazy("Remove members"))
    moves: Sequence[Move] = ()

    class Meta:
        model = Group
        fields = "__all__"  # the page's fieldsets choose
        labels = _labels(Group, single_values(GROUP_TYPE))
        help_texts = {
            "external_id": gettext_lazy("The identity provider's own id for this group."),
            "permissions": gettext_lazy(
                "Every member has these, also those whom the identity provider put into "
                "this group until now. From then on it can add nobody."
            ),
        }

    def clean_display_name(self) -> str:
        name: str = self.cleaned_data["display_name"]
        if not _name_is_free(Group, "display_name_key", name, self.instance.pk):
            raise forms.ValidationError(_("A group with this name already exists."))
        return name

    def clean_remove_members(self) -> Any:
        leaving = self.cleaned_data["remove_members"]
        strangers = leaving.exclude(groups=self.instance.pk)
        if names := [str(user) for user in strangers[:5]]:
            raise forms.ValidationError(
                _("Not a member of this group: %(names)s.") % {"names": ", ".join(names)}
            )
        return leaving

    def save_members(self) -> None:
        """Add and remove the chosen members; call it once the group is saved.

        `moves` says then who was put in and who was taken out.
        """
        members = self.instance.user_set
        joining = self.cleaned_data.get("add_members") or []
        leaving = self.cleaned_data.get("remove_members") or []
        here = set(
            members.filter(pk__in=[user.pk for user in joining]).values_list("pk", flat=True)
        )
        self.moves = [(user.pk, True) for user in joining if user.pk not in here]
        self.moves += [(user.pk, False) for user in leaving]
        members.add(*joining)
        members.remove(*leaving)
