"""gunicorn.conf.py for a server that looks at its scheduled work several times a second."""

import runpy
from pathlib import Path

from gunicorn.arbiter import Arbiter

ours = runpy.run_path(str(Path(__file__).resolve().parent.parent / "gunicorn.conf.py"))
globals().update(ours)


def when_ready(server: Arbiter) -> None:
    """Change it once the application is loaded."""
    from promapp_console.server import scheduled

    scheduled.FIRST = scheduled.TICK = 0.2
    ours["when_ready"](server)
