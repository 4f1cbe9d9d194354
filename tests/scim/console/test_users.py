"""The pages of users: the list, one user, disabling, enabling, detaching."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from accounts.models import AccessToken, AttributeValue, User
from accounts.work.audit import AuditEntry
from promapp_console.lists import keyset, people
from tests.factories import make_administrator, make_group, make_token, make_user
from tests.scim.console.pages import FRAME, queries, read, text
from tests.scim.endpoint_client import ENTERPRISE, EndpointClient

NOBODY = "00000000-0000-4000-8000-000000000000"
MARKUP = "<b>Bob</b>"
HEBREW = "\u05d3\u05d5\u05d3"


def page_of(user: User, part: str = "") -> str:
    return f"/users/{user.scim_id}/{part}"


def listed(client: Client, query: str = "") -> list[str]:
    """Return the user names on a page of the list, in order."""
    response = client.get(f"/users/?{query}")
    assert response.status_code == 200
    return [user.username for user in response.context["page"].rows]


def open_session(user: User) -> Client:
    client = Client()
    client.force_login(user)
    UserSession.objects.create(user=user, session_key=client.session.session_key, ip="192.0.2.1")
    return client


# Who may see them


def test_strangers_and_ordinary_users_see_nothing(client: Client, user: User) -> None:
    bob = make_user("bob")
    addresses = [
        "/users/",
        page_of(bob),
        page_of(user),
        *(page_of(bob, part) for part in ("scim/", "disable/", "enable/", "detach/")),
    ]
    for address in addresses:
        assert client.get(address).headers["Location"].startswith("/sign-in/?next=")
    client.force_login(user)
    for address in addresses:
        assert client.get(address).status_code == 403
        assert client.post(address).status_code in {403, 405}
    bob.refresh_from_db()
    assert bob.is_active


@pytest.mark.parametrize("part", ["", "scim/", "disable/", "enable/", "detach/"])
@pytest.mark.parametrize("scim_id", [NOBODY, "1", "nonsense", "%00", "..%2f", NOBODY.upper()])
def test_who_is_not_there_is_404(ada: Client, scim_id: str, part: str) -> None:
    assert ada.get(f"/users/{scim_id}/{part}").status_code == 404


def test_an_administrator_without_permissions_may_look(client: Client, db: None) -> None:
    eve = make_user("eve", is_staff=True)
    client.force_login(eve)
    bob = make_user("bob")
    page = client.get(page_of(bob)).content.decode()
    assert "Disable" not in page
    for part in ("disable/", "enable/", "detach/"):
        assert client.get(page_of(bob, part)).status_code == 403
        assert client.post(page_of(bob, part)).status_code == 403
    eve.user_permissions.add(Permission.objects.get(codename="change_user"))
    assert client.get(page_of(bob, "disable/")).status_code == 200
    # Only a superuser touches who carries rights.
    boss = make_administrator()
    assert client.post(page_of(boss, "disable/")).status_code == 403
    boss.refresh_from_db()
    assert boss.is_active


# The list


def test_the_list_shows_everybody(ada: Client, administrator: User) -> None:
    token, _ = make_token(administrator, description="Entra prod")
    make_user("zoe", display_name="Zoë Q", is_provisioned=True, provisioned_by=token)
    make_user("bob", is_active=False, formatted_name="Bob B")
    assert listed(ada) == [administrator.username, "bob", "zoe"]
    page = read(ada, "/users/")
    for words in ("3 users", "Zoë Q", "Bob B", "Managed by Entra prod", "Local", "Disabled"):
        assert words in page


@pytest.mark.parametrize(
    "term", ["BO", "Robert", "bob@mail", "ext-7", "{id}", "{ID}", "work@mail.example"]
)
def test_the_search_finds(ada: Client, term: str) -> None:
    bob = make_user("bob", display_name="Robert", external_id="ext-7", email="bob@mail.example")
    AttributeValue.objects.create(user=bob, attribute="emails", value="Work@mail.example")
    make_user("zoe")
    term = term.format(id=bob.scim_id, ID=bob.scim_id.upper())
    assert listed(ada, f"q={term}") == ["bob"]


def test_what_cannot_be_found_is_said(ada: Client) -> None:
    page = read(ada, "/users/?q=xyz%F0%9F%98%80")
    assert "No users match. Clear filters" in page
    assert "0 users" in page


def test_the_filters_narrow(ada: Client, administrator: User) -> None:
    make_user("bob", is_active=False)
    make_user("zoe", is_provisioned=True)
    me = administrator.username
    assert listed(ada, "state=disabled") == ["bob"]
    assert listed(ada, "state=active") == [me, "zoe"]
    assert listed(ada, "provenance=managed") == ["zoe"]
    assert listed(ada, "provenance=local") == [me, "bob"]
    assert listed(ada, "role=administrator") == [me]
    assert listed(ada, "role=user&state=active&provenance=managed&q=z") == ["zoe"]


@pytest.mark.parametrize(
    "query",
    [
        "state=xyz&role=%3Cscript%3E&provenance=1",
        "q=" + "x" * 5000,
        "q=a%00b",
        "sort=password&after=1&before=2",
        f"after={NOBODY}",
        "after=%00",
        "page=-1&q=%FF",
        "sort=--user-name",
        "q=%20%20",
    ],
)
def test_nonsense_in_the_address_breaks_nothing(ada: Client, query: str) -> None:
    response = ada.get(f"/users/?{query}")
    assert response.status_code == 200
    assert "<script>" not in response.content.decode().replace('<script type="module"', "")


def test_a_wrong_filter_says_so_and_narrows_nothing(ada: Client, administrator: User) -> None:
    assert listed(ada, "state=xyz") == [administrator.username]
    assert "Choose one of these." in read(ada, "/users/?state=xyz")


def test_columns_sort_both_ways(ada: Client, administrator: User) -> None:
    administrator.display_name = "M"
    administrator.save()
    make_user("bob", display_name="Z")
    zoe = make_user("zoe", display_name="A")
    me = administrator.username
    assert listed(ada, "sort=-user-name") == ["zoe", "bob", me]
    assert listed(ada, "sort=display-name") == ["zoe", me, "bob"]
    User.objects.filter(pk=zoe.pk).update(last_modified=timezone.now() - timedelta(days=9))
    assert listed(ada, "sort=changed")[0] == "zoe"
    assert listed(ada, "sort=-changed")[-1] == "zoe"
    page = ada.get("/users/?sort=-display-name&q=").content.decode()
    assert page.count("aria-sort") == 1
    assert 'aria-sort="descending"' in page
    assert "?sort=user-name&amp;q=" in page


def test_many_are_sorted_by_an_index_alone(
    ada: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million sorted by the time of change would be read one and all, for each page."""
    make_user("zoe")
    assert "sort=-changed" in ada.get("/users/?sort=changed").content.decode()
    monkeypatch.setattr(people, "SORTED_WITHOUT_INDEX", 0)
    assert "sort=-changed" not in ada.get("/users/?sort=changed").content.decode()
    assert listed(ada, "sort=-changed") == [administrator.username, "zoe"]


