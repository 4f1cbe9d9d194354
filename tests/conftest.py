"""What every test may ask for. Which database it runs on is DATABASE_URL's choice."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker

from accounts import prepared, token_format
from accounts.models import AuditEntry, Mail, User
from accounts.tokens import use
from scim.log import recording
from scim.log.rejections import Rejections
from scim.models import ProvisioningEvent
from tests import migrated
from tests.factories import make_administrator, make_token, make_user
from tests.marks import FIRST, LONG, RUN_ONCE

ROOT = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what `make test` leaves out on the second database, and `make test-fast` everywhere."""
    items.sort(key=lambda item: not path_of(item).startswith(FIRST))
    for item in items:
        path = path_of(item)
        for mark, paths in (("once", RUN_ONCE), ("long", LONG)):
            if path.startswith(paths):
                item.add_marker(mark)


def path_of(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_keepdb: bool,
    django_db_createdb: bool,
    django_db_use_migrations: bool,
    django_db_modify_db_settings: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Begin with a copy of a migrated database; the copy goes with the run."""
    if django_db_keepdb or not django_db_use_migrations:
        request.getfixturevalue("django_db_setup")  # pytest-django's
        yield
        return
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(migrated.database(connection, anew=django_db_createdb))
        yield
        with django_db_blocker.unblock():
            stack.close()


@pytest.fixture(scope="session", autouse=True)
def delete_rows() -> Iterator[None]:
    """After a test that commits, delete its rows: to flush the tables takes ten times as long.

    It would also delete the rows that migrating made, and make them anew.
    """

    def delete(case: TransactionTestCase) -> None:
        made = {ContentType._meta.db_table, Permission._meta.db_table}
        tables = connection.introspection.django_table_names(only_existing=True)
        with transaction.atomic(), connection.cursor() as cursor:
            for table in set(tables) - made:
                cursor.execute(f'DELETE FROM "{table}"')

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", delete)
        yield


@pytest.fixture(scope="session", autouse=True)
def prepare() -> Iterator[None]:
    """On PostgreSQL have every statement prepared at once; SQLite shows them as they are."""

    def allow(connection: BaseDatabaseWrapper, **_: Any) -> None:
        if connection.vendor == "postgresql":
            prepared.allow(connection)

    connection_created.connect(allow)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(prepared, "AFTER", 0)
        yield
    connection_created.disconnect(allow)


@pytest.fixture(autouse=True)
def unfolded(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test's rejected requests are counted on the rows of another's."""
    monkeypatch.setattr(recording, "_rejections", Rejections())


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What fixtures of a module make is there for each of its tests, and goes with the last.

    Each test is undone as ever; none of such a module may commit.
    """
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around._from_testcase = True  # inside, `durable` is as free as in any test
        with around:
            yield
            transaction.set_rollback(True)
    noted.clear()


LOGS = (ProvisioningEvent, AuditEntry, Mail)
SHORTEST = 7  # characters of a password that is looked for; "x" stands in many a text
noted: set[str] = set()  # of the test that runs, and of its module's rows


@pytest.fixture(scope="session", autouse=True)
def note_secrets() -> Iterator[None]:
    """Note each token that is issued, and each password that is set."""
    generate, set_password = token_format.generate, User.set_password

    def noted_token(scope: str) -> token_format.TokenText:
        text = generate(scope)
        noted.add(text.secret)
        return text

    def noted_password(user: User, raw_password: str | None, encoded: str = "") -> None:
        if raw_password and len(raw_password) >= SHORTEST:
            noted.add(raw_password)
        set_password(user, raw_password, encoded)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(token_format, "generate", noted_token)
        patched.setattr(User, "set_password", noted_password)
        yield


@pytest.fixture(autouse=True)
def forget_secrets() -> Iterator[None]:
    """What was noted in a test is no secret of the next one's; what its module made is."""
    of_the_module = set(noted)
    yield
    noted.clear()
    noted.update(of_the_module)


@pytest.fixture(autouse=True)
def nothing_secret_is_kept(request: pytest.FixtureRequest, forget_secrets: None) -> Iterator[None]:
    """After each test, no log holds a token that was issued in it or a password that was set."""
    database = {"db", "transactional_db"} & set(request.fixturenames)
    if not database:
        yield
        return
    request.getfixturevalue(database.pop())
    yield
    if connection.needs_rollback:  # the test broke its transaction: nothing is kept at all
        return
    kept = [str(list(row)) for model in LOGS for row in _values(model)]
    assert [secret for secret in noted if any(secret in text for text in kept)] == []


def _values(model: Any) -> Any:
    return model.objects.order_by().values_list()


@pytest.fixture
def user(db: None) -> User:
    """An ordinary user."""
    return make_user()


@pytest.fixture(scope="module")
def one_token(rows: None) -> tuple[User, str]:
    """An administrator and the secret of a token, made once for a module that asks for them.

    The token has been used before, so that no test begins with a note of its network.
    """
    token, secret = make_token()
    use.record(token, "127.0.0.1")
    return token.owner, secret


@pytest.fixture
def administrator(request: pytest.FixtureRequest, db: None) -> User:
    """An administrator."""
    if "one_token" in request.fixturenames:
        return User.objects.get(pk=request.getfixturevalue("one_token")[0].pk)
    return make_administrator()


@pytest.fixture
def secret(request: pytest.FixtureRequest, administrator: User) -> str:
    """The secret of the administrator's Scim token."""
    if "one_token" in request.fixturenames:
        return str(request.getfixturevalue("one_token")[1])
    return make_token(administrator)[1]


@pytest.fixture
def csrf_client() -> Client:
    """A client whose requests are checked for forgery, as a browser's are."""
    return Client(enforce_csrf_checks=True)
