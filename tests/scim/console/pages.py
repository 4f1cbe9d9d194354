"""Reading pages of the console."""

import re
from html import unescape

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

FRAME = 6  # queries of what stands around every page: how the connection is, and what waits


def text(response: HttpResponse) -> str:
    """What a page says: its text, without tags, the white space of each run as one space."""
    assert response.status_code == 200, response.status_code
    whole = response.content.decode().replace("<wbr>", "")
    bare = re.sub(r"<[^>]*>", " ", whole)
    return unescape(re.sub(r"\s+", " ", bare)).replace(" .", ".")


def read(client: Client, address: str) -> str:
    """GET a page and return what it says."""
    return text(client.get(address))


def queries(client: Client, address: str) -> int:
    """Count the queries of one page."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
