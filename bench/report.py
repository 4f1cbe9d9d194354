"""Tables of what was found, as Markdown: to be read in a terminal, and kept in RESULTS.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench import figures
from bench.client import Phase
from bench.course import Found
from bench.figures import Ratio

NONE = "\N{EN DASH}"  # a site that cannot answer this
HEAD = (
    "row",
    "site",
    "requests/s",
    "p50 ms",
    "p95 ms",
    "p99 ms",
    "n server",
    "n database",
    "n",
    "ratio of n",
    "ratio of p50",
)


def number(value: float) -> str:
    """Three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratio(found: Ratio) -> str:
    """The median, and the rounds' least and most."""
    return f"**{found.middle:.2f}** ({found.least:.2f} to {found.most:.2f})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table whose columns are as wide as what stands in them."""
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    lines = [head, ["-" * width for width in widths], *rows]
    return "\n".join(
        "| "
        + " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    )


def of_rows(found: Found, sites: Sequence[str], product: str) -> str:
    """Every row of a pass, a line for each site; ratios say what the product takes of it."""
    lines = [
        line
        for row in found.phases
        for line in _lines(row, found, sites, found.of(row, product), product)
    ]
    return table(HEAD, lines)


def _lines(
    row: str, found: Found, sites: Sequence[str], ours: Sequence[Phase], product: str
) -> Iterator[list[str]]:
    for site in sites:
        phases = found.of(row, site)
        first = row if site == sites[0] else ""
        if not phases:
            yield [first, site, *[NONE] * (len(HEAD) - 2)]
            continue
        yield [
            first,
            site,
            *_figures(phases, found.database),
            *_ratios(site, phases, ours, product),
        ]


def _figures(phases: Sequence[Phase], database: str) -> Iterator[str]:
    waits = [figures.wait(percent) for percent in (50, 95, 99)]
    for column in (figures.rate, *waits, figures.server):
        yield number(figures.middle(phases, column))
    yield NONE if database == "SQLite" else number(figures.middle(phases, figures.database))
    yield number(figures.middle(phases, figures.together))


def _ratios(
    site: str, phases: Sequence[Phase], ours: Sequence[Phase], product: str
) -> Iterator[str]:
    for column in (figures.together, figures.wait(50)):
        yield "" if site == product else ratio(figures.ratio(ours, phases, column))
