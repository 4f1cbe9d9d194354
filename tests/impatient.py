"""gunicorn.conf.py for a server that waits tenths of a second where the real one waits longer."""

import runpy
from pathlib import Path

from promapp_console.server import worker

globals().update(runpy.run_path(str(Path(__file__).resolve().parent.parent / "gunicorn.conf.py")))
worker.HEAD = worker.BODY = 0.3
worker_connections = 10
