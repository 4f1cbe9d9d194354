"""The parts of docs/scim.md that are drawn from the code; `python -m tests.scim.matrix` does it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from scim.table.attributes import Attribute, ResourceType, Storage

PAGE = Path(__file__).resolve().parent.parent.parent / "docs/scim.md"
BLOCK = re.compile(
    r"(<!-- (?P<name>\w+): drawn from the code -->\n\n)(?P<text>.*?)(?=<!-- end -->)", re.S
)


def blocks() -> dict[str, str]:
    """Every drawn part by its name."""
    return {"limits": limits(), "attributes": attributes()}


def limits() -> str:
    """The bounds of requests and answers."""
    from django.conf import settings

    from accounts.folding import KEY_LENGTH
    from scim.endpoint import bodies, bulk, discovery, searching
    from scim.language import coercion, elements, filters, membership, operations, paths, projection
    from scim.store import cursors, lookups, paging

    rest = "503 for each operation that is left"
    rows: list[tuple[str, int, str, str]] = [
        ("Body, a bulk request's too", bodies.MAX_BODY, "bytes", "413"),
        ("Nesting of a body", bodies.MAX_DEPTH, "levels", "400 invalidSyntax"),
        ("Number in a body", bodies.MAX_DIGITS, "characters", "400 invalidSyntax"),
        ("Operations of a bulk request", discovery.MAX_OPERATIONS, "", "413"),
        ("Computing for a bulk request", bulk.MAX_CPU, "seconds", rest),
        ("Time for a bulk request", bulk.MAX_TIME, "seconds", rest),
        ("Filter", filters.MAX_LENGTH, "characters", "400 invalidFilter"),
        ("Terms of a filter", filters.MAX_TERMS, "", "400 invalidFilter"),
        (
            "Its searches of elements, or managers' names, by other operators than eq, ne, sw",
            lookups.MAX_SCANS,
            "",
            "400 invalidFilter",
        ),
        ("Brackets of a filter", filters.MAX_DEPTH, "levels", "400 invalidFilter"),
        (
            "Elements of one multi-valued attribute of a user",
            coercion.MAX_ELEMENTS,
            "",
            "400 invalidValue",
        ),
        ("Elements of all of them", coercion.MAX_IN_ALL, "", "400 invalidValue"),
        ("Operations of a PATCH", operations.MAX_OPERATIONS, "", "400 invalidValue"),
        ("Terms of all filters in its paths", operations.MAX_TERMS, "", "400 invalidValue"),
        (
            "Steps on the members in it; adds in a row are one, and so are removals",
            membership.MAX_STEPS,
            "",
            "400 invalidValue",
        ),
        ("Terms of all its filters on members", membership.MAX_TERMS, "", "400 invalidValue"),
        ("Keys in the values of a PATCH", operations.MAX_KEYS, "", "400 invalidValue"),
        ("Names in `attributes`", projection.MAX_NAMES, "", "400 invalidValue"),
        (
            "Elements that a PATCH compares, times the terms of its filters",
            elements.MAX_WORK,
            "",
            "400 invalidValue",
        ),
        ("Path of a patch operation", paths.MAX_LENGTH, "characters", "400 invalidPath"),
        ("Parameters of an address", settings.DATA_UPLOAD_MAX_NUMBER_FIELDS, "", "400"),
        ("Page, if `count` is not sent", paging.DEFAULT_COUNT, "resources", ""),
        ("Page", paging.MAX_COUNT, "resources", "the page is cut there"),
        (
            "Elements of all lists of the resources on a page, members too",
            searching.MAX_ELEMENTS,
            "",
            "the page has fewer resources, one at least",
        ),
        ("Life of a cursor", cursors.TIMEOUT, "seconds", "400 expiredCursor"),
        ("Text compared without regard to case", KEY_LENGTH, "characters", "compared thus far"),
    ]
    lines = [f"| {name} | {number:,} {unit} | {beyond} |" for name, number, unit, beyond in rows]
    return "\n".join(
        ["| What | At most | Beyond it |", "|---|---|---|", *map(_tidy, lines), "", ""]
    )


def attributes() -> str:
    """Every attribute of every resource type, with its characteristics."""
    from scim.table.schemas import RESOURCE_TYPES

    parts = []
    for resource_type in RESOURCE_TYPES:
        parts += [f"### {resource_type.name}", ""]
        parts += [
            "| Attribute | Type | Characteristics | At most | Kept in |",
            "|---|---|---|---|---|",
        ]
        parts += [*_rows(resource_type), ""]
    return "\n".join([*parts, ""])


def _rows(resource_type: ResourceType) -> Iterator[str]:
    from scim.store.storage import places

    def row(name: str, attribute: Attribute) -> str:
        kind = f"{attribute.type}{', many' * attribute.multi_valued}"
        is_text = attribute.is_text and not attribute.is_read_only and not attribute.sub
        most = f"{attribute.max_length:,}" if is_text else ""
        kept = f"`{attribute.column}`" if attribute.column else _home(attribute)
        return _tidy(f"| `{name}` | {kind} | {_characteristics(attribute)} | {most} | {kept} |")

    for schema, attribute in places(resource_type):
        name = f"{schema.name}: {attribute.name}" if schema else attribute.name
        yield row(name, attribute)
        for sub in attribute.sub:
            yield row(f"{name}.{sub.name}", sub)


def _home(attribute: Attribute) -> str:
    return "" if attribute.storage is Storage.COLUMN else attribute.storage.value


def _characteristics(attribute: Attribute) -> str:
    """What differs from RFC 7643's defaults, section 2.2."""
    found = [
        "required" if attribute.required else "",
        "caseExact" if attribute.case_exact else "",
        attribute.mutability if attribute.mutability != "readWrite" else "",
        f"returned {attribute.returned}" if attribute.returned != "default" else "",
        "unique" if attribute.uniqueness != "none" else "",
    ]
    return ", ".join(filter(None, found))


def _tidy(line: str) -> str:
    return re.sub(r" +", " ", line)


def drawn(text: str) -> str:
    """The page with its drawn parts as the code has them."""
    current = blocks()
    return BLOCK.sub(lambda found: found[1] + current[found["name"]], text)


if __name__ == "__main__":
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    PAGE.write_text(drawn(PAGE.read_text()))
