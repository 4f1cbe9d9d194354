"""The provisioning log's only writer.

An `Exchange` goes with each request and collects what happened; `record` makes one row of it. What
is secret never gets here: changes are made from canonical documents, which hold no password, and
neither headers nor bodies are kept.
"""

from __future__ import annotations

import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from accounts import token_format
from accounts.addresses import client_address
from accounts.models import AccessToken, Group, User

from .documents import Change
from .models import ProvisioningEvent
from .schemas import RESOURCE_TYPES

_TOKEN = re.compile(rf"({token_format.PREFIX}_[a-z]+_)\w+")
# What a client asks about a secret attribute may hold the secret.
_SECRET = re.compile(
    "|".join(
        attribute.name
        for resource_type in RESOURCE_TYPES
        for attribute in resource_type.attributes
        if attribute.returned == "never"
    ),
    re.I,
)
Action = ProvisioningEvent.Action
Result = ProvisioningEvent.Result


@dataclass
class Exchange:
    """One request on its way through the endpoint; lives on `request.scim`."""

    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    started: float = field(default_factory=time.perf_counter)  # seconds
    token: AccessToken | None = None
    action: ProvisioningEvent.Action = Action.OTHER
    resource_type: str = ""
    resource: User | Group | None = None
    resource_id: str = ""
    name: str = ""
    external_id: str = ""
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    linked: bool = False
    reason: str = ""  # why it was not let in
    etag: str = ""
    is_bulk: bool = False  # its operations have events of their own

    def concerns(self, resource: User | Group) -> None:
        """Say which resource the request is about; kept even if it is deleted on the way."""
        self.resource = resource
        self.resource_id = resource.scim_id
        self.name = resource.username if isinstance(resource, User) else resource.display_name
        self.external_id = resource.external_id


def record(
    exchange: Exchange,
    request: HttpRequest,
    *,
    status: int,
    scim_type: str = "",
    detail: str = "",
) -> ProvisioningEvent:
    """Write the event of one request: one INSERT, in the caller's transaction."""
    resource = exchange.resource
    # A create that failed or a delete that worked leaves nothing to point at.
    has_row = status < 400 and exchange.action != Action.DELETE
    return ProvisioningEvent.objects.create(
        request_id=exchange.request_id,
        token=exchange.token,
        action=exchange.action,
        result=_result(exchange, status),
        linked=exchange.linked and status < 400,
        resource_type=exchange.resource_type,
        resource_id=_clean(exchange.resource_id)[:64],
        user_id=resource.pk if has_row and isinstance(resource, User) else None,
        group_id=resource.pk if has_row and isinstance(resource, Group) else None,
        name=_clean(exchange.name)[:512],
        external_id=_clean(exchange.external_id)[:512],
        changes=exchange.changes if status < 400 else [],
        notes="\n".join(exchange.notes),
        method=(request.method or "")[:16],
        path=_without_secrets(_clean(request.get_full_path()))[:2048],
        status=status,
        scim_type=scim_type,
        reason=exchange.reason,
        detail=_clean(detail),
        duration_ms=round((time.perf_counter() - exchange.started) * 1000, 2),
        address=client_address(request),
    )


def _result(exchange: Exchange, status: int) -> ProvisioningEvent.Result:
    if status in {401, 403}:
        return Result.REJECTED
    if status >= 400:
        return Result.FAILURE
    done = exchange.changes or exchange.linked or exchange.action == Action.DELETE
    return Result.SUCCESS if done else Result.SKIPPED


def _clean(text: Any) -> str:
    """Leave out access tokens, and what no database keeps: NUL, halves of surrogate pairs."""
    kept = str(text).replace("\x00", "").encode("utf-8", "ignore").decode()
    return _TOKEN.sub(r"\1…", kept)


def _without_secrets(url: str) -> str:
    """Cut a URL off where it names an attribute that is never shown."""
    path, mark, query = url.partition("?")
    found = _SECRET.search(query)
    return f"{path}?{query[: found.end()]}…" if found else path + mark + query
