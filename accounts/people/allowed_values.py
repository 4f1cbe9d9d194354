"""The roles and entitlements that users can have: lists that administrators keep.

Identity providers read them over SCIM (draft-ietf-scim-roles-entitlements) to offer them for
mapping. They restrict nothing: a user's `roles` and `entitlements` are kept as sent.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.folding import FoldedField
from accounts.identity import Identified, text_column
from accounts.names import validate_label


class AllowedValue(Identified):
    """One value of a user's `roles` or `entitlements`, and what it means."""

    value = models.CharField(
        max_length=256,
        validators=[validate_label],
        help_text=_("What the identity provider sends, such as billing_admin."),
    )
    value_key = FoldedField("value")
    display = text_column(
        512,
        validators=[validate_label],
        help_text=_("The name shown to people, such as Billing administrator."),
    )
    display_key = FoldedField("display")
    type = text_column(help_text=_("A label that groups values, such as License or Permission."))
    type_key = FoldedField("type")
    primary = models.BooleanField(default=False, help_text=_("The one to prefer; one at most."))
    supported = models.BooleanField(
        default=True, help_text=_("Take the tick away to retire a value without deleting it.")
    )

    class Meta:
        abstract = True
        ordering = ["value_key", "type_key"]
        constraints = [
            models.UniqueConstraint(
                fields=["value_key", "type_key"],
                name="accounts_%(class)s_unique",
                violation_error_message=_("This value with this type exists already."),
            ),
            models.UniqueConstraint(
                fields=["primary"],
                condition=Q(primary=True),
                name="accounts_%(class)s_one_primary",
                violation_error_message=_(
                    "Another value is primary already; there can be only one."
                ),
            ),
            models.CheckConstraint(condition=~Q(value=""), name="accounts_%(class)s_value_given"),
        ]

    def __str__(self) -> str:
        return self.value


class Role(AllowedValue):
    """A role that users can have."""


class Entitlement(AllowedValue):
    """Something that users can be entitled to."""
