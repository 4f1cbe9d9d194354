"""The provisioning pages: what they say after what an identity provider did."""

import csv
import io
import json
import re
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.lifecycle import provenance
from accounts.models import AccessToken, ScheduledJob, User
from accounts.work.audit import AuditEntry
from promapp_console.lists import sheets
from promapp_console.lists.sheets import harmless
from promapp_console.pages import mapping
from promapp_console.provisioning import sent
from scim.language.paths import Path
from scim.models import LinkRequest, ProvisioningEvent, Visit
from scim.store.storage import places
from scim.table.schemas import GROUP_TYPE, USER_TYPE
from tests.factories import make_administrator, make_group, make_token, make_user
from tests.scim.endpoint_client import ENTERPRISE, EndpointClient

PAGES = [
    "/",
    "/provisioning/",
    "/provisioning/connection/",
    "/provisioning/setup/",
    "/provisioning/setup/progress/",
    "/provisioning/mapping/",
    "/provisioning/log/",
    "/provisioning/log.csv",
    "/provisioning/links/",
    "/provisioning/notifications/",
    "/provisioning/check/",
]
NOBODY = 'userName eq "3f2504e0-4f89-11d3-9a0c-0305e82c3301"'


@pytest.fixture
def ada(client: Client, administrator: User) -> Client:
    """An administrator who has just signed in."""
    cache.clear()
    client.force_login(administrator)
    return client


def page(response: HttpResponse) -> str:
    """The text of a page, as one line."""
    text = re.sub(
        r"<(svg|style|script)\b.*?</\1>|<[^>]+>",
        " ",
        response.content.decode().replace("<wbr>", ""),
        flags=re.S,
    )
    return re.sub(r"\s+", " ", text)


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, response
    return page(response)


@pytest.mark.parametrize("path", [*PAGES[1:], "/provisioning/log/1/"])
def test_only_administrators_see_provisioning(client: Client, user: User, path: str) -> None:
    assert client.get(path).headers["Location"].startswith("/sign-in/")
    client.force_login(user)
    assert client.get(path).status_code == 403
    assert client.post(path).status_code in {403, 405}


@pytest.mark.parametrize("path", PAGES)
def test_a_new_site_says_how_to_begin(ada: Client, path: str) -> None:
    response = ada.get(path)
    assert response.status_code == 200


def test_home_grows_from_a_checklist_to_a_report(ada: Client, api: EndpointClient) -> None:
    fresh = read(ada, "/")
    assert "Waiting for the first request of the identity provider." in fresh
    assert "Connect Microsoft Entra ID" in fresh
    api.get("/Users", filter=NOBODY)
    api.create_user("bob@promapp.example")
    later = read(ada, "/")
    assert "Connected. Microsoft Entra called just now." in later
    assert "Connect Microsoft Entra ID" not in later
    assert "Managed users 1 +1 in 30 days" in later
    assert "Created user bob@promapp.example" in later


def test_home_tells_of_scheduled_work_that_failed(ada: Client) -> None:
    ScheduledJob.objects.create(name="send mails", is_failed=True)
    assert "Scheduled work failed: send mails." in read(ada, "/")
    ScheduledJob.objects.update(is_failed=False)
    assert "Scheduled work failed" not in read(ada, "/")


def test_home_warns_once_that_scheduled_work_does_not_run(ada: Client) -> None:
    warnings = ("Scheduled work has not run for a day", "Scheduled work does not run")
    for hours, found in ((48, [True, False]), (2, [False, True]), (0, [False, False])):
        finished_at = timezone.now() - timedelta(hours=hours)
        ScheduledJob.objects.update_or_create(
            name="run_scheduled", defaults={"finished_at": finished_at}
        )
        page = read(ada, "/")
        assert [words in page for words in warnings] == found, hours


