"""Events and visits for tests of what the log tells."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import AccessToken
from scim.models import ProvisioningEvent, Visit


def ago(**span: float) -> datetime:
    """The moment that was `hours=5` ago."""
    return timezone.now() - timedelta(**span)


def make_event(action: str = "Update", result: str = "Success", **fields: Any) -> ProvisioningEvent:
    """Save an event: of a user, just now, unless other fields say so."""
    status = {"Failure": 409, "Rejected": 401}.get(result, 200)
    given = {"resource_type": "User", "method": "PATCH", "path": "/api/scim/Users", **fields}
    given.setdefault("status", status)
    return ProvisioningEvent.objects.create(action=action, result=result, **given)


def make_rejection(reason: str, **fields: Any) -> ProvisioningEvent:
    """Save the event of a request that was not let in."""
    return make_event("Query", "Rejected", reason=reason, resource_type="", **fields)


def use(token: AccessToken, at: datetime) -> None:
    """Have the token's last use be then, with the visit that it began."""
    AccessToken.objects.filter(pk=token.pk).update(last_used_at=at, last_used_address="203.0.113.5")
    Visit.objects.create(token=token, started_at=at.replace(second=0, microsecond=0))
