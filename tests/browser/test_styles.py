"""What `check_page` rests on where it looks at a width with some of the rules."""

import re

from django.conf import settings

from tests.browser.conftest import RAIL, WIDTHS

PIXELS = {"rem": 16, "px": 1}
COLOURS = ("color", "background", "opacity", "filter", "blend", "visibility", "display: none")


def styles() -> str:
    return "".join(path.read_text() for path in (settings.BASE_DIR / "static/css").glob("*.css"))


def test_the_narrow_widths_show_the_same() -> None:
    """What is wrong in one of them is wrong in the other, but for where its lines break."""
    queries = "".join(re.findall(r"@(?:media|container)[^{]*\bwidth\b[^{]*", styles()))
    found = re.findall(r"([\d.]+)(rem|px)", queries)
    breakpoints = {float(number) * PIXELS[unit] for number, unit in found}
    assert {768, 896} <= breakpoints
    assert len(found) == queries.count("width")
    _, wide, narrow = WIDTHS
    assert not [width for width in breakpoints if narrow <= width <= wide]


def test_a_width_colours_the_rail_alone_and_hides_nothing() -> None:
    """What a narrow width shows is there in a wide one, in the same colours but for the rail's."""
    block = r"@(?:media|container)([^{]*\bwidth\b[^{]*)\{((?:[^{}]*\{[^{}]*\})*)\s*\}"
    blocks = re.findall(block, styles())
    assert len(blocks) == len(re.findall(r"@(?:media|container)[^{]*\bwidth\b", styles()))
    assert [query.strip().partition(":")[0] for query, _ in blocks] == ["(min-width"] * len(blocks)
    rules = [rule for _, rules in blocks for rule in re.findall(r"([^{}]+)\{([^{}]*)\}", rules)]
    coloured = {
        selector.strip() for selector, body in rules if any(word in body for word in COLOURS)
    }
    assert coloured
    assert all(selector.startswith(RAIL) for selector in coloured), coloured
