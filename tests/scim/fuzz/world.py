"""The site that the requests meet, and its state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group as AuthGroup
from django.db import connection

from accounts.models import AttributeValue, Group, User
from scim.models import ProvisioningEvent
from scim.store.storage import Membership
from tests.factories import make_administrator, make_group, make_token, make_user

MOST = 40  # users or groups, before those that requests made are deleted
State = dict[str, Any]


@dataclass
class World:
    """What a client may know: ids, cursors, versions, its token."""

    secret: str
    users: list[str]
    groups: list[str]
    cursors: list[str] = field(default_factory=lambda: [""])
    tags: list[str] = field(default_factory=lambda: ['W/"1"'])

    @property
    def ids(self) -> list[str]:
        return [*self.users, *self.groups]

    def learn(self, document: Any) -> None:
        """Remember the cursors and versions of an answer."""
        if not isinstance(document, dict):
            return
        found = [document.get(name) for name in ("nextCursor", "previousCursor")]
        self.cursors = [*self.cursors, *filter(None, found)][-20:]
        version = (document.get("meta") or {}).get("version")
        if version:
            self.tags = [*self.tags, version][-20:]

    def refresh(self) -> None:
        """See which users and groups there are; delete some where there are too many."""
        for model in (User, Group):
            made = model._default_manager.filter(is_provisioned=True).order_by("-pk")
            surplus = list(made.values_list("pk", flat=True)[MOST // 2 :])
            if len(surplus) > MOST // 2:
                model._default_manager.filter(pk__in=surplus).delete()
        ProvisioningEvent.objects.all().delete()
        self.users = list(User.objects.order_by("pk").values_list("scim_id", flat=True))
        self.groups = list(Group.objects.order_by("pk").values_list("scim_id", flat=True))
        if len(self.users) < 5:
            self.users += [make_user(is_provisioned=True).scim_id for _ in range(5)]
        if len(self.groups) < 3:
            self.groups += [make_group(is_provisioned=True).scim_id for _ in range(3)]


def make_world() -> World:
    """Save a few people and groups, and a token of the one administrator."""
    administrator = make_administrator()
    secret = make_token(administrator)[1]
    users = [make_user(f"user{number}", is_provisioned=number % 3 > 0) for number in range(12)]
    for number in range(4):
        make_group(f"group{number}", *users[: number * 3], is_provisioned=number > 0)
    world = World(secret, [], [])
    world.refresh()
    return world


def state() -> State:
    """Every row that a request could change; one plain query for each table."""
    found = {}
    with connection.cursor() as cursor:
        for model in (User, Group, AuthGroup, AttributeValue, Membership):
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")
            found[table] = cursor.fetchall()
        cursor.execute("SELECT id, revoked_at FROM accounts_accesstoken ORDER BY 1")
        found["AccessToken"] = cursor.fetchall()
    return found
