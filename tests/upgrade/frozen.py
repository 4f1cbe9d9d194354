"""Migrations that sites have applied: their names and contents never change again."""

import json
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LIST = Path(__file__).with_name("frozen.json")
APPS = ("accounts", "scim")


def migrations() -> dict[str, str]:
    """Return a digest of every migration of ours by app and name."""
    paths = [path for app in APPS for path in (ROOT / app / "migrations").glob("[0-9]*.py")]
    return {
        f"{path.parent.parent.name}.{path.stem}": sha256(path.read_bytes()).hexdigest()
        for path in sorted(paths)
    }


def frozen() -> dict[str, str]:
    """Return the digests of those that stand."""
    digests: dict[str, str] = json.loads(LIST.read_text())
    return digests


def freeze() -> list[str]:
    """Add those that are new; returns their names. What is frozen stays as it was."""
    before = frozen()
    added = {name: digest for name, digest in migrations().items() if name not in before}
    LIST.write_text(json.dumps({**before, **added}, indent=1, sort_keys=True) + "\n")
    return list(added)