def test_the_status_counts_and_explains(ada: Client, api: EndpointClient) -> None:
    bob = api.create_user("bob@promapp.example")
    api.patch(f"/Users/{bob['id']}", {"op": "replace", "path": "active", "value": False})
    api.expect(409, "POST", "/Users", {"userName": "Bob@promapp.example"})
    text = read(ada, "/provisioning/")
    assert "Current Status and Statistics to Date" in text
    assert "Users, to date 1 0 1 0 0 1" in text
    assert "The name is taken 1 time" in text
    assert "2 changes and 1 failures in the last 30 days" in text
    assert "Microsoft Entra" in text or "Entra" in text


def test_a_rejection_is_diagnosed(ada: Client, administrator: User) -> None:
    token, secret = make_token(administrator)
    EndpointClient(secret).get("/Users")
    AccessToken.objects.filter(pk=token.pk).update(
        expires_at=timezone.now(), last_used_at=timezone.now() - timedelta(hours=1)
    )
    EndpointClient(secret).expect(401, "GET", "/Users")
    text = read(ada, "/provisioning/")
    assert "Rejected: this token expired on" in text
    assert "Create a new token and paste it into Secret Token." in text
    assert "The token expired" in read(ada, "/provisioning/setup/")


def test_the_set_up_moves_with_what_arrives(ada: Client, administrator: User) -> None:
    def done() -> int:
        return ada.get("/provisioning/setup/progress/").content.decode().count("step-done")

    assert done() == 1
    _, secret = make_token(administrator)
    assert done() == 2
    api = EndpointClient(secret)
    api.get("/Users", filter=NOBODY)
    assert done() == 4
    assert "step-done" in ada.get("/provisioning/setup/progress/?done=scope").content.decode()
    api.create_user("bob@promapp.example")
    api.create_user("eve@promapp.example")
    assert done() == 6
    assert "Provisioning is set up." not in read(ada, "/provisioning/setup/")
    ProvisioningEvent.objects.update(created_at=timezone.now() - timedelta(hours=2))
    token = AccessToken.objects.get()
    for minutes in (120, 80):
        moment = timezone.now() - timedelta(minutes=minutes)
        Visit.objects.create(token=token, started_at=moment)
    assert done() == 7
    assert "Provisioning is set up." in read(ada, "/provisioning/setup/")


def test_the_first_request_keeps_its_day(ada: Client, administrator: User) -> None:
    """Visits are forgotten after 60 days; the step was not done on the oldest that is left."""
    token, secret = make_token(administrator)
    EndpointClient(secret).get("/Users", filter=NOBODY)
    began = timezone.now() - timedelta(days=200)
    token.known_networks.update(first_seen_at=began)
    [pasted] = [
        step
        for step in ada.get("/provisioning/setup/").context["progress"].steps
        if step.key == "pasted"
    ]
    assert pasted.at == began


def test_each_client_has_its_own_words(ada: Client) -> None:
    for client, words in (
        ("entra", "Sync only assigned users and groups"),
        ("okta", "Test Connector Configuration"),
        ("onelogin", "SCIM Bearer Token"),
        ("other", "Authorization: Bearer …"),
    ):
        text = read(ada, f"/provisioning/setup/?client={client}")
        assert words in text
        assert "**" not in text
    assert "Done, next step" not in text


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://localhost:8000", ["No identity provider on the internet can reach"]),
        ("https://promapp.example", []),
    ],
)
def test_an_address_that_cannot_work_is_warned_of(
    ada: Client, settings: object, url: str, words: list[str]
) -> None:
    settings.PUBLIC_URL = url
    text = read(ada, "/provisioning/setup/")
    for word in words:
        assert word in text
    assert ("notice-warning" in ada.get("/provisioning/setup/").content.decode()) == bool(words)


