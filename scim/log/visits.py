"""When clients come: what tells their usual rhythm, at one small row for each visit.

Not each request is noted: a visit begins with the first one after some quiet minutes. Microsoft
Entra's cycle of 40 minutes makes 36 rows a day; a client that never pauses makes one.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import AccessToken
from accounts.work import asides
from scim.models import Visit

QUIET = timedelta(minutes=5)


def note(token: AccessToken) -> None:
    """Note a visit if the token was not used for QUIET, or not yet on this day (UTC).

    `token` is as it was read for this request, before its use is recorded. One INSERT, or nothing;
    a database that cannot store it is logged only.
    """
    moment = timezone.now()
    last = token.last_used_at
    if last and timedelta(0) <= moment - last < QUIET and last.date() == moment.date():
        return
    visit = Visit(token=token, started_at=moment.replace(second=0, microsecond=0))
    asides.write(
        f"Noting a visit of token {token.pk}",
        # Requests that come together all begin it.
        lambda: Visit.objects.bulk_create([visit], ignore_conflicts=True),
    )
