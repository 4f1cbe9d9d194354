"""Browsers as people call them."""

import pytest

from accounts.sign_in.devices import device

MOZILLA = "Mozilla/5.0"
WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        (
            f"{MOZILLA} (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/140.0.0.0 Safari/537.36 "
            "Edg/140.0.0.0",
            "Edge, Windows",
        ),
        (
            f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/18.0 Safari/605.1.15",
            "Safari, macOS",
        ),
        (
            f"{MOZILLA} (iPhone; CPU iPhone OS 18_0 like Mac OS X) {WEBKIT} CriOS/140 Safari/604.1",
            "Chrome, iPhone",
        ),
        (f"{MOZILLA} (Linux; Android 15) {WEBKIT} Chrome/140 Safari/537", "Chrome, Android"),
        ("curl/8.5.0", "curl"),
        ("x" * 50, "x" * 40),
        ("", "Unknown"),
    ],
)
def test_a_browser_is_named(user_agent: str, words: str) -> None:
    assert device(user_agent) == words