def test_every_default_mapping_names_an_attribute_of_the_table() -> None:
    for defaults, table in (
        (mapping.USER_DEFAULTS, USER_TYPE),
        (mapping.GROUP_DEFAULTS, GROUP_TYPE),
    ):
        rows = mapping.rows(defaults, table, sent.Lately())
        assert all(row.field for row in rows)
        assert sum(row.is_matching for row in rows) == 1
        more = mapping.others(defaults, table)
        assert not {row.path for row in rows} & set(more)
    assert "nickName" in mapping.others(mapping.USER_DEFAULTS, USER_TYPE)
    assert "groups" not in mapping.others(mapping.USER_DEFAULTS, USER_TYPE)


def test_whatever_is_kept_has_a_name_to_translate(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(mapping, "_", lambda text: asked.append(text) or text)
    for table in (USER_TYPE, GROUP_TYPE):
        for schema, attribute in places(table):
            for sub in (None, *attribute.sub):
                if not (sub or attribute).is_read_only:
                    mapping.field_name(Path(schema, attribute, sub=sub), table)
    sentences = {"the group's members", "kept as a hash", "made by this site"}
    assert {*asked} - sentences - {"x509Certificates"} == {*mapping._NAMES}


def test_the_mapping_shows_what_came_last(ada: Client, api: EndpointClient) -> None:
    assert "Nothing was sent yet." in read(ada, "/provisioning/mapping/")
    bob = api.create_user(
        "bob@promapp.example",
        password="hunter2hunter2",
        emails=[{"value": "bob@promapp.example", "type": "work", "primary": True}],
        nickName="Bobby",
        favouriteColour="blue",
        meta={"resourceType": "User"},
        **{ENTERPRISE: {"department": "Sales", "shoeSize": 42}},
    )
    address = f"/Users/{bob['id']}"
    api.patch(address, {"op": "replace", "path": 'emails[type eq "work"].value', "value": "b@x.y"})
    api.patch(address, {"op": "replace", "value": {"name.givenName": "Bob"}})
    api.patch(address, {"op": "replace", "path": "shade", "value": "red"}, status=400)
    api.expect(409, "POST", "/Users", {"userName": "BOB@promapp.example", "title": "Refused"})
    api.create_group("Analysts", bob["id"])
    seen = sent.lately((USER_TYPE, GROUP_TYPE))
    rows = {row.path: row for row in mapping.rows(mapping.USER_DEFAULTS, USER_TYPE, seen["User"])}
    values = {path: row.sent.value for path, row in rows.items() if row.sent}
    department = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department"
    assert values == {
        "userName": "bob@promapp.example",
        'emails[type eq "work"].value': "b@x.y",
        "name.givenName": "Bob",
        "nickName": "Bobby",
        department: "Sales",
        "password": "(hidden)",
    }
    assert rows["nickName"].field == "nick name"
    assert rows['emails[type eq "work"].value'].field == "emails (work)"
    assert {name: item.why for name, item in seen["User"].passed_over.items()} == {
        "favouriteColour": sent.NO_SUCH,
        f"{ENTERPRISE}:shoeSize": sent.NO_SUCH,
        "shade": sent.NO_SUCH,
        "meta.resourceType": sent.READ_ONLY,
    }
    assert (seen["User"].read, seen["Group"].read) == (5, 1)
    page = read(ada, "/provisioning/mapping/")
    assert "hunter2" not in page
    assert "Sent, never shown" in page
    assert "What can be mapped as well" in page
    assert bob["id"] in page


def test_the_mapping_reads_a_bounded_number_of_writes(
    ada: Client, api: EndpointClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sent, "READ", {"Create": 2})
    for number in range(4):
        api.create_user(f"user{number}")
    with CaptureQueriesContext(connection) as captured:
        assert sent.lately((USER_TYPE,))["User"].read == 2
    assert len(captured) == 1


def test_the_mapping_shows_a_bounded_number_of_attributes(
    ada: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    types = [f"{'x' * 300}{number}" for number in range(2)] + ["a", "b", "c"]
    body = {
        "phoneNumbers": [{"type": kind, "value": "1"} for kind in types],
        **dict.fromkeys((f"{'y' * 300}1", f"{'y' * 300}2", "shade", "colour"), "1"),
    }
    ProvisioningEvent.objects.create(
        action="Create",
        result="Success",
        resource_type="User",
        status=201,
        request_body=json.dumps(body),
        token=make_token(administrator)[0],
    )

    def found() -> tuple[list[str], list[str]]:
        seen = sent.lately((USER_TYPE,))["User"]
        return [kind for _, _, kind, _ in seen.values], list(seen.passed_over)

    kinds, names = ["x" * sent.SHOWN, "a", "b", "c"], [f"{'y' * sent.SHOWN}…", "shade", "colour"]
    assert found() == (kinds, names)
    assert "x" * 300 not in read(ada, "/provisioning/mapping/")
    monkeypatch.setattr(sent, "ELEMENTS", 4)
    assert found() == (kinds[:3], names)
    monkeypatch.setattr(sent, "VALUES", 2)
    monkeypatch.setattr(sent, "PASSED_OVER", 2)
    assert found() == (kinds[:2], names[:2])


@pytest.mark.parametrize("body", ["[]", "1", '"(too long to keep)"', '{"Operations": [1, {}]}'])
def test_the_mapping_takes_bodies_of_any_form(body: str, administrator: User) -> None:
    ProvisioningEvent.objects.create(
        action="Update",
        result="Success",
        resource_type="User",
        status=200,
        request_body=body,
        token=make_token(administrator)[0],
    )
    assert sent.lately((USER_TYPE,))["User"].values == {}


def test_the_log_shows_changes_and_failures_first(ada: Client, api: EndpointClient) -> None:
    bob = api.create_user("bob@promapp.example")
    api.patch(
        f"/Users/{bob['id']}", {"op": "replace", "path": "userName", "value": bob["userName"]}
    )
    text = read(ada, "/provisioning/log/")
    assert "1 entry" in text
    assert "Created user bob@promapp.example" in text
    assert "Nothing to change" not in text
    assert "Nothing to change on user bob@promapp.example" in read(ada, "/provisioning/log/?show=")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("search=bob@promapp.example", {"bob@promapp.example"}),
        ("search=x-17", {"bob@promapp.example"}),
        ("result=Failure", {"Bob@promapp.example"}),
        ("action=Disable", {"eve@promapp.example"}),
        ("resource_type=Group", {"Analysts"}),
        ("scim_type=uniqueness&result=Failure", {"Bob@promapp.example"}),
        ("date_from=2999-01-01", set()),
        ("date_to=2001-01-01", set()),
        ("search=nobody", set()),
        ("token=", {"bob@promapp.example", "eve@promapp.example", "Analysts"}),
    ],
)
def test_the_log_is_narrowed(ada: Client, api: EndpointClient, query: str, found: set[str]) -> None:
    api.create_user("bob@promapp.example", externalId="x-17")
    eve = api.create_user("eve@promapp.example")
    api.patch(f"/Users/{eve['id']}", {"op": "replace", "path": "active", "value": False})
    api.create_group("Analysts")
    api.expect(409, "POST", "/Users", {"userName": "Bob@promapp.example"})
    rows = ada.get(f"/provisioning/log/?{query}").context["rows"]
    assert found <= {event.name for event, _, _ in rows}
    if not query.endswith("token="):
        assert found == {event.name for event, _, _ in rows}