def test_so_they_are_in_django_admin(
    ada: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = "/admin/accounts/user/"
    page = ada.get(path).content.decode()
    assert "?o=6" in page
    assert "?last_modified__gte" in page
    monkeypatch.setattr(people, "SORTED_WITHOUT_INDEX", 0)
    page = ada.get(path).content.decode()
    assert "?o=6" not in page
    assert "?last_modified__gte" not in page


@pytest.mark.parametrize("sort", ["user-name", "-user-name", "display-name", "-changed"])
def test_pages_meet_everybody_once_in_both_directions(
    ada: Client, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(people, "PAGE_SIZE", 3)
    for number in range(10):
        make_user(f"user{number:02}", display_name="same" if number % 2 else f"{number}")
    pages, query = [], f"sort={sort}"
    while query:
        page = ada.get(f"/users/?{query}").context["page"]
        pages.append([user.username for user in page.rows])
        query = page.next and f"sort={sort}&after={page.next}"
    met = [name for names in pages for name in names]
    assert [len(names) for names in pages] == [3, 3, 3, 2]
    assert (len(met), len(set(met))) == (11, 11)
    back = [pages[-1]]
    while page.previous:
        page = ada.get(f"/users/?sort={sort}&before={page.previous}").context["page"]
        back.append([user.username for user in page.rows])
        assert page.next
    assert back == pages[::-1]


def test_counting_ends_somewhere(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keyset, "COUNTED", 2)
    make_user()
    assert "2 users" in read(ada, "/users/")
    make_user()
    assert "1–3 of more than 2 users" in read(ada, "/users/")


def test_the_list_costs_the_same_for_many(ada: Client, administrator: User) -> None:
    token, _ = make_token(administrator)
    make_user(is_provisioned=True, provisioned_by=token)
    few = queries(ada, "/users/?q=user")
    for _ in range(5):
        make_user(is_provisioned=True, provisioned_by=token)
    assert queries(ada, "/users/?q=user") == few
    assert few <= 8 + FRAME


# One user


def test_every_value_is_shown_by_its_scim_name(ada: Client, api: EndpointClient) -> None:
    manager = api.create_user("manager", displayName="The Boss")
    created = api.create_user(
        "bob",
        externalId="ext-7",
        name={"givenName": "Bob", "familyName": "Builder"},
        active=True,
        emails=[{"value": "bob@mail.example", "type": "work", "primary": True}],
        phoneNumbers=[{"value": "+49 30 1", "type": "mobile", "display": "+49-30-1"}],
        addresses=[{"streetAddress": "1 Road\nFlat 2", "locality": "Berlin", "type": "home"}],
        photos=[{"value": "data:image/png;base64," + "A" * 9000}],
        password="never-shown-9",
        **{ENTERPRISE: {"department": "R&D", "manager": {"value": manager["id"]}}},
    )
    response = ada.get(f"/users/{created['id']}/")
    page = text(response).replace(" Locked", "")
    for words in (
        "userName bob",
        "externalId ext-7",
        "name.givenName Bob",
        "name.familyName Builder",
        "active true",
        "emails bob@mail.example ( work , primary )",
        "phoneNumbers +49 30 1 ( mobile , +49-30-1 )",
        "addresses 1 Road Flat 2, Berlin ( home )",
        "EnterpriseUser department R&D",
        f"manager.value {manager['id']}",
        "manager.displayName The Boss",
        "meta.resourceType User",
        f"id {created['id']}",
    ):
        assert words in page
    assert "A" * 600 not in page
    assert "never-shown-9" not in page
    assert "nickName" not in page
    rows = {
        row.name: row.is_mapped for section in response.context["sections"] for row in section.rows
    }
    assert rows["userName"] is True
    assert rows["id"] is rows["meta.created"] is rows["manager.displayName"] is False


def test_a_managed_user_is_locked_and_a_local_one_is_not(ada: Client, api: EndpointClient) -> None:
    bob = User.objects.get(scim_id=api.create_user("bob")["id"])
    page = read(ada, page_of(bob))
    for words in ("Managed by Entra", "Locked", "Detach from the identity provider"):
        assert words in page
    assert "Disable" not in page
    page = read(ada, page_of(make_user()))
    assert "Local" in page
    assert "Locked" not in page
    assert "Disable" in page


def test_the_document_is_the_one_of_the_endpoint(ada: Client, api: EndpointClient) -> None:
    created = api.create_user("bob", displayName=MARKUP, title=HEBREW)
    response = ada.get(f"/users/{created['id']}/scim/")
    assert json.loads(response.context["document"]) == api.get(f"/Users/{created['id']}")
    assert MARKUP not in response.content.decode()
    assert HEBREW in response.content.decode()


def test_groups_sessions_and_tokens_are_shown_without_secrets(ada: Client) -> None:
    eve = make_administrator("eve")
    token, secret = make_token(eve, description="Okta")
    make_group("Builders", eve)
    open_session(eve)
    response = ada.get(page_of(eve))
    page = text(response)
    for words in ("Builders", "1 session", "Okta", token.hint, "Never used"):
        assert words in page
    assert secret not in response.content.decode()
    assert token.digest not in response.content.decode()


def test_names_with_markup_or_from_right_to_left_stay_text(ada: Client) -> None:
    bob = make_user(MARKUP, display_name=HEBREW)
    for address in ("/users/", page_of(bob), page_of(bob, "disable/")):
        page = ada.get(address).content.decode()
        assert MARKUP not in page
        assert "<bdi>&lt;b&gt;Bob&lt;/b&gt;</bdi>" in page
    assert f">{HEBREW}</bdi>" in ada.get("/users/").content.decode()
    page = ada.post(page_of(bob, "disable/"), follow=True).content.decode()
    assert "<bdi>&lt;b&gt;Bob&lt;/b&gt;</bdi> was disabled." in page


def test_old_tokens_do_not_make_the_page_long(ada: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("promapp_console.pages.users.ENDED_TOKENS_SHOWN", 1)
    eve = make_administrator("eve")
    make_token(eve, description="Works")
    for number in range(2):
        token, _ = make_token(eve, description=f"Ended {number}")
        AccessToken.objects.filter(pk=token.pk).revoke(by=None)
    page = read(ada, page_of(eve))
    assert [name in page for name in ("Works", "Ended 1", "Ended 0")] == [True, True, False]
    assert "The first 2 of 3: those that work, then the latest that ended." in page


def test_one_user_costs_the_same_for_many_rows(ada: Client, api: EndpointClient) -> None:
    eve = make_administrator("eve")

    def more() -> None:
        make_group("", eve)
        make_token(eve)
        open_session(eve)
        api.patch(
            f"/Users/{user.scim_id}", {"op": "replace", "path": "title", "value": str(time.time())}
        )

    user = User.objects.get(scim_id=api.create_user("bob")["id"])
    more()
    few = queries(ada, page_of(eve)), queries(ada, page_of(user))
    for _ in range(4):
        more()
    assert (queries(ada, page_of(eve)), queries(ada, page_of(user))) == few
    assert max(few) <= 18 + FRAME


# The timeline, and why somebody is disabled


def disable(api: EndpointClient, user: User) -> None:
    api.patch(f"/Users/{user.scim_id}", {"op": "replace", "path": "active", "value": False})


def test_the_timeline_leads_to_each_request(ada: Client, api: EndpointClient) -> None:
    user = User.objects.get(scim_id=api.create_user("bob", title="Old")["id"])
    api.patch(f"/Users/{user.scim_id}", {"op": "replace", "path": "title", "value": "New"})
    api.expect(
        400,
        "PATCH",
        f"/Users/{user.scim_id}",
        {"Operations": [{"op": "replace", "path": "active", "value": "perhaps"}]},
    )
    response = ada.get(page_of(user))
    said = [moment.sentence for moment in response.context["timeline"]]
    assert said == ["Update user bob failed", "Changed user bob", "Created user bob"]
    for event in user.provisioning_events.all():
        assert f"/provisioning/log/{event.pk}/" in response.content.decode()
    assert "title Old New" in text(response)
    listed_all = f"/provisioning/log/?search={user.scim_id}"
    assert listed_all in response.content.decode()
    assert ada.get(listed_all).status_code == 200


def test_it_is_said_which_request_disabled_a_user(ada: Client, api: EndpointClient) -> None:
    user = User.objects.get(scim_id=api.create_user("bob")["id"])
    assert "Why is" not in read(ada, page_of(user))
    open_session(user)
    disable(api, user)
    event = user.provisioning_events.first()
    hint = event.token.hint
    page = read(ada, page_of(user))
    assert "Why is bob disabled?" in page
    assert f"bob was disabled by Microsoft Entra (token Entra, {hint}) on " in page
    assert f"{event.created_at:%H:%M} UTC. 1 session was ended." in page
    assert f"/provisioning/log/{event.pk}/" in (ada.get(page_of(user)).content.decode())


def test_a_user_created_without_access_says_so(ada: Client, api: EndpointClient) -> None:
    created = api.create_user("bob", active=False)
    assert "bob was created without access by Microsoft Entra" in (
        read(ada, f"/users/{created['id']}/")
    )


def test_the_last_of_several_reasons_counts(
    ada: Client, administrator: User, api: EndpointClient
) -> None:
    user = User.objects.get(scim_id=api.create_user("bob")["id"])
    disable(api, user)
    ada.post(page_of(user, "detach/"))
    ada.post(page_of(user, "enable/"))
    ada.post(page_of(user, "disable/"))
    assert f"bob was disabled here by {administrator.username} on" in read(ada, page_of(user))
    api.patch(f"/Users/{user.scim_id}", {"op": "replace", "path": "active", "value": True})
    disable(api, user)
    assert "bob was disabled by Microsoft Entra" in read(ada, page_of(user))


def test_where_nothing_is_known_nothing_is_claimed(ada: Client) -> None:
    bob = make_user("bob", is_active=False)
    page = read(ada, page_of(bob))
    assert "bob was disabled at this site: no request of the identity provider" in page
    assert "Nothing has happened yet." in page


# Disabling and enabling


def test_a_local_user_is_disabled_after_a_question(ada: Client, administrator: User) -> None:
    eve = make_administrator("eve")
    token, _ = make_token(eve, description="Entra prod")
    session = open_session(eve)
    page = read(ada, page_of(eve, "disable/"))
    assert "Disable eve ?" in page
    assert "1 session ends at once." in page
    assert "Provisioning with token “ Entra prod ” stops." in page
    eve.refresh_from_db()
    assert eve.is_active
    response = ada.post(page_of(eve, "disable/"), follow=True)
    assert response.redirect_chain == [(page_of(eve), 302)]
    page = text(response)
    assert "eve was disabled. 1 session and 1 token were ended." in page
    assert f"eve was disabled here by {administrator.username} on" in page
    assert 'role="status"' in response.content.decode()
    token.refresh_from_db()
    assert token.revoked_reason == "its owner was disabled in the console"
    assert session.get("/profile/").status_code == 302


def test_a_local_user_is_enabled(ada: Client, administrator: User) -> None:
    bob = make_user("bob", is_active=False)
    assert "Enable bob ?" in read(ada, page_of(bob, "enable/"))
    page = text(ada.post(page_of(bob, "enable/"), follow=True))
    assert "bob may sign in again." in page
    assert f"Enabled user By {administrator.username}" in page
    bob.refresh_from_db()
    assert bob.is_active


@pytest.mark.parametrize("part", ["disable/", "enable/"])
def test_a_managed_user_is_left_to_the_identity_provider(ada: Client, part: str) -> None:
    is_active = part == "disable/"
    bob = make_user("bob", is_provisioned=True, is_active=is_active)
    assert "The identity provider manages this account" in read(ada, page_of(bob, part))
    page = text(ada.post(page_of(bob, part), follow=True))
    assert "The identity provider manages this account" in page
    bob.refresh_from_db()
    assert bob.is_active is is_active


def test_the_last_administrator_stays(ada: Client, administrator: User) -> None:
    refusal = "This is the last active administrator of the site."
    assert refusal in read(ada, page_of(administrator, "disable/"))
    assert refusal in text(ada.post(page_of(administrator, "disable/"), follow=True))
    administrator.refresh_from_db()
    assert administrator.is_active


def test_nobody_disables_themselves(ada: Client, administrator: User) -> None:
    make_administrator()
    ada.post(page_of(administrator, "disable/"))
    administrator.refresh_from_db()
    assert administrator.is_active


def test_the_last_of_two_who_disable_each_other_stays(
    ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    eve = make_administrator("eve")

    def faster(*_: Any, **__: Any) -> str:
        User.objects.administrators().exclude(pk=eve.pk).update(is_active=False)
        return ""

    monkeypatch.setattr("accounts.lifecycle.activation.obstacle_to_disable", faster)
    ada.post(page_of(eve, "disable/"))
    eve.refresh_from_db()
    assert eve.is_active


def test_a_second_submit_changes_nothing_more(ada: Client) -> None:
    bob = make_user("bob")
    ada.post(page_of(bob, "disable/"))
    page = text(ada.post(page_of(bob, "disable/"), follow=True))
    assert "bob was not disabled. This user is disabled already." in page
    ada.post(page_of(bob, "enable/"))
    page = text(ada.post(page_of(bob, "enable/"), follow=True))
    assert "bob was not enabled. This user is active already." in page
    bob.refresh_from_db()
    assert bob.version == 3
    assert AuditEntry.objects.count() == 2


def test_a_user_is_detached(ada: Client, administrator: User, api: EndpointClient) -> None:
    bob = User.objects.get(scim_id=api.create_user("bob")["id"])
    page = read(ada, page_of(bob, "detach/"))
    assert "its next write links it again" in page
    page = text(ada.post(page_of(bob, "detach/"), follow=True))
    assert "bob was detached from the identity provider, and can be changed here now." in page
    assert f"Detached from the identity provider By {administrator.username}" in page
    bob.refresh_from_db()
    assert (bob.is_provisioned, bob.provisioned_by) == (False, None)
    assert AuditEntry.objects.get().detail == {"former": "Managed by Entra"}
    assert "manages it already" in read(ada, page_of(bob, "detach/"))
    ada.post(page_of(bob, "detach/"))
    assert AuditEntry.objects.count() == 1


def test_who_carries_rights_is_not_linked_again(ada: Client) -> None:
    boss = make_administrator(is_provisioned=True)
    assert "It carries rights" in read(ada, page_of(boss, "detach/"))


@pytest.mark.parametrize("part", ["disable/", "enable/", "detach/"])
def test_these_acts_ask_for_a_recent_proof(ada: Client, settings: Settings, part: str) -> None:
    cache.clear()
    bob = make_user("bob", is_provisioned=part == "detach/", is_active=part != "enable/")
    session = ada.session
    session["signed_in_at"] = time.time() - 16 * 60
    session.save()
    assert ada.get(page_of(bob, part)).headers["Location"].startswith("/confirm/?next=")
    assert ada.post(page_of(bob, part)).headers["Location"].startswith("/confirm/?next=")
    assert not AuditEntry.objects.exists()


def test_a_forged_form_does_nothing(csrf_client: Client, administrator: User) -> None:
    csrf_client.force_login(administrator)
    bob = make_user()
    assert csrf_client.post(page_of(bob, "disable/")).status_code == 403
    bob.refresh_from_db()
    assert bob.is_active


def test_an_administrator_whom_scim_may_not_switch_is_switched_here(
    ada: Client, administrator: User
) -> None:
    boss = make_administrator(is_provisioned=True, rights_linked=True, scim_may_disable=False)
    page = f"/users/{boss.scim_id}/"
    assert f"{page}disable/" in ada.get(page).content.decode()
    ada.post(f"{page}disable/")
    assert not User.objects.get(pk=boss.pk).is_active
    User.objects.filter(pk=boss.pk).update(scim_may_enable=True)
    assert f"{page}enable/" not in ada.get(page).content.decode()
    ada.post(f"{page}enable/")
    assert not User.objects.get(pk=boss.pk).is_active
    User.objects.filter(pk=boss.pk).update(scim_may_enable=False)
    ada.post(f"{page}enable/")
    assert User.objects.get(pk=boss.pk).is_active
