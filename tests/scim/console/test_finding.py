"""One search over people, groups, access tokens, requests and pages."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import token_format
from accounts.models import User
from accounts.tokens import acts
from promapp_console.lists import finding
from scim.models import ProvisioningEvent
from tests.factories import make_administrator, make_group, make_token, make_user
from tests.scim.console.pages import read
from tests.scim.endpoint_client import EndpointClient

pytestmark = pytest.mark.django_db


def found(asked: str, user: User) -> dict[str, list[str]]:
    """The names of what a term finds, by kind."""
    kinds = finding.find(finding.term(asked), user)
    return {kind.title: [hit.name for hit in kind.hits] for kind in kinds}


def make_event(**fields: str) -> ProvisioningEvent:
    """Save an event of a user who was created."""
    given = {"action": "Create", "result": "Success", "resource_type": "User", **fields}
    return ProvisioningEvent.objects.create(status=201, **given)


def test_each_kind_is_found_by_the_beginning_of_a_word(administrator: User) -> None:
    make_user("gn@promapp.example", display_name="Grace Nakamura", is_active=False)
    make_group("Nakamura's team")
    make_token(administrator, description="Pilot of Nakamura")
    assert found("nakam", administrator) == {
        "Users": ["Grace Nakamura"],
        "Groups": ["Nakamura's team"],
        "Access tokens": ["Pilot of Nakamura"],
    }
    assert found("amura", administrator) == {}
    assert found("test conn", administrator) == {"Pages": ["Set-up"]}
    assert found("LOG", administrator)["Pages"] == ["Log", "Audit log"]
    assert found("  ", administrator) == {}
    hit = finding.find("gn@", administrator)[0].hits[0]
    assert hit.note == "Disabled · gn@promapp.example"


def test_who_is_called_just_so_comes_first(administrator: User) -> None:
    for name in ("bobby", "bob", "bobbins"):
        make_user(name)
    assert found("bob", administrator)["Users"] == ["bob", "bobbins", "bobby"]
    assert found("BOBBY", administrator)["Users"] == ["bobby"]


def test_a_few_of_each_kind_and_a_way_to_the_others(ada: Client, administrator: User) -> None:
    for number in range(finding.FEW + 1):
        make_user(f"eve{number}")
        make_group(f"Evening {number}")
    kinds = finding.find("eve", administrator)
    assert [len(kind.hits) for kind in kinds[:2]] == [finding.FEW, finding.FEW]
    for kind in kinds[:2]:
        assert len(ada.get(kind.more).context["page"].rows) == finding.FEW + 1


def test_an_id_leads_straight_there(ada: Client, administrator: User) -> None:
    user, group, event = make_user(), make_group(), make_event(request_id=str(uuid4()))
    for term, address in (
        (user.scim_id, f"/users/{user.scim_id}/"),
        (f" {group.scim_id.upper()} ", f"/groups/{group.scim_id}/"),
        (event.request_id, f"/provisioning/log/{event.pk}/"),
    ):
        response = ada.get("/search/", {"search": term})
        assert (response.status_code, response.headers["Location"]) == (302, address)
        assert address in ada.get("/search/suggestions/", {"search": term}).content.decode()


def test_the_requests_of_a_bulk_request_are_listed(ada: Client) -> None:
    name = str(uuid4())
    for user in ("bob", "eve"):
        make_event(request_id=name, name=user)
    page = read(ada, f"/search/?search={name}")
    assert "Created user bob" in page
    assert "Created user eve" in page


def test_somebody_who_is_gone_is_found_in_the_log(ada: Client, administrator: User) -> None:
    api = EndpointClient(make_token(administrator)[1])
    gone = api.create_user("bob")["id"]
    api.expect(204, "DELETE", f"/Users/{gone}")
    (hit,) = finding.find(gone, administrator)[0].hits
    assert len(ada.get(hit.address).context["rows"]) == 2
    assert found(str(uuid4()), administrator) == {}


def test_a_token_is_found_by_its_beginning_and_never_shown(
    ada: Client, administrator: User
) -> None:
    token, secret = make_token(administrator, description="Entra prod")
    make_token(administrator, description="Another")
    for asked in (token.hint, token.hint[:-3], token.key_id, secret):
        assert found(asked, administrator) == {"Access tokens": ["Entra prod"]}, asked
    suggested = ada.get("/search/suggestions/", {"search": secret}).content.decode()
    assert "Entra prod" in suggested
    assert secret not in suggested
    response = ada.get("/search/", {"search": secret})
    assert response.headers["Location"] == f"/profile/tokens/{token.pk}/"
    foreign = str(token_format.generate("scim"))
    response = ada.get("/search/", {"search": foreign}, follow=True)
    assert response.redirect_chain == [("/search/?search=pmp_scim_%E2%80%A6", 302)]
    assert foreign not in response.content.decode()


def test_tokens_that_have_ended_come_last(administrator: User) -> None:
    for description in ("Entra A", "Entra B", "Entra C"):
        token, _ = make_token(administrator, description=description)
    acts.revoke(administrator, token)
    assert found("entra", administrator)["Access tokens"] == ["Entra B", "Entra A", "Entra C"]


def test_others_find_their_own_alone(client: Client) -> None:
    boss, user = make_administrator("boss"), make_user("ursula")
    make_token(boss, description="Entra of boss")
    own, _ = make_token(boss, description="Entra of mine")
    type(own).objects.filter(pk=own.pk).update(owner=user, owner_name=user.username)
    make_group("Entrance")
    event = make_event(name="entra", request_id=str(uuid4()))
    assert found("entra", user) == {"Access tokens": ["Entra of mine"]}
    for asked in ("boss", event.request_id, boss.scim_id, "audit log", "site"):
        assert found(asked, user) == {}, asked
    assert found("pass", user) == {"Pages": ["Change password", "Security"]}
    client.force_login(user)
    assert "Entra of boss" not in read(client, "/search/?search=entra")
    assert "What was found" in client.get("/search/suggestions/?search=entra").content.decode()


@pytest.mark.parametrize("asked", ["", "\0", "x" * 10_000, "%_\\", "'\";--", "🦊", "pmp_"])
def test_odd_terms_find_nothing(ada: Client, asked: str) -> None:
    for address in ("/search/", "/search/suggestions/"):
        assert ada.get(address, {"search": asked}).context["found"] == []


def test_queries_are_few_and_read_no_more_than_they_show(administrator: User) -> None:
    for number in range(30):
        make_user(f"eve{number}")
    with CaptureQueriesContext(connection) as captured:
        finding.find("eve", administrator)
    assert len(captured) <= 8
    for query in captured.captured_queries:
        sql = query["sql"]
        is_unique = '"key_id" =' in sql
        assert "LIMIT" in sql or is_unique, sql


def test_every_page_that_is_found_opens(ada: Client, administrator: User) -> None:
    for page in finding.PAGES:
        (hit, *_) = finding.find(page.title, administrator)[-1].hits
        assert hit.name == page.title
        assert ada.get(hit.address).status_code == 200, page.title
