"""Who there is on a site that is measured: the same people and groups on each."""

import argparse
import json
from collections.abc import Iterator
from typing import Any

KNOWN = 5_000  # users whose ids the load is told
SPARE = 1_500  # users outside a group, for the load to add
BATCH = 2_000


def user_name(number: int) -> str:
    """What the user signs in with."""
    return f"person{number}@bench.example"


def external_id(number: int) -> str:
    """What the identity provider calls the user."""
    return f"00000000-0000-4000-8000-{number:012d}"


def email(number: int) -> str:
    """The user's address at work."""
    return f"person{number}@mail.bench.example"


def given_name(number: int) -> str:
    return f"Given{number}"


def family_name(number: int) -> str:
    return f"Family{number}"


def group_name(members: int) -> str:
    return f"Everybody of {members}"


def asked() -> tuple[int, list[int]]:
    """How many users there are to be, and groups of what sizes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("users", type=int)
    parser.add_argument("groups", type=int, nargs="*")
    arguments = parser.parse_args()
    return arguments.users, arguments.groups


def batches(total: int) -> Iterator[range]:
    """The numbers of all users, some at a time."""
    for start in range(0, total, BATCH):
        yield range(start, min(start + BATCH, total))


def tell(token: str, ids: list[str], groups: dict[int, str]) -> None:
    """Print what the load must know."""
    made: dict[str, Any] = {
        "token": token,
        "users": ids[:KNOWN],
        "groups": {
            members: {"id": group, "spare": ids[members : members + SPARE]}
            for members, group in groups.items()
        },
    }
    print(json.dumps(made))
