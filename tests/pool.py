"""A PgBouncer with the settings of docs/deploy.md before a throw-away PostgreSQL."""

import os
import re
import signal
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from tests import debian
from tests.faults.site import Postgres

DEPLOY = Path(__file__).resolve().parent.parent / "docs/deploy.md"
PASSWORD = "a-password-of-the-pool"


@dataclass
class Pool:
    """`url` leads through PgBouncer, `direct` to PostgreSQL itself."""

    url: str
    direct: str
    vendor: str = "postgresql"


def settings() -> str:
    """The file pgbouncer.ini as the documentation has it."""
    block = re.search(r"```ini\n(\[databases\]\n.*?)```", DEPLOY.read_text(), re.S)
    assert block
    return block[1]


@contextmanager
def pool(postgres: Postgres, **changes: str) -> Iterator[Pool]:
    """Run PgBouncer for as long as the block lasts. `changes`: other values of its settings."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sockets = postgres.url.partition("host=")[2]
    if not postgres.run("SELECT 1 FROM pg_roles WHERE rolname = 'promapp'"):
        postgres.run("CREATE ROLE promapp LOGIN")
        postgres.run("CREATE DATABASE promapp OWNER promapp")
    with tempfile.TemporaryDirectory(prefix="promapp-pool-") as folder:
        users = Path(folder, "userlist.txt")
        users.write_text(f'"promapp" "{PASSWORD}"\n')
        changed = {
            "promapp": f"host={sockets}",
            "listen_port": str(port),
            "unix_socket_dir": "",
            "auth_file": str(users),
            "logfile": str(Path(folder, "log")),
            "pidfile": str(Path(folder, "pid")),
            **changes,
        }
        text = settings()
        for name, value in changed.items():
            text, found = re.subn(rf"^{name} =.*$", f"{name} = {value}", text, flags=re.M)
            assert found == 1, name
        ini = Path(folder, "pgbouncer.ini")
        ini.write_text(text)
        for path in (folder, users, ini):
            os.chown(path, postgres.owner, -1)
        with subprocess.Popen(
            [debian.ensure("pgbouncer"), "--quiet", str(ini)],
            env=debian.environment(),
            user=postgres.owner if os.geteuid() == 0 else None,  # it refuses to run as root
        ) as process:
            try:
                _wait(Path(folder, "pid"), process)
                url = f"postgres://promapp:{PASSWORD}@127.0.0.1:{port}/promapp"
                yield Pool(url, f"postgres://promapp@/promapp?host={sockets}")
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(timeout=20)


def _wait(pid: Path, process: subprocess.Popen[bytes]) -> None:
    end = monotonic() + 20
    while not pid.exists():
        assert process.poll() is None
        assert monotonic() < end
        sleep(0.02)
