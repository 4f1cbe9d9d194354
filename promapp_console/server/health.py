"""`/healthz` and `/readyz`, for load balancers and monitoring; they need no sign-in.

They are answered above sessions and everything else that asks the database.
"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.work import asides
from accounts.work.outages import Outage, log, outage_of
from scim.endpoint.entrance import protect


@login_not_required
@require_safe
@never_cache
def alive(request: HttpRequest) -> JsonResponse:
    """Say that the process runs; nothing else is looked at."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """Say whether the database takes writes and is migrated; 503 with the reason if not."""
    try:
        outage = _outage()
        if outage is None and not _migrated.look():
            return _unavailable("migrations", Outage.AWAY)
    except (DatabaseError, InterfaceError) as error:
        outage = outage_of(error) or Outage.AWAY
        log(outage, error)
    return _unavailable("database", outage) if outage else JsonResponse({"status": "ok"})


def _unavailable(reason: str, outage: Outage) -> JsonResponse:
    response = JsonResponse(
        {"status": "unavailable", "reason": reason}, status=503, headers=outage.headers
    )
    response._has_been_logged = True  # type: ignore[attr-defined]  # monitors ask often
    return response


def _outage() -> Outage | None:
    """Why nothing can be written, if so: one small query. Raises DatabaseError, InterfaceError."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            _write_nothing(cursor)
            return None
        cursor.execute("SHOW transaction_read_only")
        return Outage.READ_ONLY if cursor.fetchone()[0] == "on" else None


def _write_nothing(cursor: CursorWrapper) -> None:
    """Write what is there already, and take it back. Raises DatabaseError."""
    try:
        with asides.unwaiting():
            cursor.execute("PRAGMA user_version")
            cursor.execute(f"PRAGMA user_version = {cursor.fetchone()[0]}")
            transaction.set_rollback(True)
    except DatabaseError as error:
        if outage_of(error) is not Outage.BUSY:  # somebody else writes: so can we
            raise


class Migrated:
    """Whether every migration has run; a good answer is remembered, as looking reads them all."""

    def __init__(self) -> None:
        self.is_known = False

    def look(self) -> bool:
        """Return it. Raises DatabaseError or InterfaceError."""
        if not self.is_known:
            executor = MigrationExecutor(connection)
            self.is_known = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        return self.is_known


_migrated = Migrated()
VIEWS = {"/healthz": alive, "/readyz": ready}


class HealthMiddleware:
    """Answers both before a session is read or a host name looked at."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        view = VIEWS.get(request.path_info)
        if view is None:
            return self.get_response(request)
        response: HttpResponse = view(request)
        protect(request, response)
        return response
