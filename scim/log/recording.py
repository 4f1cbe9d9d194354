"""The provisioning log's only writer.

An `Exchange` goes with each request; a write leaves its `Outcome` there; `record` makes one row of
both. What is secret never gets here: changes are made from canonical documents, which hold no
password, bodies go through `redaction`, and headers are not kept.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts import saving
from accounts.addresses import client_address
from accounts.models import AccessToken, Group, User
from accounts.work.outages import Outage
from scim.language.coercion import Document
from scim.models import ProvisioningEvent
from scim.store.documents import Change
from scim.store.members import TOLD, Effect, Move
from scim.table.attributes import ResourceType
from scim.table.responses import ScimResponse
from scim.table.schemas import RESOURCE_TYPES

from . import inbox, memberships, redaction
from .rejections import Rejections

Action = ProvisioningEvent.Action
Result = ProvisioningEvent.Result
_TYPES: dict[str, ResourceType] = {table.name: table for table in RESOURCE_TYPES}
NEEDS_LINK = "link_needed"  # the reason of a refusal that an administrator can end by linking
_rejections = Rejections()
_MAX_NOTES = 20
_LONGEST_TEXT = 4000  # characters of a note, and of the error's detail
TESTS_RECORDED_EVERY = timedelta(minutes=1)


@dataclass
class Outcome:
    """What a write does to one resource, as far as it has come: one that is refused stops there."""

    resource: User | Group
    action: ProvisioningEvent.Action
    name: str = ""
    external_id: str = ""
    changes: list[Change] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    linked: bool = False  # the first write to what was local
    # The canonical document; empty where the members of a group were all that changed.
    stored: Document = field(default_factory=dict)
    # Of the members of a group, and its primary key, which a delete takes from the row at hand.
    moves: list[Move] = field(default_factory=list)
    moved: int = 0  # how many they were; `moves` holds TOLD at most
    group: int | None = None

    def tell(self, group: int, effect: Effect) -> None:
        """Note what an operation did to the members of a group; the caller adds its changes."""
        self.group = group
        self.notes += [effect.note] if effect.note else []
        self.moves += effect.moves[: TOLD - len(self.moves)]
        self.moved += effect.count


@dataclass
class Exchange:
    """One request on its way through the endpoint; lives on `request.scim`."""

    request_id: str
    started: float = field(default_factory=time.perf_counter)  # seconds
    token: AccessToken | None = None
    # What the address says; an outcome knows better what a write did.
    action: ProvisioningEvent.Action = Action.OTHER
    resource_type: str = ""
    resource_id: str = ""
    document: Any = None  # the parsed body
    outcome: Outcome | None = None  # of a write
    has_event: bool = False  # its transaction was committed
    reason: str = ""  # why it was refused
    records_test: bool = False  # a Test Connection, and none was recorded lately
    outage: Outage | None = None  # of the database, in this request
    is_operation: bool = False  # of a bulk request: its answer shows no resource
    operation_body: Any = None  # of such an operation, as it came in the bulk request's body


def note_test(exchange: Exchange) -> None:
    """Have a Test Connection recorded, once a minute for each token; one query."""
    just_now = timezone.now() - TESTS_RECORDED_EVERY
    recent = ProvisioningEvent.objects.filter(
        token=exchange.token, is_test_connection=True, created_at__gt=just_now
    )
    exchange.records_test = not recent.exists()


def record(exchange: Exchange, request: HttpRequest, response: ScimResponse) -> None:
    """Write the event of one request: one INSERT, in the caller's transaction if it has one.

    A rejected request may be counted on an earlier row instead. A resource that must be linked
    first comes into the inbox.
    """
    outcome = exchange.outcome
    result = _result(exchange, response.status_code)
    address = client_address(request)
    is_rejected = result == Result.REJECTED
    if is_rejected and _rejections.fold(exchange.reason, address):
        return
    if exchange.reason == NEEDS_LINK and outcome:
        with transaction.atomic():  # that of the write is over
            event = _insert(exchange, request, response, result, address)
            inbox.note(outcome.resource, exchange.token)
    else:
        event = _insert(exchange, request, response, result, address)
    if is_rejected:
        _rejections.stored(exchange.reason, address, event)


def record_refusal(
    exchange: Exchange,
    request: HttpRequest,
    *,
    status: int,
    detail: str,
    notes: Sequence[str] = (),
) -> None:
    """Write the event of a token request that was refused, or count it on an earlier row.

    Neither its body nor its query is kept: what stands there is secret. `notes`: what was looked
    at, a line for each.
    """
    address = client_address(request)
    if _rejections.fold(exchange.reason, address):
        return
    columns = {
        **_of_request(exchange, request, address),
        "result": Result.REJECTED,
        "action": Action.OTHER,
        "path": redaction.url(request.path)[:2048],
        "status": status,
        "reason": exchange.reason,
        "detail": redaction.text(detail[:_LONGEST_TEXT]),
        "notes": redaction.clean("\n".join(notes[:_MAX_NOTES])),
    }
    _rejections.stored(exchange.reason, address, saving.insert(ProvisioningEvent, columns))


def _of_request(exchange: Exchange, request: HttpRequest, address: str | None) -> dict[str, Any]:
    """The columns about who asked, when, and how long it took."""
    return {
        "created_at": timezone.now(),
        "request_id": exchange.request_id,
        "token_id": exchange.token.pk if exchange.token else None,
        "method": (request.method or "")[:16],
        "duration_ms": round((time.perf_counter() - exchange.started) * 1000, 2),
        "address": address,
        "user_agent": redaction.clean(request.META.get("HTTP_USER_AGENT", ""))[:256],
    }


def _insert(
    exchange: Exchange,
    request: HttpRequest,
    response: ScimResponse,
    result: str,
    address: str | None,
) -> int:
    """Insert the event, and whom it put into a group or took out; returns its primary key."""
    status = response.status_code
    table = _TYPES.get(exchange.resource_type)
    answer = response.document or {}
    error = answer if status >= 400 else {}
    columns = {
        **_of_request(exchange, request, address),
        "result": result,
        "resource_type": exchange.resource_type,
        "resource_id": redaction.clean(exchange.resource_id)[:64],
        "path": redaction.url(request.get_full_path())[:2048],
        "status": status,
        "scim_type": error.get("scimType", ""),
        "reason": exchange.reason,
        "detail": redaction.text(error.get("detail", "")[:_LONGEST_TEXT]),
        "request_body": _body(exchange.document, table),
        "response_body": _body(answer or None, table),
        "is_test_connection": exchange.records_test,
    }
    columns |= _of_outcome(exchange, is_done=status < 400)
    key: int = saving.insert(ProvisioningEvent, columns)
    outcome = exchange.outcome
    if outcome and outcome.moves and status < 400:
        memberships.record(outcome.group, outcome.moves, columns["created_at"], event=key)
    return key


def _of_outcome(exchange: Exchange, *, is_done: bool) -> dict[str, Any]:
    """The columns about the resource of a write; of any other request the action alone."""
    outcome = exchange.outcome
    if outcome is None:
        return {"action": exchange.action}
    columns: dict[str, Any] = {
        "action": outcome.action,
        "name": redaction.clean(outcome.name)[:512],
        "external_id": redaction.clean(outcome.external_id)[:512],
        "notes": redaction.clean(_notes(outcome)),
    }
    if not is_done:
        return columns
    columns |= {"linked": outcome.linked, "changes": redaction.changes(outcome.changes)}
    if outcome.action != Action.DELETE:
        owner = "user_id" if isinstance(outcome.resource, User) else "group_id"
        columns[owner] = outcome.resource.pk
    return columns


def _notes(outcome: Outcome) -> str:
    """Each note once, as far as there is room; a PATCH may have a thousand."""
    different = list(dict.fromkeys(outcome.notes))
    if left := outcome.moved - len(outcome.moves):
        different.insert(0, f"{left:,} people more were put in or taken out than are listed.")
    more = len(different) - _MAX_NOTES
    kept = different[:_MAX_NOTES] + ([f"… {more} more"] if more > 0 else [])
    return "\n".join(note[:_LONGEST_TEXT] for note in kept)


def _body(document: Any, table: ResourceType | None) -> str:
    return "" if document is None else redaction.body(document, table)


def _result(exchange: Exchange, status: int) -> ProvisioningEvent.Result:
    if status in {401, 403, 429}:  # also what a good token may not ask for
        return Result.REJECTED
    if status >= 400:
        return Result.FAILURE
    outcome = exchange.outcome
    is_done = outcome and (outcome.changes or outcome.linked or outcome.action == Action.DELETE)
    return Result.SUCCESS if is_done or exchange.records_test else Result.SKIPPED
