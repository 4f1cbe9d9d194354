"""Statements that are compiled once do what the ORM does, and no more of them are kept than fit."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.db.models import Exists, F, Model, OuterRef, QuerySet
from django.db.models.sql import DeleteQuery
from django.test.utils import CaptureQueriesContext

from accounts import saving, statements
from accounts.models import AccessToken, AttributeValue, Group, User
from accounts.statements import Cache, Statement
from scim.models import ProvisioningEvent
from scim.store.reading import Instances
from tests.factories import make_group, make_token, make_user

pytestmark = pytest.mark.django_db
NAME = "any name"


def named(*columns: str) -> QuerySet[Any]:
    return User.objects.filter(username=NAME).order_by("pk").values_list(*columns)


def test_rows_are_those_of_the_orm() -> None:
    """Times and booleans are converted, operands go where the stand-ins were."""
    ada, bob = make_user("ada"), make_user("bob", is_active=False)
    columns = ("pk", "username", "created", "is_active", "manager__username")
    statement = Statement(named(*columns), [NAME])
    for user in (ada, bob, ada):
        expected = list(User.objects.filter(username=user.username).values_list(*columns))
        assert [tuple(row) for row in statement.rows([user.username])] == expected
    assert statement.rows(["nobody"]) == []


def test_a_piece_is_cut_out() -> None:
    users = [make_user() for _ in range(5)]
    statement = Statement(User.objects.order_by("pk").values_list("pk"), [])
    keys = [user.pk for user in users]
    assert [key for (key,) in statement.rows([], 1, 3)] == keys[1:3]
    assert [key for (key,) in statement.rows([], 0, 2)] == keys[:2]
    assert [key for (key,) in statement.rows([])] == keys


def test_one_query_is_seen_by_who_listens() -> None:
    statement = Statement(named("pk"), [NAME])
    with CaptureQueriesContext(
        connection,
    ) as captured:
        statement.rows(["ada"])
    assert len(captured) == 1


def test_a_stand_in_that_is_lost_is_an_error() -> None:
    with pytest.raises(LookupError):
        Statement(User.objects.filter(username__startswith=NAME).values_list("pk"), [NAME])
    with pytest.raises(LookupError):
        Statement(User.objects.filter(pk__in=[]).values_list("pk"), [NAME])
    assert Statement(User.objects.filter(pk__in=[]).values_list("pk"), []).rows([]) == []


def test_instances_are_whole() -> None:
    group = make_group("Engineers", make_user("ada"))
    members = User.groups.through.objects.filter(group_id=OuterRef("pk"))
    queryset = Group.objects.filter(display_name=NAME).annotate(has_members=Exists(members))
    found = Instances(queryset.order_by(), [NAME]).only(["Engineers"])
    assert found == group
    assert vars(found).keys() >= {field.attname for field in Group._meta.concrete_fields}
    assert found.has_members
    assert not found._state.adding
    assert Instances(queryset.order_by(), [NAME]).only(["Others"]) is None


def test_a_deletion_says_how_many() -> None:
    ada = make_user("ada", email="ada@promapp.example")
    rows = AttributeValue.objects.filter(attribute=NAME).order_by()
    statement = Statement(rows, [NAME], DeleteQuery)
    assert statement.execute(["emails"]) == 1
    assert statement.execute(["emails"]) == 0
    assert not ada.values.exists()


def test_no_more_are_kept_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "MOST", 3)
    cache, made = Cache(), []

    def compiled() -> int:
        made.append(1)
        return len(made)

    for shape in range(4):
        cache.get(shape, compiled)
    assert cache.get(3, compiled) == 4
    assert len(cache.kept) == 1


# Rows that are saved --------------------------------------------------------------


def stored(row: Model) -> dict[str, Any]:
    """A row as the database has it, without what differs from row to row."""
    columns = type(row)._default_manager.filter(pk=row.pk).values().get()
    return {name: value for name, value in columns.items() if name not in DIFFERENT}


DIFFERENT = {"id", "group_ptr_id", "scim_id", "username", "username_key", "name", "password"}
MOMENT = datetime(2026, 11, 26, 10, 0, 0, 123000, tzinfo=UTC)


def plain(model: type[Model], monkeypatch: pytest.MonkeyPatch) -> None:
    """Take our way of saving away."""
    monkeypatch.setattr(model, "_do_insert", Model._do_insert)  # type: ignore[attr-defined]
    monkeypatch.setattr(model, "_do_update", Model._do_update)  # type: ignore[attr-defined]


def person(username: str) -> User:
    return make_user(
        username,
        email="zoe@promapp.example",
        first_name="Zoë",
        created=MOMENT,
        last_login=MOMENT,
        is_provisioned=True,
    )


def event(token: AccessToken) -> dict[str, Any]:
    change = {"attribute": "title", "old": None, "new": "Zoë \U0001f642"}
    return {
        "created_at": MOMENT,
        "request_id": "1",
        "token_id": token.pk,
        "action": ProvisioningEvent.Action.UPDATE,
        "result": "Success",
        "changes": [change],
        "method": "PATCH",
        "path": "/Users",
        "status": 200,
        "address": "2001:db8::1",
        "request_body": '{"a": "%s"}',
    }


def group(name: str) -> Group:
    return make_group(name, created=MOMENT, external_id=name[:1])


def test_a_row_is_stored_as_plain_django_stores_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = [person("a1"), group("g1")]
    for model in (User, Group):
        plain(model, monkeypatch)
    theirs = [person("a2"), group("g2")]
    for one, other in zip(ours, theirs, strict=True):
        kept = {"display_name", "display_name_key", "last_modified"}
        assert {k: v for k, v in stored(one).items() if k not in kept} == {
            k: v for k, v in stored(other).items() if k not in kept
        }


def test_a_row_of_the_log_is_stored_as_plain_django_stores_it() -> None:
    """What is not named has its default."""
    token, _ = make_token()
    ours = saving.insert(ProvisioningEvent, event(token))
    theirs = ProvisioningEvent.objects.create(**event(token))
    assert stored(ProvisioningEvent.objects.get(pk=ours)) == stored(theirs)


def test_the_columns_that_are_named_are_updated() -> None:
    ada = person("ada")
    User.objects.filter(pk=ada.pk).update(title="kept", department="kept")
    ada.first_name, ada.last_login, ada.title = "Ada", None, "not stored"
    ada.save(update_fields=["first_name", "last_login"])
    ada.refresh_from_db()
    assert (ada.first_name, ada.last_login) == ("Ada", None)
    assert (ada.title, ada.department) == ("kept", "kept")
    ada.last_login = MOMENT
    ada.save(update_fields=["last_login"])  # no longer NULL: another statement
    ada.refresh_from_db()
    assert ada.last_login == MOMENT


def test_fields_are_updated_without_saving() -> None:
    ada, boss = person("ada"), make_user("boss")
    ada.version, ada.manager, ada.title = 7, boss, "not stored"
    saving.update(ada, ["version", "manager"])
    ada.refresh_from_db()
    assert (ada.version, ada.manager, ada.title) == (7, boss, "")


def test_a_resource_updates_what_changed() -> None:
    """With the folded keys; what means more than its column is saved whole."""
    ada, group = person("ada"), make_group("Sales")
    before = dict(vars(ada))
    ada.title, ada.last_name = "Countess", "LOVELACE"
    ada.save_changes(before)
    ada.refresh_from_db()
    assert (ada.title, ada.title_key, ada.last_name_key) == ("Countess", "countess", "lovelace")
    before = dict(vars(ada))
    ada.set_password("a long Password 9")
    ada.save_changes(before)
    ada.refresh_from_db()
    assert ada.check_password("a long Password 9")
    before = dict(vars(group))
    group.display_name = "Marketing"
    group.save_changes(before)
    group.refresh_from_db()
    assert (group.name, group.display_name_key) == ("Marketing", "marketing")


def test_an_expression_is_left_to_the_orm() -> None:
    ada = person("ada")
    ada.version = F("version") + 5  # type: ignore[assignment]
    ada.save(update_fields=["version"])
    ada.refresh_from_db()
    assert ada.version == 6


def test_what_is_gone_cannot_be_updated() -> None:
    ada = person("ada")
    User.objects.filter(pk=ada.pk).delete()
    ada.first_name = "Ada"
    with pytest.raises(DatabaseError, match="did not affect any rows"):
        ada.save(update_fields=["first_name"])


def test_what_changed_is_named() -> None:
    ada = person("ada")
    before = dict(vars(ada))
    assert saving.changed(ada, before) == []
    ada.first_name, ada.manager = "Ada", make_user("boss")
    assert saving.changed(ada, before) == ["first_name", "manager"]


@pytest.mark.parametrize("number", [1, 3, saving.FEW, saving.FEW + 1])
def test_rows_are_inserted_together(number: int) -> None:
    ada = make_user("ada", email="")
    rows = [
        AttributeValue(
            user=ada, attribute="emails", position=place, value=f"A{place}", primary=None
        )
        for place in range(number)
    ]
    with CaptureQueriesContext(connection) as captured:
        saving.insert_many(rows)
    assert len(captured) == 1
    found = ada.values.order_by("position").values_list("value", "value_key", "primary")
    assert list(found) == [(f"A{place}", f"a{place}", None) for place in range(number)]


@pytest.mark.parametrize("number", [1, 2, saving.FEW + 1])
def test_what_is_there_already_may_be_left(number: int) -> None:
    team = make_group("Team")
    through = User.groups.through
    rows = [through(group_id=team.pk, user_id=make_user().pk) for _ in range(number)]
    for _ in range(2):
        saving.insert_many(rows, ignore_conflicts=True)
    assert through.objects.filter(group_id=team.pk).count() == number
