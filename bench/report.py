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
READING = """\
n: milliseconds of processor time for each request, of server and database together, at the speed
where the reference takes a millisecond. Compare n, and only within one run; requests/s and waiting
times tell of the machine and its other work too. Ratios: what {product} takes, divided by what the
site of that line takes; the median of the rounds, their least and most. {none}: cannot answer this.
"""


def document(
    title: str, facts: Sequence[str], passes: Sequence[Found], sites: Sequence[str], product: str
) -> str:
    """All of a run. `sites`: their labels in order; `product`: the one that is compared."""
    texts = [f"# {title}", "\n".join(f"- {fact}" for fact in facts)]
    texts.append(READING.format(product=f"“{product}”", none=NONE).rstrip())
    for found in passes:
        texts += [
            f"## {found.database}, {found.users:,} users",
            of_rows(found, present(found, sites), product),
            *refusals(found),
        ]
    if len({found.users for found in passes}) > 1:
        texts += ["## Growth", growth(passes, sites)]
    texts += ["## Memory", memory(passes, sites)]
    return "\n\n".join(texts) + "\n"


def present(found: Found, sites: Sequence[str]) -> list[str]:
    """Those sites that were there."""
    return [site for site in sites if site in found.memory]


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
    """Every row of a pass, a line for each site."""
    return table(
        HEAD, [line for row in found.phases for line in _lines(row, found, sites, product)]
    )


def refusals(found: Found) -> list[str]:
    """Say who was too busy for what; the waits hold the second try, and the third."""
    told = [
        f"{site}, {row}: {refused}"
        for row, places in found.phases.items()
        for site, phases in places.items()
        if (refused := sum(phase.refused for phase in phases))
    ]
    return [f"Answered 5xx, and sent again: {'; '.join(told)}."] if told else []


def _lines(row: str, found: Found, sites: Sequence[str], product: str) -> Iterator[list[str]]:
    ours = found.of(row, product)
    for site in sites:
        start = [row if site == sites[0] else "", site]
        if phases := found.of(row, site):
            ratios = ["", ""] if site == product else _ratios(phases, ours)
            yield [*start, *_figures(phases, found.database), *ratios]
        else:
            yield [*start, *[NONE] * (len(HEAD) - len(start))]


def _figures(phases: Sequence[Phase], database: str) -> Iterator[str]:
    waits = [figures.wait(percent) for percent in (50, 95, 99)]
    for column in (figures.rate, *waits, figures.server):
        yield number(figures.middle(phases, column))
    # SQLite works inside the server's processes.
    yield "" if database == "SQLite" else number(figures.middle(phases, figures.database))
    yield number(figures.middle(phases, figures.together))


def _ratios(phases: Sequence[Phase], ours: Sequence[Phase]) -> list[str]:
    columns = (figures.together, figures.wait(50))
    return [ratio(figures.ratio(ours, phases, column)) for column in columns]


def growth(passes: Sequence[Found], sites: Sequence[str]) -> str:
    """The rows that were played at more than one size: n, and p50."""
    sizes = sorted({found.users for found in passes})
    places = {(found.database, found.users): found for found in passes}
    lines = []
    for database in dict.fromkeys(found.database for found in passes):
        for row in dict.fromkeys(row for found in passes for row in found.phases):
            for site in sites:
                cells = [_cell(places.get((database, size)), row, site) for size in sizes]
                if sum(bool(cell) for cell in cells) > 1:
                    lines.append([row, database, site, *cells])
    head = ["n and p50 ms", "database", "site", *(f"{size:,} users" for size in sizes)]
    return table(head, lines)


def _cell(found: Found | None, row: str, site: str) -> str:
    phases = found.of(row, site) if found else []
    if not phases:
        return ""
    columns = (figures.together, figures.wait(50))
    return ", ".join(number(figures.middle(phases, column)) for column in columns)


def memory(passes: Sequence[Found], sites: Sequence[str]) -> str:
    """What the server's processes hold after the load; what they share counts once."""
    lines = [
        [
            found.database,
            f"{found.users:,}",
            *(number(found.memory[site]) if site in found.memory else "" for site in sites),
        ]
        for found in passes
    ]
    return table(["database", "users", *(f"{site}, MiB" for site in sites)], lines)


def verdict(passes: Sequence[Found], base: str, product: str) -> str:
    """Which rows became slower or quicker than `base`, as far as every round says so."""
    told: dict[str, list[str]] = {"slower": [], "quicker": []}
    for found in passes:
        for row in found.phases:
            ours, theirs = found.of(row, product), found.of(row, base)
            change = figures.ratio(ours, theirs, figures.together)
            where = f"{row} on {found.database} {change.middle:.2f}"
            if change.least > 1 and change.middle > 1 + figures.NOISE:
                told["slower"].append(where)
            if change.most < 1 and change.middle < 1 - figures.NOISE:
                told["quicker"].append(where)
    return "\n".join(
        f"{word.capitalize()} than {base} in every round: {', '.join(rows) or 'nothing'}."
        for word, rows in told.items()
    )
