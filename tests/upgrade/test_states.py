"""Databases that releases left are upgraded whole, and their code serves on the new schema.

The code itself is not run: a clone need not have its tag, and its requirements may be others. What
it needs of a schema is that its INSERTs work, and those stand in the recorded state as it made
them; what it reads and updates is what migrations must not take away (`expansion`).
"""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.management import call_command
from django.db import connection, models, transaction
from django.test import Client

from accounts.models import AccessToken, AuditEntry, Mail, User
from accounts.tokens import use
from scim.models import DailyCount, LinkRequest, ProvisioningEvent
from tests.admin_pages import list_url, page_url
from tests.factories import PASSWORD
from tests.scim.endpoint_client import ENTERPRISE, EndpointClient

from . import filled, states

NAMES = states.names()
# The release that serves while the next one's migrations run; on the commit of a release that is
# the one before.
SERVING = NAMES[-2:]
# Nothing writes to them: they belong to apps of which another part is used.
UNUSED = {"account_emailaddress", "account_emailconfirmation", "django_admin_log"}
KEPT = (AccessToken, AuditEntry, DailyCount, LinkRequest, Mail, ProvisioningEvent, User)


@pytest.fixture(autouse=True)
def afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this process knows of the recorded token is true of one database alone."""
    monkeypatch.setattr(use, "_seen", set())


def empty() -> None:
    """Delete every row of every table."""
    with transaction.atomic(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'DELETE FROM "{table}"')


def look_around(browser: Client) -> None:
    """Open every list of Django admin, and the page of a row of each."""
    for model in admin.site._registry:
        row = model._default_manager.first()
        for address in [list_url(model), *([page_url(row)] if row else [])]:
            assert browser.get(address).status_code == 200, address


def read_back() -> None:
    """Find everything that `filled` made, through the doors of the product."""
    api = EndpointClient(str(filled.TOKEN))
    [ada] = api.get("/Users", filter='userName eq "ADA@people.example"')["Resources"]
    assert {name: ada[name] for name in filled.ADA} == filled.ADA
    [grace] = api.get("/Users", filter=f'userName eq "{filled.GONE}"')["Resources"]
    assert grace["active"] is False
    assert grace[ENTERPRISE]["manager"]["value"] == ada["id"]
    groups = api.get("/Groups")["Resources"]
    [team] = [group for group in groups if group["displayName"] == filled.TEAM]
    assert {member["value"] for member in team["members"]} == {ada["id"], grace["id"]}
    assert [group["display"] for group in ada["groups"]] == [filled.TEAM]
    browser = Client()
    signed_in = browser.post("/sign-in/", {"login": filled.ROOT, "password": PASSWORD})
    assert signed_in.status_code == 302
    for path in ("/", "/users/", f"/users/{ada['id']}/", "/provisioning/", "/profile/"):
        assert browser.get(path).status_code == 200, path
    log = browser.get("/provisioning/log/").content.decode()
    assert "Rejected" in log
    assert filled.TEAM in log
    look_around(browser)


def write() -> None:
    """Use the site as before: keys that are drawn now collide with none that were."""
    api = EndpointClient(str(filled.TOKEN))
    made = api.create_user("new@people.example", emails=[{"value": "new@people.example"}])
    api.create_group("New", made["id"])
    call_command("run_scheduled", verbosity=0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", NAMES)
def test_a_database_of_a_release_is_upgraded(name: str, tmp_path: Path) -> None:
    with states.empty_database(tmp_path):
        states.read(name).load()
        kept = {model: model._default_manager.count() for model in KEPT}
        assert all(kept.values())
        call_command("migrate", verbosity=0)
        call_command("migrate", check_unapplied=True, verbosity=0)
        assert {model: model._default_manager.count() for model in KEPT} == kept
        read_back()
        write()
        connection.check_constraints()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", SERVING)
def test_code_of_the_release_before_writes_on_the_new_schema(name: str, tmp_path: Path) -> None:
    """Each row is written as that code wrote it, by the columns that it knew."""
    former = states.read(name)
    with states.empty_database(tmp_path):
        states.read(NAMES[-1]).load()
        call_command("migrate", verbosity=0)
        empty()
        states.run(former.rows)
        states.run(former.sequences)
        connection.check_constraints()
        read_back()


@pytest.mark.django_db(transaction=True)
def test_a_column_that_old_code_does_not_know_is_found(tmp_path: Path) -> None:
    former = states.read(NAMES[-1])
    column = models.IntegerField(default=1)  # Django's own default, which no INSERT of old code has
    column.set_attributes_from_name("lacking")
    with states.empty_database(tmp_path):
        former.load()
        empty()
        with connection.schema_editor() as editor:
            editor.add_field(AccessToken, column)
        with pytest.raises(Exception, match="lacking"):
            states.run(former.rows)


@pytest.mark.parametrize("name", NAMES)
def test_a_state_has_a_row_in_every_table(name: str) -> None:
    state = states.read(name)
    tables = set(re.findall(r'^CREATE TABLE "(\w+)"', state.tables, re.M))
    assert len(tables) > 20
    assert tables - state.filled - UNUSED == set()


@pytest.mark.django_db(transaction=True)
def test_a_release_can_record_its_own(tmp_path: Path) -> None:
    filled.fill()
    state = states.present()
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert tables - state.filled - UNUSED == set()
    with states.empty_database(tmp_path):
        state.load()
        again = states.present()
        for part in ("tables", "rows", "sequences"):
            assert getattr(again, part) == getattr(state, part)
        # PostgreSQL words the conditions of indexes anew.
        assert len(again.constraints.splitlines()) == len(state.constraints.splitlines())
        read_back()
