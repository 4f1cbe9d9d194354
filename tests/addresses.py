"""Every address of the site, from its resolver: a path for each pattern."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

_CONVERTER = re.compile(r"<(?:(\w+):)?(\w+)>")
_GROUP = re.compile(r"\(\?P<(\w+)>(?:[^()\\]|\\.|\([^()]*\))*\)\??")
NOBODY = "00000000-0000-4000-8000-000000000000"
SAMPLES = {
    "uuid": NOBODY,
    "scim_id": NOBODY,
    "id": NOBODY,
    "app_label": "accounts",
    "url": "nowhere",
    "uidb36": "1",
    "key": "abc-123",
    "username": "nobody",
}


def every(samples: Mapping[str, str] | None = None) -> Iterator[tuple[str, str, str]]:
    """Yield route, name and path of each pattern; `samples` say what to put for a parameter.

    A number is 1 where nothing else is said. The name is empty where the pattern has none.
    """
    yield from _walk(get_resolver().url_patterns, "", "/", "", {**SAMPLES, **(samples or {})})


def _walk(
    patterns: list[Any], route: str, path: str, namespace: str, samples: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    for entry in patterns:
        here, sample = route + str(entry.pattern), path + _filled(entry.pattern, samples)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry.url_patterns, here, sample, inner, samples)
        elif isinstance(entry, URLPattern):
            yield here, f"{namespace}{entry.name or ''}", sample


def _filled(pattern: Any, samples: Mapping[str, str]) -> str:
    text = str(pattern)
    if isinstance(pattern, RoutePattern):
        return _CONVERTER.sub(lambda found: samples.get(found[2], "1"), text)
    text = _GROUP.sub(lambda found: samples[found[1]], text.removeprefix("^").removesuffix("$"))
    return re.sub(r"\(\?:(.*)\)\?", r"\1", text).replace("\\", "")
