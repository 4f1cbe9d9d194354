"""scim2-tester, whole, against a live server; docs/scim2-tester.md says what it found."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.scim import conformance

PAGE = Path(__file__).resolve().parents[2] / "docs" / "scim2-tester.md"


@pytest.mark.django_db(transaction=True)
def test_scim2_tester_is_content(live_server: LiveServer, secret: str, settings: Settings) -> None:
    settings.PUBLIC_URL = live_server.url
    results = conformance.run(f"{live_server.url}/api/scim", secret)
    failed = [
        (item.resource_type, item.title, item.status.name, item.reason)
        for item in results
        if not conformance.is_passed(item)
    ]
    assert failed == []
    if os.environ.get("WRITE_SCIM2_TESTER"):
        PAGE.write_text(conformance.page(results, date.today()))
    assert documented() == Counter(conformance.rows(results))


def documented() -> Counter[conformance.Row]:
    """The checks that the page names."""
    table = PAGE.read_text().partition("|---|---|---|---|\n")[2]
    rows = [line.removeprefix("| ").removesuffix(" |").split(" | ") for line in table.splitlines()]
    return Counter((row[0], row[1], row[2], row[3]) for row in rows)
