"""How `gunicorn promapp_console.wsgi` serves; docs/configure.md explains each variable."""

import os
import sys
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.http import message, wsgi
from gunicorn.workers.base import Worker

sys.path.insert(0, str(Path(__file__).resolve().parent))
wsgi_app = "promapp_console.wsgi"
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"

# Synchronous views in threads. A thread that waits for the database lets another one work.
# A client that is slow holds none: promapp_console/server/worker.py.
worker_class = "promapp_console.server.worker.PatientWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
threads = int(os.environ.get("GUNICORN_THREADS", "4"))
worker_connections = 400  # for each worker; beyond them the one that has waited longest is closed
keepalive = 75  # seconds; longer than a proxy keeps an idle connection, so that it closes first
timeout = 60  # seconds without a sign of life from a worker
graceful_timeout = 30  # seconds for running requests when the server stops
preload_app = True
if os.access("/dev/shm", os.W_OK):  # noqa: S108  # a disk that stalls must not stop the heartbeat
    worker_tmp_dir = "/dev/shm"  # noqa: S108
control_socket_disable = True

wsgi.SERVER = "promapp"  # not what serves it

# A filter of 10,000 characters, percent-encoded, must reach the endpoint, which answers it with a
# SCIM error; gunicorn itself would answer in HTML from 8,190 bytes on, and allows no more.
message.MAX_REQUEST_LINE = limit_request_line = 128 * 1024  # bytes
limit_request_fields = 64
limit_request_field_size = 8190  # bytes

# Whose X-Forwarded-* headers are believed.
forwarded_allow_ips = os.environ.get("FORWARDED_ALLOW_IPS", "127.0.0.1,::1")
secure_scheme_headers = {"X-FORWARDED-PROTO": "https"}
# None of them may say where the application is mounted: a client's SCRIPT_NAME would move every
# address. Names with underscores are passed over, for they read like others with hyphens.
forwarder_headers = ""
header_map = "drop"

# Errors only, unless asked for. Never headers, bodies or query strings: they hold tokens and names.
if os.environ.get("GUNICORN_ACCESS_LOG", "").lower() in {"1", "true", "yes", "on"}:
    accesslog = "-"
access_log_format = '%(h)s "%(m)s %(path)s" %(s)s %(B)s %(M)sms'
logger_class = "promapp_console.server.log_lines.ServerLog"


def pre_fork(_server: Arbiter, _worker: Worker) -> None:
    """Close what loading the application opened: connections must not be shared by workers."""
    from django.db import connections

    connections.close_all()


def when_ready(_server: Arbiter) -> None:
    """Load what scheduled work needs once, for all workers to share."""
    import promapp_console.provisioning.jobs  # noqa: F401


def post_worker_init(worker: Worker) -> None:
    """Begin to look at what scheduled work there is."""
    from django.conf import settings

    from promapp_console.provisioning.jobs import JOBS
    from promapp_console.server.scheduled import Loop

    if settings.SCHEDULED_WORK:
        worker.scheduled = Loop(JOBS, lambda: worker.alive)
        worker.scheduled.start()


def worker_exit(_server: Arbiter, worker: Worker) -> None:
    """Let scheduled work finish what it is at."""
    if loop := getattr(worker, "scheduled", None):
        loop.stop()


def child_exit(_server: Arbiter, worker: Worker) -> None:
    """Leave the next connections to the workers that are left."""
    from promapp_console.server.turns import Turn

    Turn(worker.age).leave()
