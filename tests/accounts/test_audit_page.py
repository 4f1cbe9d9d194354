"""The page of the audit log: what it shows, how it is narrowed down and paged, and to whom."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from accounts.work import audit
from accounts.work.audit import Action, AuditEntry
from promapp_console.lists import audit as audit_log
from promapp_console.lists import audit_words
from tests.factories import make_group, make_token, make_user

pytestmark = pytest.mark.django_db
LOG = "/audit/"


@pytest.fixture
def ada(client: Client, administrator: User) -> Client:
    """An administrator who has just signed in."""
    client.force_login(administrator)
    return client


def entry(who: Any, action: str = "one", target: Any = None, **detail: Any) -> AuditEntry:
    return audit.record(who, action, target, **detail)


def entry_at(moment: datetime, who: Any, action: str) -> AuditEntry:
    actor = audit.Actor.of(who)
    return AuditEntry.objects.create(
        created_at=moment, actor=actor.user, actor_name=actor.name, action=action
    )


def shown(client: Client, query: str = "") -> list[AuditEntry]:
    response = client.get(f"{LOG}?{query}")
    assert response.status_code == 200
    return [line.entry for line in response.context["page"].lines]


def test_an_entry_says_who_did_what_to_what(ada: Client, administrator: User) -> None:
    token, _ = make_token(administrator, description="Entra <b>prod</b>")
    entry(
        audit.Actor(administrator, administrator.username, "192.0.2.7"),
        Action.TOKEN_CREATED,
        token,
        expires_at="2027-01-01T09:30:15.250Z",
        until="2027-01-01",
        revoked=False,
        names=["a", "b"],
        changes={"x": 1},
        reason="",
    )
    page = ada.get(LOG).content.decode()
    assert "Entra &lt;b&gt;prod&lt;/b&gt;" in page
    assert "Created access token" in page
    assert "192.0.2.7" in page
    assert f'href="/profile/tokens/{token.pk}/"' in page
    assert f'href="/audit/?actor={administrator.username.replace("@", "%40")}"' in page
    details = re.findall(r'<span class="quiet">([^<]*):</span> <bdi>(.*?)</bdi>', page)
    assert dict(details) == {
        "Expires at": "1 Jan 2027, 09:30 UTC",
        "Until": "2027-01-01",
        "Revoked": "no",
        "Names": "a, b",
        "Changes": "{&quot;x&quot;: 1}",
    }


def test_details_are_called_as_the_reader_speaks(ada: Client, administrator: User) -> None:
    entry(
        administrator,
        Action.SIGNED_IN,
        methods=["password", "totp", "new"],
        expires_at="2027-01-01T09:30:15.250Z",
        superuser=True,
        is_staff="no → yes",
        wrong="user name",
        former_owner="password",
        unheard_of="yes",
    )
    page = ada.get(LOG, headers={"accept-language": "de"}).content.decode()
    details = re.findall(r'<span class="quiet">([^<]*):</span> <bdi>(.*?)</bdi>', page)
    assert dict(details) == {
        "Methoden": "Passwort, Authenticator-App, new",
        "Läuft ab am": "1. Jan 2027, 09:30 UTC",
        "Superuser": "ja",
        "Zugang zur Administration": "nein → ja",
        "Falsch": "Benutzername",
        "Früherer Besitzer": "password",
        "Unheard of": "yes",
    }


@pytest.mark.parametrize("name", audit_words.NAMES)
def test_in_english_a_detail_is_called_as_programs_read_it(name: str) -> None:
    assert audit_words.name_of(name).replace(" ", "_").lower() == name


def test_objects_are_linked_where_they_still_exist(ada: Client, administrator: User) -> None:
    leaver, group = make_user("leaver"), make_group("Staff")
    for target in (leaver, group, administrator):
        entry(administrator, "seen", target)
    leaver.delete()
    page = ada.get(LOG).content.decode()
    assert f'href="/users/{administrator.scim_id}/"' in page
    assert f'href="/groups/{group.scim_id}/"' in page
    assert f"/users/{leaver.scim_id}/" not in page
    assert "leaver" in page


def test_the_log_is_narrowed_down(ada: Client, administrator: User) -> None:
    anna, annika = make_user("Anna@promapp.example"), make_user("annika@promapp.example")
    day = datetime(2026, 3, 1, 12, tzinfo=UTC)
    one = entry_at(day, anna, Action.TOKEN_CREATED)
    two = entry_at(day + timedelta(days=1), annika, Action.TOKEN_REVOKED)
    three = entry_at(day + timedelta(days=2), "run_scheduled", Action.TOKEN_REVOKED)
    assert shown(ada) == [three, two, one]
    assert shown(ada, "actor=ANNA@promapp.example") == [one]
    assert shown(ada, "actor=annika@promapp.example&action=token.created") == []
    assert shown(ada, "actor=run_scheduled") == [three]
    assert shown(ada, "action=token.revoked") == [three, two]
    assert shown(ada, "since=2026-03-02") == [three, two]
    assert shown(ada, "until=2026-03-02") == [two, one]
    assert shown(ada, "since=2026-03-02&until=2026-03-02&action=token.revoked") == [two]
    assert shown(ada, "actor=nobody") == []
    anna.username = "renamed"
    anna.save()
    four = entry(anna, Action.SIGNED_OUT)
    assert shown(ada, "actor=renamed") == [four, one]
    assert shown(ada, "actor=Anna@promapp.example") == [one]


def test_an_empty_log_and_an_empty_answer_say_so(ada: Client) -> None:
    assert "Nothing yet." in ada.get(LOG).content.decode()
    page = ada.get(f"{LOG}?actor=nobody").content.decode()
    assert "No entries match." in page
    assert "Clear filters" in page


@pytest.mark.parametrize(
    "query",
    [
        "action=nonsense",
        "since=soon",
        "until=0000-00-00",
        "actor=a%00b",
        "actor=" + "x" * 300,
        "before=x",
        "before=99999999999999999999999",
        "after=-1",
        "before=%E0%A5%A7",
        "after=4711",
        "unknown=1",
    ],
)
def test_nonsense_is_left_out(ada: Client, administrator: User, query: str) -> None:
    one = entry(administrator)
    assert shown(ada, query) == [one]


@pytest.mark.parametrize("query", ["since=9999-12-31", "until=0001-01-01"])
def test_the_ends_of_time_are_no_error(ada: Client, administrator: User, query: str) -> None:
    entry(administrator)
    assert shown(ada, query) == []


def test_a_wrong_filter_is_explained(ada: Client) -> None:
    page = ada.get(f"{LOG}?since=soon").content.decode()
    assert "Give a day such as 2026-11-25" in page


@pytest.mark.parametrize("who", ["", "&actor={}"])
def test_pages_go_back_and_forth(
    ada: Client, administrator: User, monkeypatch: pytest.MonkeyPatch, who: str
) -> None:
    monkeypatch.setattr(audit_log, "PAGE", 3)
    moment = timezone.now()
    # Several at the same moment, and a number of them that fills no page.
    times = [moment - timedelta(seconds=number // 2) for number in range(8)]
    for at in reversed(times):
        entry_at(at, administrator, Action.SIGNED_OUT)
    entry(administrator, Action.SIGNED_IN)
    everything = list(AuditEntry.objects.filter(action=Action.SIGNED_OUT))
    seen = []
    address = f"{LOG}?action=session.signed_out{who.format(administrator.username)}"
    pages = []
    while address:
        response = ada.get(address)
        pages.append(response)
        seen += [line.entry for line in response.context["page"].lines]
        address = link(response, "next")
    assert seen == everything
    assert [len(page.context["page"].lines) for page in pages] == [3, 3, 2]
    back = ada.get(link(pages[-1], "prev"))
    assert [line.entry for line in back.context["page"].lines] == everything[3:6]
    first = ada.get(link(back, "prev"))
    assert [line.entry for line in first.context["page"].lines] == everything[:3]
    assert link(first, "prev") == ""
    assert link(pages[0], "prev") == ""


def link(response: Any, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="(.*?)"', response.content.decode())
    return found[1].replace("&amp;", "&") if found else ""


def test_a_full_page_costs_what_a_short_one_does(ada: Client, administrator: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            ada.get(f"{LOG}?actor={administrator.username}")
        return len(captured)

    def more() -> None:
        token, _ = make_token(administrator)
        for target in (token, make_group(), make_user()):
            entry(administrator, "seen", target)

    more()
    few = queries()
    for _ in range(5):
        more()
    assert queries() == few


def test_administrators_alone_read_it(client: Client, user: User) -> None:
    assert client.get(LOG).headers["Location"].startswith("/sign-in/?next=")
    client.force_login(user)
    assert client.get(LOG).status_code == 403
    assert LOG not in client.get("/profile/").content.decode()


def test_it_is_read_only(ada: Client) -> None:
    assert ada.post(LOG).status_code == 405
    assert f'href="{LOG}"' in ada.get("/profile/").content.decode()
