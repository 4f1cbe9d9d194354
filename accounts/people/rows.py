"""People and groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Group as AuthGroup
from django.contrib.auth.models import UserManager as AuthUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import languages, saving, zones
from accounts.folding import FoldedField, name_key
from accounts.identity import Identified, text_column
from accounts.names import validate_identifier, validate_label

from . import name_words, rights
from .rights import Guarded, Linkable

if TYPE_CHECKING:
    from accounts.tokens.rows import AccessToken

NO_ADDRESS = "@no-address.invalid"  # RFC 2606: no such domain will ever be


class Resource(Linkable, Identified):
    """A resource that an identity provider writes, and whether one does."""

    external_id = text_column(512, db_index=True)
    is_provisioned = models.BooleanField(
        _("managed by the identity provider"),
        default=False,
        help_text=_("Its mapped fields are kept by the identity provider and locked here."),
    )
    provisioned_by = models.ForeignKey(
        "accounts.AccessToken",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    saved_whole: frozenset[str]  # columns whose change means more than itself: `save()` sees to it

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        """Save; folded keys go with their source in `update_fields`."""
        if options.get("update_fields") is not None:
            options["update_fields"] = _with_keys(type(self), options["update_fields"])
        super().save(**options)

    def save_changes(self, before: Mapping[str, Any]) -> None:
        """Update the columns that differ from what `vars(self)` was; no signal is sent."""
        names = saving.changed(self, before)
        if self.saved_whole.isdisjoint(names):
            saving.update(self, _with_keys(type(self), names))
            self._updated(names, before)
        else:
            self.save(update_fields=names)

    def _updated(self, names: Collection[str], before: Mapping[str, Any]) -> None:
        """Do what belongs to an update of these fields, as `save()` does."""

    @property
    def provenance(self) -> str:
        """Who keeps it, in words; reads `provisioned_by`, so select it for lists."""
        if not self.is_provisioned:
            return str(_("Local"))
        if self.provisioned_by is None:
            return str(_("Managed by the identity provider"))
        return _("Managed by %(name)s") % {"name": self.provisioned_by.description}


def _with_keys(model: type[models.Model], names: Iterable[str]) -> set[str]:
    chosen = set(names)
    keys = {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, FoldedField) and field.source in chosen
    }
    return chosen | keys


class UserQuerySet(models.QuerySet["User"]):
    """Sets of people."""

    def administrators(self) -> UserQuerySet:
        """Those who may manage the site: active staff whose rights are not held."""
        return self.filter(rights.administrators())


class UserManager(AuthUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Looks people up without regard to case."""

    @classmethod
    def normalize_email(cls, email: str | None) -> str:
        return email or ""

    def create_superuser(self, *args: Any, **options: Any) -> User:
        """Create a superuser, and introduce them."""
        user: User = super().create_superuser(*args, **options)
        user.introduce()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        user: User = self.get(username_key=name_key(username or ""))
        return user


