"""Requests to this site's own endpoint, without a network: for the self-check and the demo.

They take the way that an identity provider's take, from the entrance to the log.
"""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any, NoReturn

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

from .entrance import EndpointMiddleware


def send(
    method: str,
    path: str,
    secret: str,
    body: Any = None,
    *,
    user_agent: str = "",
    address: str = "127.0.0.1",
) -> tuple[int, Any]:
    """Send one request; `path` begins with `/Users` or the like. Returns status and document."""
    content = b"" if body is None else json.dumps(body).encode()
    path, _, query = path.partition("?")
    request = WSGIRequest(
        {
            "REQUEST_METHOD": method,
            "PATH_INFO": f"/api/scim{path}",
            "QUERY_STRING": query,
            "CONTENT_TYPE": "application/scim+json",
            "CONTENT_LENGTH": str(len(content)),
            "HTTP_AUTHORIZATION": f"Bearer {secret}",
            "HTTP_HOST": settings.PUBLIC_URL.partition("://")[2],
            "HTTP_USER_AGENT": user_agent,
            "REMOTE_ADDR": address,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "wsgi.url_scheme": settings.PUBLIC_URL.partition("://")[0],
            "wsgi.input": BytesIO(content),
        }
    )
    response = _endpoint(request)
    return response.status_code, json.loads(response.content) if response.content else None


def _elsewhere(request: HttpRequest) -> NoReturn:
    raise ValueError(f"{request.path_info} is not the endpoint's.")


_endpoint = EndpointMiddleware(_elsewhere)
