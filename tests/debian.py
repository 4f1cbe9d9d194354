"""Servers that tests put before or behind the product: the system's, or Debian's packages unpacked.

Nothing is installed or started on the machine; the packages are unpacked inside the virtual
environment, so it works as any user where apt is.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

UNPACKED = Path(sys.prefix) / "debian"
SYSTEM = "/usr/sbin:/usr/local/sbin"  # not on everybody's PATH


def executable(name: str) -> str | None:
    """Return the path of a program; the environment names another one, as PGBOUNCER or NGINX."""
    if named := os.environ.get(name.upper()):
        return named
    path = f"{os.environ.get('PATH', '')}:{SYSTEM}:{UNPACKED}/usr/sbin"
    return shutil.which(name, path=path)


@cache
def ensure(name: str) -> str:
    """Return the path of a program; unpack the package of that name where there is none."""
    if not executable(name) and shutil.which("apt-get") and shutil.which("dpkg-deb"):
        _unpack(name)
    if path := executable(name):
        return path
    raise RuntimeError(f"There is no {name}. Install it, or name it: {name.upper()}=/path/to/it")


def environment() -> dict[str, str]:
    """What an unpacked program needs to find its libraries."""
    libraries = {str(path.parent) for path in UNPACKED.glob("**/lib/**/*.so*")}
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(sorted(libraries))}


def _unpack(name: str) -> None:
    """Take the package and what it needs that is not installed; apt's own state stays as it is."""
    with tempfile.TemporaryDirectory(prefix="promapp-apt-") as folder:
        lists, cache = Path(folder, "lists"), Path(folder, "cache")
        for directory in (lists / "partial", cache / "archives/partial"):
            directory.mkdir(parents=True)
        options = {
            "Dir::State::lists": lists,
            "Dir::Cache": cache,
            "Debug::NoLocking": "1",
            "APT::Sandbox::User": "root",
        }
        apt = ["apt-get", "-q", *(f"-o{key}={value}" for key, value in options.items())]
        fetch = ["install", "--yes", "--download-only", "--no-install-recommends", name]
        for command in (["update"], fetch):
            if subprocess.run([*apt, *command], stdin=subprocess.DEVNULL).returncode:
                return
        UNPACKED.mkdir(exist_ok=True)
        for package in (cache / "archives").glob("*.deb"):
            subprocess.run(["dpkg-deb", "--extract", package, UNPACKED], check=True)
