"""The models of the app: Django finds them here, wherever they are written."""

from .allowed_values import AllowedValue, Entitlement, Role
from .audit import AuditEntry
from .guess_counts import GuessCount
from .identity import Identified, new_scim_id, now
from .networks import KnownNetwork
from .outbox import Mail, Notice
from .reset_requests import PasswordReset
from .rows import NO_ADDRESS, AttributeValue, Group, Resource, User, UserManager
from .schedule import ScheduledJob
from .tokens import AccessToken, AccessTokenQuerySet

__all__ = [
    "NO_ADDRESS",
    "AccessToken",
    "AccessTokenQuerySet",
    "AllowedValue",
    "AttributeValue",
    "AuditEntry",
    "Entitlement",
    "Group",
    "GuessCount",
    "Identified",
    "KnownNetwork",
    "Mail",
    "Notice",
    "PasswordReset",
    "Resource",
    "Role",
    "ScheduledJob",
    "User",
    "UserManager",
    "new_scim_id",
    "now",
]
