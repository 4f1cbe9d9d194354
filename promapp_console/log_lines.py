"""The lines of the server's log."""

import logging

from accounts import token_format


class LineFormatter(logging.Formatter):
    """Leaves access tokens out of a line, also of its traceback: they come in addresses, errors."""

    def format(self, record: logging.LogRecord) -> str:
        return token_format.without_tokens(super().format(record))