@pytest.mark.parametrize(
    "query",
    [
        "result=Nonsense",
        "token=9999999",
        "token=x",
        "date_from=yesterday",
        "status=99999999999999999999999",
        "before=x&after=-1",
        "before=99999999999999999999",
        "search=%00",
        "show=%F0%9F%92%A9",
    ],
)
def test_nonsense_in_the_filters_is_explained(ada: Client, query: str) -> None:
    response = ada.get(f"/provisioning/log/?{query}")
    assert response.status_code == 200
    assert ada.get(f"/provisioning/log.csv?{query}").status_code in {200, 302}


def test_the_log_is_walked_in_pages(ada: Client) -> None:
    moment = timezone.now()
    ProvisioningEvent.objects.bulk_create(
        ProvisioningEvent(
            created_at=moment if number % 2 else moment - timedelta(seconds=number),
            request_id=str(number),
            action="Create",
            result="Success",
            status=201,
            name=f"user{number}",
        )
        for number in range(120)
    )
    seen: list[int] = []
    said: list[str] = []
    query = "?"
    while query:
        response = ada.get(f"/provisioning/log/{query}")
        seen += [event.pk for event, _, _ in response.context["rows"]]
        said.append(response.context["pages"].text)
        query = response.context["pages"].next
    assert said == ["1–50 of 120", "51–100 of 120", "101–120 of 120"]
    in_order = ProvisioningEvent.objects.order_by("-created_at", "-pk")
    assert seen == list(in_order.values_list("pk", flat=True))
    response = ada.get(f"/provisioning/log/?after={seen[-1]}")
    assert [event.pk for event, _, _ in response.context["rows"]] == seen[-51:-1]
    assert response.context["pages"].previous == f"?after={seen[-51]}"


