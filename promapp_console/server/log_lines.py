"""Lines of the log: one for each record, whatever a client put into it.

Whoever can write a line break or an escape sequence into a log forges entries, or moves the cursor
of who reads it. All text of a record is escaped here; a traceback keeps its lines, indented.
"""

import copy
import logging
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from gunicorn.glogging import Logger

from accounts import token_format

LINE = "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"
# Controls, line and paragraph separators, and what turns or hides the text around it.
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_RESET_KEY = re.compile(r"(/password/reset/key/)[^/\s]+")


def escaped(text: str) -> str:
    """Return the text with each control character as Python would write it."""
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], text)


def without_reset_keys(text: str) -> str:
    """Return the text without the keys of password resets, which open an account."""
    return _RESET_KEY.sub(r"\1...", text)


# What takes secrets out of a line; each is given the whole text of a record.
CLEANERS: list[Callable[[str], str]] = [token_format.without_tokens, without_reset_keys]


class LineFormatter(logging.Formatter):
    """Writes a record as a line with its time and zone, and as one only."""

    def __init__(self, fmt: str = LINE) -> None:
        super().__init__(fmt, defaults={"request_id": "-"})

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback only where the site is at fault."""
        record = copy.copy(record)  # other handlers write the same one
        record.exc_text = None  # as another formatter left it
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        text = super().format(record)
        for clean in CLEANERS:
            text = clean(text)
        return text

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        """Escape everything but the traceback."""
        return escaped(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802  # logging's name
        """Indent a traceback, so that no line of it begins like an entry."""
        return _indented(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802  # logging's name
        """Indent a stack the same way."""
        return _indented(super().formatStack(stack_info))

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        """Return the time with its zone, ISO 8601."""
        moment = datetime.fromtimestamp(record.created).astimezone()
        return moment.isoformat(timespec="milliseconds")


def _indented(text: str) -> str:
    return "\n".join(f"    {escaped(line)}" for line in text.split("\n"))


class ServerLog(Logger):  # type: ignore[misc]
    """gunicorn's own log, in the same lines."""

    def setup(self, cfg: Any) -> None:
        """Set the handlers up as gunicorn does, with our lines."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                handler.setFormatter(LineFormatter())

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: Any) -> None:
        """Log a request under its id; its path as it came, percent-encoded, without the query."""
        if not self.access_log_enabled:
            return
        atoms = self.atoms(resp, req, environ, request_time)
        atoms["path"] = environ["RAW_URI"].partition("?")[0]
        atoms = self.atoms_wrapper_class(atoms)
        line = {"request_id": atoms["{x-request-id}o"]}
        self.access_log.info(self.cfg.access_log_format, atoms, extra=line)


def configuration(level: str) -> dict[str, Any]:
    """Return Django's LOGGING: every line cleaned, on standard error, with its request's id."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "promapp_console.server.request_id.RequestIdFilter"}},
        "formatters": {
            "line": {"()": "promapp_console.server.log_lines.LineFormatter"},
        },
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["request_id"],
            }
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Django gives them handlers of their own, whose lines nobody cleans.
            "django": {"handlers": [], "level": "INFO"},
            "django.server": {"handlers": ["console"], "propagate": False},
            # It writes whole bodies, secrets included, at DEBUG.
            "django_scim": {"level": "WARNING"},
            # It warns of each HEAD request: Django leaves the body to the server to drop.
            "gunicorn.http.wsgi": {"level": "ERROR"},
        },
    }
