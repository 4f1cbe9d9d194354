"""Who is told of what: all administrators, and the addresses that Notifications names."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .webhooks import Webhook


class Topic(models.TextChoices):
    """What notices are about; also the column that says who hears of it."""

    FAILURES = "failures", _("Failures")
    TOKENS = "tokens", _("Access tokens")
    RIGHTS = "rights", _("Administrators and rights")


# By the beginning of a notice's kind; the longest counts.
_TOPICS = {
    "provisioning_": Topic.FAILURES,
    "provisioning_rights": Topic.RIGHTS,
    "token_": Topic.TOKENS,
    "rights_": Topic.RIGHTS,
    "account_": Topic.RIGHTS,
}


def topic_of(kind: str) -> Topic:
    """What a notice of this kind is about."""
    return _TOPICS[max((part for part in _TOPICS if kind.startswith(part)), key=len)]


class NotificationAddress(models.Model):
    """An address of a person or group who is told, whether they have an account here or not."""

    address = models.EmailField(_("Notification Email"), max_length=254)
    failures = models.BooleanField(
        _("Send an email notification when a failure occurs"), default=True, db_default=True
    )
    tokens = models.BooleanField(
        _("Tell of access tokens: made, about to expire, expired, used from a new network"),
        default=False,
        db_default=False,
    )
    rights = models.BooleanField(
        _("Tell of administrators: new ones, changes to their accounts"),
        default=False,
        db_default=False,
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["address"]
        constraints = [
            models.UniqueConstraint(
                Lower("address"),
                name="accounts_notified_once",
                violation_error_message=_("This address is on the list already."),
            )
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def topics(self) -> list[Topic]:
        """What this address is told of."""
        return topics_of(self)


def topics_of(told: NotificationAddress | Webhook) -> list[Topic]:
    """What an address or a webhook is told of."""
    return [topic for topic in Topic if getattr(told, topic)]


def administrators() -> list[str]:
    """The e-mail addresses of all administrators who have one."""
    users = get_user_model().objects.administrators().exclude(email="")
    return list(users.order_by("pk").values_list("email", flat=True))


def addresses_of(topic: Topic) -> list[str]:
    """Every e-mail address that is told of a topic: two queries."""
    named = NotificationAddress.objects.filter(**{topic: True})
    # The named ones first: there are few, and a notice has no more than so many recipients.
    return [*named.values_list("address", flat=True), *administrators()]


def webhooks_of(topic: Topic) -> list[Webhook]:
    """Every webhook that is told of a topic: one query."""
    return list(Webhook.objects.filter(**{topic: True}))


def of_topic(topic: Topic) -> list[str | Webhook]:
    """Everybody who is told of a topic, whatever else they are: three queries."""
    return [*webhooks_of(topic), *addresses_of(topic)]


def of_kind(kind: str) -> list[str | Webhook]:
    """Everybody who is told of notices of this kind: three queries."""
    return of_topic(topic_of(kind))
