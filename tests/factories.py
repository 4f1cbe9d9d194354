"""Rows for tests, with a plausible value for everything that is not given."""

from datetime import datetime
from itertools import count
from typing import Any

from accounts.models import AccessToken, Group, User
from accounts.tokens import client_acts

PASSWORD = "correct horse battery staple"
_numbers = count(1)


def make_user(username: str = "", *, password: str = PASSWORD, **fields: Any) -> User:
    """Save an ordinary local user who can sign in with PASSWORD."""
    username = username or f"user{next(_numbers)}@promapp.example"
    fields.setdefault("email", username if "@" in username else f"{username}@promapp.example")
    user = User(username=username, **fields)
    user.set_password(password)
    user.save()
    return user


def make_administrator(username: str = "", **fields: Any) -> User:
    """Save an administrator with every permission."""
    rights = {"is_staff": True, "is_superuser": True}
    return make_user(username or f"admin{next(_numbers)}@promapp.example", **rights, **fields)


def make_token(
    owner: User | None = None,
    *,
    description: str = "Entra",
    scope: str = AccessToken.Scope.SCIM,
    expires_at: datetime | None = None,
) -> tuple[AccessToken, str]:
    """Issue a token, of a new administrator unless owned. Returns the row and the secret."""
    return AccessToken.objects.issue(
        owner=owner or make_administrator(),
        description=description,
        scope=scope,
        expires_at=expires_at,
    )


def make_group(display_name: str = "", *members: User, **fields: Any) -> Group:
    """Save a local group with these members."""
    group = Group(display_name=display_name or f"Group {next(_numbers)}", **fields)
    group.save()
    group.user_set.add(*members)
    return group


def make_client(
    owner: User | None = None, *, description: str = "Entra", scope: str = AccessToken.Scope.SCIM
) -> tuple[AccessToken, str]:
    """Create an OAuth client, of a new administrator unless owned. Returns the row and a secret."""
    client, _, text = client_acts.create(
        "a test", owner=owner or make_administrator(), description=description, scope=scope
    )
    return client, text
