"""The browser of the browser tests: the system's Chromium, or one that is installed here.

The headless shell is the same Chromium without windows, and takes a fifth less of the processor.
"""

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
PACKAGES = ("chromium-headless-shell", "chromium")  # the first that there is
FONTS = "fonts-dejavu-core"


@cache
def executable() -> str | None:
    """Return the path of a browser on this machine, if there is one. CHROMIUM names another."""
    if named := os.environ.get("CHROMIUM"):
        return named
    on_path = (shutil.which(name) for name in NAMES)
    return next((path for path in on_path if path), None) or _downloaded()


def ensure() -> str:
    """Return the path of a browser; install one first where there is none.

    As root on Debian and its kin with apt, otherwise by Playwright's own download.
    """
    if path := executable():
        return path
    if not _install_by_apt():
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    executable.cache_clear()
    if path := executable():
        return path
    sys.exit("Found no browser and could not install one. Install Chromium, or set CHROMIUM.")


def _install_by_apt() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    apt = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "--yes", "--no-install-recommends", FONTS]
    if subprocess.run(["apt-get", "update"], env=apt, stdin=subprocess.DEVNULL).returncode:
        return False
    return any(
        subprocess.run([*install, package], env=apt, stdin=subprocess.DEVNULL).returncode == 0
        for package in PACKAGES
    )


def _downloaded() -> str | None:
    """Ask Playwright, in a process of its own, where it keeps its Chromium."""
    ask = (
        "from playwright.sync_api import sync_playwright as start\n"
        "with start() as playwright: print(playwright.chromium.executable_path)"
    )
    answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True)
    path = answer.stdout.strip()
    return path if path and Path(path).exists() else None