def test_an_entry_shows_the_request_without_secrets(ada: Client, api: EndpointClient) -> None:
    api.create_user("bob@promapp.example", password="hunter2hunter2", title="<b>Boss</b>")
    event = ProvisioningEvent.objects.get()
    response = ada.get(f"/provisioning/log/{event.pk}/")
    html = response.content.decode()
    assert "hunter2" not in html
    assert "<b>Boss" not in html
    text = page(response)
    for words in (
        "Created user bob@promapp.example",
        "Modified Properties",
        "POST /api/scim/Users",
    ):
        assert words in text
    assert ada.get("/provisioning/log/999999/").status_code == 404


def test_a_failed_entry_says_what_to_do(ada: Client, api: EndpointClient) -> None:
    api.create_user("bob@promapp.example")
    api.expect(409, "POST", "/Users", {"userName": "bob@promapp.example"})
    event = ProvisioningEvent.objects.get(result="Failure")
    text = read(ada, f"/provisioning/log/{event.pk}/")
    assert "The name is taken" in text
    assert "What to do:" in text


def test_the_export_is_streamed_and_harmless(ada: Client, api: EndpointClient) -> None:
    api.create_user('=HYPERLINK("http://x")', externalId="+1")
    response = ada.get("/provisioning/log.csv")
    assert response.streaming
    assert 'attachment; filename="provisioning-log-' in response["Content-Disposition"]
    header, row = csv.reader(io.StringIO(b"".join(response).decode()))
    found = dict(zip(header, row, strict=True))
    assert found["name"] == '\'=HYPERLINK("http://x")'
    assert found["external id"] == "'+1"
    assert AuditEntry.objects.filter(action="log.exported").count() == 1


@pytest.mark.parametrize("chunk", [1, 2, 3, 7])
def test_the_export_leaves_out_and_doubles_no_entry(
    ada: Client, api: EndpointClient, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    """Entries of one moment are told apart where a piece ends."""
    for number in range(6):
        api.create_user(f"user{number}")
    moment = timezone.now()
    ProvisioningEvent.objects.update(created_at=moment)
    earlier = ProvisioningEvent.objects.order_by("pk")[1:3].values("pk")
    ProvisioningEvent.objects.filter(pk__in=list(earlier.values_list("pk", flat=True))).update(
        created_at=moment - timedelta(seconds=1)
    )
    monkeypatch.setattr(sheets, "CHUNK", chunk)
    response = ada.get("/provisioning/log.csv")
    rows = list(csv.DictReader(io.StringIO(b"".join(response).decode())))
    names = [row["name"] for row in rows]
    assert names == ["user5", "user4", "user3", "user0", "user2", "user1"]


def test_the_export_asks_for_a_fresh_proof(ada: Client) -> None:
    session = ada.session
    session["signed_in_at"] = time.time() - 16 * 60
    session.save()
    assert ada.get("/provisioning/log.csv").headers["Location"].startswith("/confirm/")


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\n=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"],
)
def test_no_text_is_a_formula(text: str) -> None:
    assert str(harmless(text)).startswith(f"'{text[0]}")
    assert harmless(f"a{text.strip()}") == f"a{text.strip()}"
    assert harmless(-1) == -1


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\uff1d"])
@pytest.mark.parametrize("before", [";", "\n", "\r\n", "\t", '";', '";"', "; ", ";'"])
def test_no_part_of_a_text_is_one_where_cells_are_separated_otherwise(
    before: str, sign: str
) -> None:
    assert harmless(f"a{before}{sign}1") == f"a{before}'{sign}1"
    assert harmless(f"a{before}b{sign}1") == f"a{before}b{sign}1"


