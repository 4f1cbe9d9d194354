"""How documents become JSON."""

import json
from typing import Any

import pytest

from scim.table.responses import encoded


@pytest.mark.parametrize(
    "document",
    [
        {"userName": "José 😀", "active": True, "emails": [{"primary": None}], "n": 1.5},
        {"detail": "half of a pair: \ud800"},
        {"detail": 2**70},
        {},
    ],
)
def test_any_document_can_be_read_again(document: Any) -> None:
    assert json.loads(encoded(document)) == document