class User(Resource, Guarded):
    """A person: signs in here, or is provisioned over SCIM, or both.

    The columns are the singular attributes of RFC 7643 sections 4.1 and 4.3; multi-valued ones
    are rows of `AttributeValue`.
    """

    username = models.CharField("user name", max_length=254, validators=[validate_identifier])
    username_key = FoldedField("username", is_name=True)
    first_name = text_column(verbose_name="given name")
    first_name_key = FoldedField("first_name")
    last_name = text_column(verbose_name="family name")
    last_name_key = FoldedField("last_name")
    formatted_name = text_column(512)
    formatted_name_key = FoldedField("formatted_name")
    middle_name = text_column()
    middle_name_key = FoldedField("middle_name")
    honorific_prefix = text_column()
    honorific_prefix_key = FoldedField("honorific_prefix")
    honorific_suffix = text_column()
    honorific_suffix_key = FoldedField("honorific_suffix")
    display_name = text_column()
    display_name_key = FoldedField("display_name", db_index=True)
    nick_name = text_column()
    nick_name_key = FoldedField("nick_name")
    profile_url = text_column(2048)
    title = text_column()
    title_key = FoldedField("title")
    user_type = text_column()
    user_type_key = FoldedField("user_type")
    preferred_language = text_column()
    preferred_language_key = FoldedField("preferred_language")
    locale = text_column()
    locale_key = FoldedField("locale")
    time_zone = text_column()
    time_zone_key = FoldedField("time_zone")
    employee_number = text_column()
    employee_number_key = FoldedField("employee_number", db_index=True)
    cost_center = text_column()
    cost_center_key = FoldedField("cost_center")
    organization = text_column()
    organization_key = FoldedField("organization")
    division = text_column()
    division_key = FoldedField("division")
    department = text_column()
    department_key = FoldedField("department")
    # As the identity provider sent it; `manager` is set too where it names a user of ours.
    manager_value = text_column(512)
    manager_value_key = FoldedField("manager_value", db_index=True)
    manager = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="reports"
    )
    # Nothing of SCIM's: chosen in My Profile alone. Empty: what the browser says.
    console_language = languages.column()
    console_time_zone = zones.column()
    date_joined = None  # type: ignore[assignment]  # `created` says it

    saved_whole = frozenset({"password"})

    objects = UserManager()  # type: ignore[misc]

    if TYPE_CHECKING:
        values: models.Manager[AttributeValue]
        access_tokens: models.Manager[AccessToken]

    class Meta:
        ordering = ["username_key"]
        # Few are disabled, administrators or local: lists of them must not read everybody.
        indexes = [
            models.Index(
                fields=["username_key"],
                condition=Q(is_active=False),
                name="accounts_user_disabled",
            ),
            models.Index(
                fields=["username_key"], condition=Q(is_staff=True), name="accounts_user_staff"
            ),
            models.Index(
                fields=["username_key"],
                condition=Q(is_provisioned=False),
                name="accounts_user_local",
            ),
            # To count those whom the identity provider manages.
            models.Index(
                fields=["is_provisioned", "is_active"],
                condition=Q(is_provisioned=True),
                name="accounts_user_provisioned",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["username_key"],
                name="accounts_user_username_unique",
                violation_error_message=_("A user with this user name already exists."),
            ),
            models.CheckConstraint(condition=~Q(username=""), name="accounts_user_username_given"),
        ]

    def save(self, **options: Any) -> None:
        """Save; a local account's e-mail address is also its work address in SCIM."""
        update_fields, is_new = options.get("update_fields"), self._state.adding
        super().save(**options)
        if is_new:
            name_words.add(self)
        elif update_fields is None or not name_words.SOURCES.isdisjoint(update_fields):
            name_words.renew(self)
        if not self.is_provisioned and (update_fields is None or "email" in update_fields):
            self._mirror_email()

    def _updated(self, names: Collection[str], before: Mapping[str, Any]) -> None:
        if not name_words.SOURCES.isdisjoint(names):
            name_words.follow(self, before)

    def introduce(self) -> None:
        """Give an administrator without a name or an address what clients of SCIM look for.

        Okta's test reads the first user that is listed, and wants both names and an address. The
        address says itself that it is none; no mail goes there, as `email` stays empty.
        """
        if not (self.first_name or self.last_name):
            self.first_name, self.last_name = "Site", "Administrator"
            self.save(update_fields=["first_name", "last_name"])
        if not self.email:
            address = f"{self.scim_id}{NO_ADDRESS}"
            self.values.create(attribute="emails", type="work", value=address)

    def _mirror_email(self) -> None:
        emails = self.values.filter(attribute="emails")
        if not self.email:
            emails.exclude(value__endswith=NO_ADDRESS).delete()
            return
        # An account that was detached from its identity provider may hold several.
        ours = emails.filter(type_key="work").first() or AttributeValue(
            user=self, attribute="emails", type="work"
        )
        # Before ours is saved: the database keeps one primary.
        emails.exclude(pk=ours.pk).filter(primary=True).update(primary=None)
        ours.value, ours.primary = self.email, True
        ours.save()

    def set_password(self, raw_password: str | None, encoded: str = "") -> None:
        """Set the password; `encoded`: its hash, where that was made before the row was locked."""
        if encoded:
            self.password, self._password = encoded, raw_password
        else:
            super().set_password(raw_password)

    def __str__(self) -> str:
        return self.username


class AttributeValue(models.Model):
    """One element of a multi-valued attribute of a user, such as one of the `emails`."""

    user = models.ForeignKey(User, models.CASCADE, related_name="values")
    attribute = models.CharField(max_length=32, help_text="The SCIM name, such as emails.")
    position = models.PositiveSmallIntegerField(default=0)
    value = models.TextField(blank=True, default="")
    value_key = FoldedField("value")
    type = text_column()
    type_key = FoldedField("type")
    display = text_column(512)
    display_key = FoldedField("display")
    primary = models.BooleanField(null=True, blank=True)
    # The parts of an address.
    formatted = text_column(2048)
    formatted_key = FoldedField("formatted")
    street_address = text_column(1024)
    street_address_key = FoldedField("street_address")
    locality = text_column()
    locality_key = FoldedField("locality")
    region = text_column()
    region_key = FoldedField("region")
    postal_code = text_column()
    postal_code_key = FoldedField("postal_code")
    country = text_column()
    country_key = FoldedField("country")

    class Meta:
        ordering = ["attribute", "position", "pk"]
        indexes = [models.Index(fields=["attribute", "value_key"], name="accounts_value_match")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "attribute"],
                condition=Q(primary=True),
                name="accounts_value_one_primary",
            )
        ]

    def __str__(self) -> str:
        return f"{self.attribute}: {self.value or self.formatted}"


class Group(Resource, AuthGroup):
    """A group of people. Membership is Django's own `user.groups`, so permissions keep working."""

    display_name = models.CharField("name", max_length=512, validators=[validate_label])
    display_name_key = FoldedField("display_name", is_name=True)

    saved_whole = frozenset({"display_name"})

    class Meta:
        ordering = ["display_name_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["display_name_key"],
                name="accounts_group_display_name_unique",
                violation_error_message=_("A group with this name already exists."),
            ),
            models.CheckConstraint(
                condition=~Q(display_name=""), name="accounts_group_display_name_given"
            ),
        ]

    def save(self, **options: Any) -> None:
        """Save; Django's own `name` column holds 150 characters and follows `display_name`."""
        self.name = self._auth_name()
        if options.get("update_fields") is not None and "display_name" in options["update_fields"]:
            options["update_fields"] = {*options["update_fields"], "name"}
        super().save(**options)

    def _auth_name(self) -> str:
        longest = AuthGroup._meta.get_field("name").max_length or 150
        if len(self.display_name) <= longest:
            return self.display_name
        mark = f"… {self.scim_id}"
        return self.display_name[: longest - len(mark)] + mark

    @property
    def has_rights(self) -> bool:
        """True if its members are granted permissions; one query, unless it was read along."""
        known: bool | None = getattr(self, "grants_permissions", None)
        return self.permissions.exists() if known is None else known

    def __str__(self) -> str:
        return self.display_name