def test_a_local_administrator_is_linked_through_the_inbox(
    ada: Client, api: EndpointClient
) -> None:
    boss = make_administrator("boss@promapp.example")
    patch = {"op": "replace", "path": "title", "value": "Boss"}
    api.patch(f"/Users/{boss.scim_id}", patch, status=409)
    assert "boss@promapp.example administrator" in read(ada, "/provisioning/links/")
    assert "1 local account or group waits for your yes" in read(ada, "/")
    request = LinkRequest.objects.get()
    asked = read(ada, f"/provisioning/links/{request.pk}/approve/")
    assert "Link boss@promapp.example to the identity provider?" in asked
    chosen = {"scim_may_disable": "on", "scim_may_rename": "on"}
    response = ada.post(f"/provisioning/links/{request.pk}/approve/", chosen, follow=True)
    assert "“boss@promapp.example” is linked." in page(response)
    api.patch(f"/Users/{boss.scim_id}", patch)
    boss.refresh_from_db()
    assert (boss.title, boss.is_provisioned, boss.is_staff) == ("Boss", True, True)
    assert [name for name in boss.CHOICES if getattr(boss, name)] == list(chosen)
    assert AuditEntry.objects.filter(action="link.approved").count() == 1
    response = ada.post(f"/provisioning/links/{request.pk}/approve/", follow=True)
    assert "was decided before" in page(response)


def test_a_request_is_dismissed(ada: Client, api: EndpointClient) -> None:
    boss = make_administrator("boss@promapp.example")
    patch = {"op": "replace", "path": "title", "value": "Boss"}
    api.patch(f"/Users/{boss.scim_id}", patch, status=409)
    request = LinkRequest.objects.get()
    response = ada.post(f"/provisioning/links/{request.pk}/dismiss/", follow=True)
    assert "“boss@promapp.example” stays local." in page(response)
    api.patch(f"/Users/{boss.scim_id}", patch, status=409)
    listed = read(ada, "/provisioning/links/")
    assert "Nothing waits for you." in listed
    assert "Link after all" in listed
    ada.post(f"/provisioning/links/{request.pk}/approve/")
    api.patch(f"/Users/{boss.scim_id}", patch)
    assert "Link after all" not in read(ada, "/provisioning/links/")
    assert "decided before" in read(ada, f"/provisioning/links/{request.pk}/approve/")


def test_what_was_linked_elsewhere_waits_no_more(ada: Client, api: EndpointClient) -> None:
    boss = make_administrator("boss@promapp.example")
    patch = {"op": "replace", "path": "title", "value": "Boss"}
    api.patch(f"/Users/{boss.scim_id}", patch, status=409)
    provenance.link(boss, by="a test")
    page = read(ada, "/provisioning/links/")
    assert "Nothing waits for you." in page
    assert "boss@promapp.example" not in page


def test_only_a_superuser_links(client: Client, api: EndpointClient) -> None:
    steve = make_user("steve", is_staff=True)
    boss = make_administrator("boss@promapp.example")
    patch = {"op": "replace", "path": "title", "value": "Boss"}
    api.patch(f"/Users/{boss.scim_id}", patch, status=409)
    client.force_login(steve)
    assert "Only a superuser may link it." in read(client, "/provisioning/links/")
    request = LinkRequest.objects.get()
    response = client.post(f"/provisioning/links/{request.pk}/approve/", follow=True)
    assert "Only a superuser may link" in page(response)
    boss.refresh_from_db()
    assert not boss.is_provisioned


