"""What `check_page` rests on where it looks at a width with some of the rules."""

import re

from django.conf import settings

from tests.browser.conftest import WIDTHS


def test_the_widths_show_what_there_is() -> None:
    """Each layout has its width, and the two narrow ones differ in where lines break, alone."""
    paths = (settings.BASE_DIR / "static/css").glob("*.css")
    sheets = "".join(path.read_text() for path in paths if path.name != "admin.css")
    queries = "".join(re.findall(r"@(?:media|container)[^{]*\bwidth\b[^{]*", sheets))
    breakpoints = sorted({int(pixels) for pixels in re.findall(r"width: (\d+)px", queries)})
    assert queries.count("width") == len(re.findall(r"width: \d+px", queries))
    assert breakpoints == [640, 641, 1100, 1101]
    wide, middle, narrow, narrowest = WIDTHS
    assert narrowest < narrow < 640 < middle < 1100 < wide
