"""Bodies of requests: JSON, and no more of it than the API can mean."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser

LONGEST = 64 * 1024  # bytes


class BoundedJSONParser(JSONParser):
    """Reads at most LONGEST bytes, in UTF-8 whatever charset the client names."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        """Return what the body says. Raises ParseError."""
        text = stream.read(LONGEST + 1)
        if len(text) > LONGEST:
            raise ParseError(f"The body is longer than {LONGEST // 1024} KiB.")
        try:
            return super().parse(BytesIO(text))
        except (ParseError, RecursionError):
            raise ParseError("The body is not JSON in UTF-8.") from None
