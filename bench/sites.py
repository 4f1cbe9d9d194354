"""The servers that are measured: started, filled and stopped, each on a database of its own."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections import deque
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from bench.databases import Database

BENCH = Path(__file__).resolve().parent
ROOT = BENCH.parent
WORKERS, THREADS = 2, 4
START = 60  # seconds that a start may take
SEED = 3600  # seconds that filling may take
KEY = "a key for measuring alone, longer than fifty characters 0123456789"


@dataclass
class Crowd:
    """A group of a site. `spare`: users outside it; `added`: those that the load put in."""

    id: str
    spare: deque[str]
    added: deque[str] = field(default_factory=deque)


class Site(ABC):
    """gunicorn with one project, in a session of its own."""

    base: str  # where the endpoint is
    is_product = False

    def __init__(self, directory: Path, database: Database, label: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = int(free.getsockname()[1])
        self.directory, self.database, self.label = directory, database, label
        directory.mkdir()
        self.token = "a constant that the plain project knows"
        self.size = 0  # users that it was filled with
        self.users: list[str] = []  # the ids of the first of them
        self.groups: dict[int, Crowd] = {}
        self.created = 0  # users that the load made
        self.process: subprocess.Popen[bytes] | None = None

    @property
    @abstractmethod
    def root(self) -> Path:
        """Where the project stands."""

    @property
    @abstractmethod
    def seed(self) -> str:
        """The name of the script that fills it."""

    @property
    @abstractmethod
    def variables(self) -> dict[str, str]:
        """What its settings read."""

    @property
    @abstractmethod
    def served(self) -> list[str]:
        """What gunicorn is told."""

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.directory),  # gunicorn keeps a socket there
            "PYTHONPATH": str(self.root),
            "DATABASE_URL": self.database.url,
            **self.variables,
        }

    def start(self, users: int, groups: list[int]) -> None:
        """Fill its database, and serve it."""
        self._fill(users, groups)
        with (self.directory / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", *self.served],
                cwd=self.root,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + START
        while self._status() != 200:
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"{self.label} does not start:\n{self.log()}")
            time.sleep(0.05)

    def _fill(self, users: int, groups: list[int]) -> None:
        script = BENCH / "seeds" / f"{self.seed}.py"
        outcome = subprocess.run(
            [sys.executable, str(script), str(users), *map(str, groups)],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SEED,
        )
        if outcome.returncode:
            raise RuntimeError(f"{self.label} cannot be filled:\n{outcome.stderr}")
        made: dict[str, Any] = json.loads(outcome.stdout)
        self.token, self.users, self.size = made["token"], made["users"], users
        self.groups = {
            int(members): Crowd(group["id"], deque(group["spare"]))
            for members, group in made["groups"].items()
        }
        self.database.settle()

    def _status(self) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", f"{self.base}/ServiceProviderConfig", headers=self.headers)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    @property
    def headers(self) -> dict[str, str]:
        """What Entra sends with each request."""
        return {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/scim+json; charset=utf-8",
        }

    @property
    def pid(self) -> int:
        """gunicorn's master, of which the workers come."""
        if self.process is None:
            raise RuntimeError(f"{self.label} has not been started.")
        return self.process.pid

    def log(self) -> str:
        """The end of what the server wrote."""
        return (self.directory / "log").read_text(errors="replace")[-3000:]

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


class Stock(Site):
    """The plain project beside this file. `age`: seconds that it keeps its connections."""

    base = "/scim/v2"
    root = BENCH / "stock"
    seed = "stock"

    def __init__(
        self, directory: Path, database: Database, *, label: str = "stock", age: int = 0
    ) -> None:
        super().__init__(directory, database, label)
        self.age = age

    @property
    def variables(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "project.settings",
            "BEARER_TOKEN": self.token,
            "CONN_MAX_AGE": str(self.age),
        }

    @property
    def served(self) -> list[str]:
        size = ["--workers", str(WORKERS), "--threads", str(THREADS)]
        return [*size, "--bind", f"127.0.0.1:{self.port}", "project.wsgi"]


class Product(Site):
    """The product: this checkout, or the one in `root`."""

    base = "/api/scim"
    seed = "product"
    is_product = True
    served = ["promapp_console.wsgi"]

    def __init__(
        self, directory: Path, database: Database, *, root: Path = ROOT, label: str = "product"
    ) -> None:
        super().__init__(directory, database, label)
        self._root = root

    @property
    def root(self) -> Path:
        return self._root

    @property
    def variables(self) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "promapp_console.settings",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": str(WORKERS),
            "GUNICORN_THREADS": str(THREADS),
            "PROMAPP_DATA_DIR": str(self.directory / "data"),
            "SECRET_KEY": KEY,
            "PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "ALLOWED_HOSTS": "127.0.0.1",
            "SCIM_REQUESTS_PER_SECOND": "1000000",
        }


def checkout(revision: str, directory: Path) -> Path:
    """Unpack the files of a commit into a new directory, and return it. Raises ValueError."""
    directory.mkdir()
    archive = subprocess.run(
        ["git", "archive", "--format=tar", revision], cwd=ROOT, capture_output=True
    )
    if archive.returncode:
        raise ValueError(f"BASE={revision}: {archive.stderr.decode().strip()}")
    subprocess.run(["tar", "-x"], input=archive.stdout, cwd=directory, check=True)
    return directory


def last_tag() -> str:
    """The release before what is checked out."""
    return git("describe", "--tags", "--abbrev=0")


def git(*arguments: str) -> str:
    """What git says."""
    if not shutil.which("git"):
        return ""
    outcome = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    return outcome.stdout.strip()
