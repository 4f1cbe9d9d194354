"""A record of the log is one line, whatever stands in it."""

import logging
import re
import sys

import pytest

from promapp_console.server.log_lines import LineFormatter

BEGINNING = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[+-]\d\d:\d\d ")


def line(message: str, *args: object, **attributes: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 0, message, args, None)
    record.__dict__.update(attributes)
    return LineFormatter().format(record)


def test_a_line_has_its_time_and_zone() -> None:
    text = line("Not Found: %s", "/x", request_id="6a1f")
    assert BEGINNING.match(text)
    assert text.endswith(" WARNING django.request [6a1f] Not Found: /x")
    assert line("x").endswith(" [-] x")


@pytest.mark.parametrize(
    ("sent", "written"),
    [
        ("/\n2026-11-26 ERROR", "/\\n2026-11-26 ERROR"),
        ("/\r\nx", "/\\r\\nx"),
        ("\x1b[31m", "\\x1b[31m"),
        ("\x9b31m\x7f", "\\x9b31m\\x7f"),
        ("a\u2028b\u202ec\u200bd", "a\\u2028b\\u202ec\\u200bd"),
        ("\ud800", "\\ud800"),
        ("Grüße ✓", "Grüße ✓"),
    ],
)
def test_what_a_client_sends_begins_no_line(sent: str, written: str) -> None:
    assert line("Not Found: %s", sent).endswith(f"Not Found: {written}")
    assert line(sent).endswith(f" {written}")
    assert line("x", request_id=sent).endswith(f"[{written}] x")


def failing(text: str) -> dict[str, object]:
    try:
        raise ValueError(text)
    except ValueError:
        return {"exc_info": sys.exc_info()}


def test_a_traceback_is_indented_and_escaped() -> None:
    first, *rest = line("failed", **failing("a\n2026-11-26 ERROR\x1b[31m")).split("\n")
    assert first.endswith(" failed")
    assert len(rest) > 3
    assert all(text.startswith("    ") for text in rest)
    assert "\x1b" not in "".join(rest)


def test_what_is_refused_needs_no_traceback() -> None:
    assert "\n" not in line("Forbidden: %s", "/x", status_code=403, **failing("no"))
    assert "\n" in line("Failed: %s", "/x", status_code=500, **failing("no"))


def test_the_key_of_a_password_reset_is_not_kept() -> None:
    text = line("Gone: %s", "/password/reset/key/3-set-password1234/?x=1")
    assert text.endswith("/password/reset/key/.../?x=1")
