"""The models of the app: Django finds them here, wherever they are written."""

from accounts.people.allowed_values import AllowedValue, Entitlement, Role
from accounts.people.name_words import NameWord
from accounts.people.rows import NO_ADDRESS, AttributeValue, Group, Resource, User, UserManager
from accounts.sign_in.guess_counts import GuessCount
from accounts.sign_in.reset_requests import PasswordReset
from accounts.tokens.client_rows import ClientSecret, IssuedToken
from accounts.tokens.networks import KnownNetwork
from accounts.tokens.rows import AccessToken, AccessTokenQuerySet
from accounts.tokens.trust_rows import FederatedTrust, KeySource
from accounts.work.audit import AuditEntry
from accounts.work.outbox import Mail, Notice
from accounts.work.recipients import NotificationAddress
from accounts.work.schedule import ScheduledJob
from accounts.work.webhooks import Webhook, WebhookMessage

from .identity import Identified, new_scim_id, now

__all__ = [
    "NO_ADDRESS",
    "AccessToken",
    "AccessTokenQuerySet",
    "AllowedValue",
    "AttributeValue",
    "AuditEntry",
    "ClientSecret",
    "Entitlement",
    "FederatedTrust",
    "Group",
    "GuessCount",
    "Identified",
    "IssuedToken",
    "KeySource",
    "KnownNetwork",
    "Mail",
    "NameWord",
    "Notice",
    "NotificationAddress",
    "PasswordReset",
    "Resource",
    "Role",
    "ScheduledJob",
    "User",
    "UserManager",
    "Webhook",
    "WebhookMessage",
    "new_scim_id",
    "now",
]