def test_the_self_check_passes_and_leaves_nothing(ada: Client, settings: object) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:9"  # nobody listens there
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    before = (User.objects.count(), ProvisioningEvent.objects.count(), AccessToken.objects.count())
    response = ada.post("/provisioning/check/")
    steps = response.context["steps"]
    assert [step.is_good for step in steps] == [True] * 7 + [False], steps
    assert steps[-1].is_warning
    assert "Passed" in page(response)
    assert before == (
        User.objects.count(),
        ProvisioningEvent.objects.count(),
        AccessToken.objects.count(),
    )


def test_the_self_check_tells_which_step_fails(
    ada: Client, settings: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    from promapp_console.pages import self_check

    settings.PUBLIC_URL = "http://127.0.0.1:9"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
    monkeypatch.setattr(self_check.Day, "match", lambda self: self.expect("userName", "other"))
    response = ada.post("/provisioning/check/")
    steps = response.context["steps"]
    assert [step.is_good for step in steps[:3]] == [True, True, False]
    assert "instead of 'other'" in steps[2].said
    assert "Failed" in page(response)


@pytest.mark.long
@pytest.mark.parametrize("path", ["/", "/provisioning/", "/provisioning/log/"])
def test_pages_cost_the_same_however_much_happened(
    ada: Client, api: EndpointClient, path: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            ada.get(path)
        return len(captured)

    api.create_user("first@promapp.example")
    taken = {"displayName": make_group("Local").display_name}
    api.expect(409, "POST", "/Groups", taken)
    few = queries()
    for number in range(12):
        api.create_user(f"user{number}@promapp.example")
        api.expect(409, "POST", "/Groups", taken)
    assert queries() <= few + 1  # the connection may be failing by now, which is looked into


def test_whoever_has_the_name_is_a_link(ada: Client, api: EndpointClient) -> None:
    grace = make_user("grace@promapp.example", display_name="Grace Nakamura")
    other = api.create_user("g.nakamura@promapp.example")
    api.expect(409, "POST", "/Users", {"userName": "Grace@promapp.example"})
    rename = {"op": "replace", "path": "userName", "value": "GRACE@promapp.example"}
    api.patch(f"/Users/{other['id']}", rename, status=409)
    sales = make_group("Sales")
    api.expect(409, "POST", "/Groups", {"displayName": "SALES"})
    for event in ProvisioningEvent.objects.filter(scim_type="uniqueness"):
        holder = sales if event.resource_type == "Group" else grace
        page = ada.get(f"/provisioning/log/{event.pk}/").content.decode()
        assert f'/{holder.scim_id}/"><bdi>{holder.display_name}</bdi></a>' in page
        assert "here already has the name &#x27;" in page
    for address in ("/", "/provisioning/"):
        assert f"/groups/{sales.scim_id}/" in ada.get(address).content.decode()
    assert "in the last 7 days. The last time, by Sales." in read(ada, "/")


def test_a_refusal_leads_to_where_it_is_solved(ada: Client, secret: str) -> None:
    token = AccessToken.objects.get()
    User.objects.filter(pk=token.owner_id).update(is_staff=False)
    EndpointClient(secret).expect(401, "GET", "/Users")
    User.objects.filter(pk=token.owner_id).update(is_staff=True)
    event = ProvisioningEvent.objects.get(reason="owner_not_administrator")
    for address in ("/provisioning/", f"/provisioning/log/{event.pk}/"):
        page = ada.get(address).content.decode()
        assert f"/profile/tokens/{token.pk}/take-over/" in page
        assert "Take over the token" in page
    assert "Turned away: the token&#x27;s owner" in read(ada, "/provisioning/log/")
