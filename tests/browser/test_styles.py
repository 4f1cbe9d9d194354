"""What `check_page` rests on where it looks at a width with some of the rules."""

import re

from django.conf import settings

from tests.browser.conftest import WIDTHS

PIXELS = {"rem": 16, "px": 1}


def test_the_narrow_widths_show_the_same() -> None:
    """What is wrong in one of them is wrong in the other, but for where its lines break."""
    styles = "".join(path.read_text() for path in (settings.BASE_DIR / "static/css").glob("*.css"))
    queries = "".join(re.findall(r"@(?:media|container)[^{]*\bwidth\b[^{]*", styles))
    found = re.findall(r"([\d.]+)(rem|px)", queries)
    breakpoints = {float(number) * PIXELS[unit] for number, unit in found}
    assert {768, 896} <= breakpoints
    assert len(found) == queries.count("width")
    _, wide, narrow = WIDTHS
    assert not [width for width in breakpoints if narrow <= width <= wide]
