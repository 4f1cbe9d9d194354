"""Times in words."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts import words

pytestmark = pytest.mark.once
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def test_a_length_and_the_time_since_are_the_same_number() -> None:
    """One page says both: `Quiet for 3 hours` and `Last call 3 hours ago`."""
    for seconds in [*range(30, 5 * 3600, 7), *range(5 * 3600, 900 * 24 * 3600, 40_007)]:
        length = timedelta(seconds=seconds)
        if words.span(length) != "less than a minute":
            assert words.relative(NOW - length, NOW) == f"{words.span(length)} ago", seconds


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(seconds=40), "1 minute"),
        (timedelta(minutes=59, seconds=40), "1 hour"),
        (timedelta(minutes=89), "1 hour"),
        (timedelta(hours=3, minutes=29, seconds=45), "4 hours"),
        (timedelta(hours=23, minutes=59, seconds=50), "1 day"),
        (timedelta(days=59), "59 days"),
        (timedelta(days=61), "2 months"),
        (timedelta(days=701), "2 years"),
    ],
)
def test_a_length_is_rounded_to_its_largest_unit(length: timedelta, said: str) -> None:
    assert words.span(length) == said


def test_what_is_near_is_said_so() -> None:
    assert words.relative(NOW - timedelta(seconds=20), NOW) == "just now"
    assert words.relative(NOW + timedelta(seconds=20), NOW) == "in less than a minute"
    assert words.relative(NOW + timedelta(minutes=5), NOW) == "in 5 minutes"
