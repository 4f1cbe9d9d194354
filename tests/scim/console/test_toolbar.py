"""The line above a list: filters that need no script, and which part of the list is shown."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEntry, Group, User
from promapp_console.lists import keyset, people, toolbar
from promapp_console.lists.people_filters import UserFilters
from scim.models import ProvisioningEvent
from tests.factories import make_user
from tests.scim.console.pages import read


def pill(query: str, name: str) -> toolbar.Pill:
    asked = QueryDict(query)
    made = toolbar.toolbar(UserFilters(asked, User.objects.all()).form, asked, search="search")
    return next(each for each in made.pills if each.name == name)


def test_a_filter_keeps_the_others_and_begins_anew(db: None) -> None:
    state = pill("search=bo&state=active&role=user&sort=-changed&before=x&size=100", "state")
    kept = [("search", "bo"), ("role", "user"), ("sort", "-changed"), ("size", "100")]
    assert state.kept == kept
    assert state.value == "Active"
    assert QueryDict(state.without[1:]) == QueryDict("search=bo&role=user&sort=-changed&size=100")
    assert state.choices == [
        ("", "All", False),
        ("active", "Active", True),
        ("disabled", "Disabled", False),
    ]


def test_the_last_filter_leaves_an_empty_one(db: None) -> None:
    """The log without any is narrowed to changes: to see all, it must be told."""
    assert pill("state=active", "state").without == "?state="
    assert pill("", "state").value == ""
    assert pill("state=nonsense", "state").value == ""


def test_nonsense_is_explained(ada: Client) -> None:
    assert "State: Choose one of these." in read(ada, "/users/?state=nonsense")


def test_which_part_is_shown(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "PAGE_SIZE", 2)
    for number in range(4):
        make_user(f"user{number}")
    said, query = [], "?"
    while query:
        page = ada.get(f"/users/{query}").context["page"]
        said.append(page.pages.text)
        query = page.pages.next
    assert said == ["1–2 of 5", "3–4 of 5", "5 of 5"]
    monkeypatch.setattr(keyset, "COUNTED", 3)
    last = ada.get(f"/users/?after={page.rows[0].scim_id}&sort=-user-name").context["page"]
    assert last.pages.text.endswith(" of more than 3")


@pytest.mark.parametrize(
    ("asked", "rows"), [("", 50), ("100", 60), ("50", 50), ("7", 50), ("x", 50), ("-1", 50)]
)
@pytest.mark.parametrize("path", ["/users/", "/groups/", "/audit/", "/provisioning/log/"])
def test_a_page_is_as_long_as_is_asked_for(
    ada: Client, administrator: User, path: str, asked: str, rows: int
) -> None:
    _fill(path, administrator)
    page = unescape(ada.get(f"{path}?size={asked}&sort=&show=").content.decode())
    assert len(re.findall(r'<th scope="row"', page)) == rows
    assert ("Next" in page or "Older" in page) == (rows == 50)


def _fill(path: str, administrator: User) -> None:
    if path == "/users/":
        User.objects.bulk_create(
            User(username=f"user{number}", username_key=f"user{number}") for number in range(59)
        )
    elif path == "/groups/":
        for number in range(60):
            Group.objects.create(name=f"group{number}", display_name=f"group{number}")
    elif path == "/audit/":
        AuditEntry.objects.bulk_create(AuditEntry(action="seen") for _ in range(60))
    else:
        ProvisioningEvent.objects.bulk_create(
            ProvisioningEvent(action="Create", result="Success", status=201) for _ in range(60)
        )


def test_a_log_is_parted_by_days(ada: Client, db: None) -> None:
    now = timezone.now()
    for days in (0, 1, 3):
        at = now - timedelta(days=days)
        ProvisioningEvent.objects.create(
            created_at=at, action="Create", result="Success", status=201
        )
    days = ada.get("/provisioning/log/").context["days"]
    assert [day.name for day in days] == [
        "Today",
        "Yesterday",
        f"{now - timedelta(days=3):%A}",
    ]
    assert [len(day.rows) for day in days] == [1, 1, 1]
