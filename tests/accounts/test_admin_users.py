"""Users in Django admin: search, what is locked, rights, and ending access."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Permission
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.folding import FoldedField
from accounts.models import AccessToken, AttributeValue, User
from accounts.work.audit import AuditEntry
from promapp_console.admin.users import ATTRIBUTES
from scim.table.columns import element_values, single_values
from scim.table.schemas import GROUP_TYPE
from tests.admin_pages import act, filled_in, list_url, names, page_url, said, submit
from tests.factories import make_administrator, make_group, make_token, make_user


@pytest.fixture
def ops(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


@pytest.fixture
def bob(administrator: User) -> User:
    """A user whom the identity provider keeps."""
    token, _ = make_token(administrator, description="Microsoft Entra")
    bob = make_user(
        "Bob.Ümläut@x.example",
        email="",
        display_name="Bob Builder",
        external_id="Ext-7",
        is_provisioned=True,
        provisioned_by=token,
    )
    bob.values.create(attribute="emails", type="work", value="Robert@Mail.example", primary=True)
    bob.values.create(attribute="phoneNumbers", type="mobile", value="+49 30 1")
    bob.values.create(attribute="addresses", type="work", formatted="Way 1\nBonn")
    return bob


@pytest.fixture
def clerk(db: None) -> User:
    """An administrator who may change people, but is no superuser."""
    clerk = make_user("clerk", is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__endswith="_user"))
    return clerk


# The list


@pytest.mark.parametrize(
    "term",
    [
        "bob.üml",
        "BOB.ÜMLÄUT@X.EXAMPLE",
        "bob bui",
        "Ext-7",
        "robert@mail.example",
        "robert",
        " bob.ü ",
    ],
)
def test_search_finds(ops: Client, bob: User, user: User, term: str) -> None:
    response = ops.get(list_url(User), {"q": term})
    assert [str(row) for row in response.context["cl"].result_list] == [bob.username]


def test_search_finds_by_scim_id(ops: Client, bob: User) -> None:
    assert names(ops, User, f"q={bob.scim_id.upper()}") == {bob.username}


@pytest.mark.parametrize("term", ["uilder", "ext-7", "Ext-", "%", "_", "+49 30 1"])
def test_search_does_not_find(ops: Client, bob: User, term: str) -> None:
    response = ops.get(list_url(User), {"q": term})
    assert list(response.context["cl"].result_list) == []


def test_the_list_says_who_keeps_whom(ops: Client, bob: User) -> None:
    page = ops.get(list_url(User)).content.decode()
    assert "Microsoft Entra</td>" in page
    assert "Local</td>" in page


def test_filters(ops: Client, administrator: User, bob: User, user: User) -> None:
    assert names(ops, User, "is_provisioned__exact=1") == {bob.username}
    assert names(ops, User, "is_staff__exact=1") == {administrator.username}
    assert names(ops, User, "is_active__exact=0") == set()
    group = make_group("Finance", bob)
    assert names(ops, User, f"groups__id__exact={group.pk}") == {bob.username}


# A provisioned user


def test_every_attribute_has_a_place_on_the_page() -> None:
    shown = {name for names in ATTRIBUTES.values() for name in names}
    columns = {f.source for f in User._meta.concrete_fields if isinstance(f, FoldedField)}
    assert columns <= shown


def test_the_page_shows_everything(ops: Client, administrator: User, bob: User) -> None:
    make_group("Finance", bob)
    make_token(bob, description="A token of Bob's")
    page = ops.get(page_url(bob)).content.decode()
    for text in (
        bob.scim_id,
        "Ext-7",
        "Bob Builder",
        "Robert@Mail.example",
        "+49 30 1",
        "Bonn",
        "Finance",
        "A token of Bob&#x27;s",
        "Managed by Microsoft Entra",
        "User name (userName)",
    ):
        assert text in page, text


def test_mapped_fields_of_a_provisioned_user_do_not_change(ops: Client, bob: User) -> None:
    before = User.objects.values().get(pk=bob.pk)
    values = list(AttributeValue.objects.order_by("pk").values())
    phone = bob.values.get(attribute="phoneNumbers")
    response = submit(
        ops,
        bob,
        username="mallory",
        is_active=None,
        display_name="Mallory",
        external_id="other",
        email="mallory@evil.example",
        **{
            "values-0-id": phone.pk,
            "values-0-value": "+1",
            "values-0-attribute": "phoneNumbers",
            "values-0-DELETE": "on",
            "values-TOTAL_FORMS": "3",
            "values-2-attribute": "roles",
            "values-2-value": "admin",
        },
    )
    assert response.status_code == 302
    assert User.objects.values().get(pk=bob.pk) == before
    assert list(AttributeValue.objects.order_by("pk").values()) == values


def test_rights_of_a_provisioned_administrator_can_change(ops: Client, bob: User) -> None:
    """They are none of SCIM's, so its clients see no change."""
    User.objects.filter(pk=bob.pk).update(is_staff=True)
    assert submit(ops, bob, is_superuser="on").status_code == 302
    bob.refresh_from_db()
    assert bob.is_superuser
    assert bob.version == 1
    assert bob.display_name == "Bob Builder"


def test_a_provisioned_user_is_not_deleted_here(ops: Client, bob: User, user: User) -> None:
    assert ops.post(page_url(bob, "delete"), {"post": "yes"}).status_code == 403
    response = act(ops, "delete_selected", bob, user, post="yes")
    assert "detach it first" in said(response)
    assert User.objects.filter(pk__in=[bob.pk, user.pk]).count() == 2


def test_detach_and_link(ops: Client, bob: User, user: User) -> None:
    assert "Detached" in said(act(ops, "detach_from_identity_provider", bob, user, confirmed="yes"))
    bob.refresh_from_db()
    assert (bob.is_provisioned, bob.provisioned_by) == (False, None)
    submit(ops, bob, display_name="Robert")
    bob.refresh_from_db()
    assert bob.display_name == "Robert"
    assert "Linked" in said(act(ops, "link_to_identity_provider", bob, confirmed="yes"))
    bob.refresh_from_db()
    assert bob.is_provisioned
    assert "None of the selected" in said(
        act(ops, "link_to_identity_provider", bob, confirmed="yes")
    )


def test_a_local_administrator_can_be_linked(ops: Client) -> None:
    other = make_administrator()
    asked = act(ops, "link_to_identity_provider", other)
    assert "What may the identity provider do?" in asked.content.decode()
    other.refresh_from_db()
    assert not other.is_provisioned
    chosen = {"confirmed": "1", "scim_may_enable": "on"}
    act(ops, "link_to_identity_provider", other, **chosen)
    other.refresh_from_db()
    assert (other.is_provisioned, other.is_staff, other.is_superuser) == (True, True, True)
    assert [name for name in other.CHOICES if getattr(other, name)] == ["scim_may_enable"]
    assert submit(ops, other, scim_may_enable=None, scim_may_delete="on").status_code == 302
    other.refresh_from_db()
    assert [name for name in other.CHOICES if getattr(other, name)] == ["scim_may_delete"]


def test_a_detached_user_with_several_addresses_can_get_a_new_one(ops: Client, bob: User) -> None:
    bob.values.filter(attribute="emails").update(primary=None)
    bob.values.create(attribute="emails", type="home", type_key="home", value="h@x", primary=True)
    act(ops, "detach_from_identity_provider", bob, confirmed="yes")
    assert submit(ops, bob, email="new@x.example").status_code == 302
    emails = bob.values.filter(attribute="emails").order_by("pk")
    assert [(e.type, e.value, e.primary) for e in emails] == [
        ("work", "new@x.example", True),
        ("home", "h@x", None),
    ]


# A local user


def test_a_local_user_is_added_with_a_password(ops: Client) -> None:
    add = reverse("admin:accounts_user_add")
    data = {"username": "Åsa", "email": "asa@x.example", "password1": "x", "password2": "x"}
    assert "password2" in ops.post(add, data).context["adminform"].form.errors
    data |= {"password1": "a long enough one", "password2": "a long enough one"}
    assert ops.post(add, data).status_code == 302
    asa = User.objects.get(username="Åsa")
    assert asa.check_password("a long enough one")
    assert (asa.is_staff, asa.is_provisioned, asa.version) == (False, False, 1)
    assert asa.values.get(attribute="emails").value == "asa@x.example"


def test_a_user_name_differs_in_more_than_case(ops: Client, user: User) -> None:
    make_user("Straße")
    data = {
        "username": "STRASSE",
        "password1": "a long enough one",
        "password2": "a long enough one",
    }
    response = ops.post(reverse("admin:accounts_user_add"), data)
    assert "already exists" in said(response)
    assert "already exists" in said(submit(ops, user, username="STRASSE"))


def test_saving_a_local_user_tells_scim_clients(ops: Client, user: User) -> None:
    before = user.last_modified
    assert submit(ops, user, title="Boss").status_code == 302
    user.refresh_from_db()
    assert (user.title, user.title_key, user.version) == ("Boss", "boss", 2)
    assert user.last_modified > before
    assert submit(ops, user).status_code == 302
    user.refresh_from_db()
    assert user.version == 2


def test_saving_does_not_undo_what_came_over_scim_meanwhile(ops: Client, user: User) -> None:
    page = filled_in(ops.get(page_url(user)))
    User.objects.filter(pk=user.pk).update(is_provisioned=True, title="From Entra")
    assert ops.post(page_url(user), {**page, "title": "Stale"}).status_code == 302
    user.refresh_from_db()
    assert user.title == "From Entra"


def test_the_manager_is_known_to_scim_by_its_id(ops: Client, user: User) -> None:
    boss = make_user("boss")
    submit(ops, user, manager=boss.pk)
    user.refresh_from_db()
    assert (user.manager, user.manager_value, user.manager_value_key) == (
        boss,
        boss.scim_id,
        boss.scim_id,
    )
    submit(ops, user, manager="")
    user.refresh_from_db()
    assert (user.manager, user.manager_value) == (None, "")


@pytest.mark.long
def test_child_rows_of_a_local_user(ops: Client, user: User) -> None:
    new = {
        "values-TOTAL_FORMS": "2",
        "values-0-attribute": "phoneNumbers",
        "values-0-value": "+1",
        "values-0-primary": "true",
        "values-1-attribute": "phoneNumbers",
        "values-1-value": "+2",
        "values-2-TOTAL_FORMS": "1",
        "values-2-0-type": "home",
        "values-2-0-locality": "Bonn",
    }
    response = submit(ops, user, **{**new, "values-1-primary": "true"})
    assert "Only one of the phoneNumbers can be the primary one" in response.content.decode()
    assert submit(ops, user, **new).status_code == 302
    user.refresh_from_db()
    assert user.version == 2
    first, second = user.values.filter(attribute="phoneNumbers").order_by("pk")
    assert (first.value_key, first.primary, second.primary) == ("+1", True, None)
    assert user.values.get(attribute="addresses").locality == "Bonn"
    moved = {"values-0-primary": "unknown", "values-1-primary": "true"}
    assert submit(ops, user, **moved).status_code == 302
    moved_back = {"values-0-primary": "true", "values-1-primary": "unknown"}
    assert submit(ops, user, **moved_back).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.primary, second.primary) == (True, None)


# Ending access


def signed_in(user: User) -> SessionStore:
    store = SessionStore()
    store.create()
    UserSession.objects.create(user=user, session_key=store.session_key, ip="192.0.2.1")
    return store


@pytest.mark.parametrize("way", ["form", "action"])
def test_disabling_ends_sessions_and_tokens(ops: Client, user: User, way: str) -> None:
    session = signed_in(user)
    token, _ = make_token(user)
    if way == "form":
        submit(ops, user, is_active=None)
    else:
        assert "have ended" in said(act(ops, "disable", user, confirmed="yes"))
    user.refresh_from_db()
    token.refresh_from_db()
    assert (user.is_active, user.version) == (False, 2)
    assert not SessionStore().exists(session.session_key or "")
    assert token.revoked_at
    assert "disabled" in token.revoked_reason


def test_the_page_shows_open_sessions(ops: Client, user: User) -> None:
    session = signed_in(user)
    assert ">Open<" in ops.get(page_url(user)).content.decode()
    session.delete()
    page = ops.get(page_url(user)).content.decode()
    assert ">Open<" not in page
    assert "192.0.2.1" in page


def test_a_session_that_has_expired_is_not_shown_as_open(ops: Client, user: User) -> None:
    session = signed_in(user)
    Session.objects.filter(pk=session.session_key).update(expire_date=timezone.now())
    page = ops.get(page_url(user)).content.decode()
    assert 'chip-good">Open' not in page
    assert 'chip-quiet">Ended' in page


@pytest.mark.long
def test_the_page_costs_the_same_for_many_sessions_and_tokens(ops: Client, user: User) -> None:
    def cost() -> int:
        signed_in(user)
        token, _ = AccessToken.objects.add(owner=user, scope="audit", description="Report")
        assert AccessToken.objects.filter(pk=token.pk).revoke(by=None)
        with CaptureQueriesContext(connection) as captured:
            ops.get(page_url(user))
        return len(captured)

    few = cost()
    assert [cost() for _ in range(3)] == [few] * 3


def test_old_tokens_do_not_make_the_page_long(
    ops: Client, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("promapp_console.admin.tokens.PANEL_ROWS", 2)
    make_token(user, description="Works")
    for number in range(4):
        token, _ = make_token(user, description=f"Ended {number}")
        AccessToken.objects.filter(pk=token.pk).revoke(by=None)
    page = ops.get(page_url(user)).content.decode()
    assert [name in page for name in ("Works", "Ended 3", "Ended 2", "Ended 1", "Ended 0")] == [
        *[True] * 3,
        *[False] * 2,
    ]
    address = f"{list_url(AccessToken)}?owner__id__exact={user.pk}"
    assert address in page
    assert ops.get(address).context["cl"].result_count == 5


def test_managed_users_are_disabled_elsewhere(ops: Client, bob: User) -> None:
    assert "disable them there" in said(act(ops, "disable", bob, confirmed="yes"))
    bob.refresh_from_db()
    assert bob.is_active


@pytest.mark.parametrize("way", ["form", "action"])
def test_whom_the_identity_provider_may_not_disable_is_disabled_here(ops: Client, way: str) -> None:
    """As in the console: somebody must be able to."""
    boss = make_administrator(is_provisioned=True, rights_linked=True, scim_may_disable=False)
    if way == "form":
        submit(ops, boss, is_active=None)
    else:
        act(ops, "disable", boss, confirmed="yes")
    boss.refresh_from_db()
    assert not boss.is_active
    submit(ops, boss, is_active="on")
    boss.refresh_from_db()
    assert boss.is_active
    User.objects.filter(pk=boss.pk).update(scim_may_disable=True)
    assert "is_active" not in ops.get(page_url(boss)).context["adminform"].form.fields
    assert "disable them there" in said(act(ops, "disable", boss, confirmed="yes"))


def test_a_label_says_what_scim_calls_it(ops: Client, user: User) -> None:
    page = ops.get(page_url(user)).content.decode()
    group = ops.get(page_url(make_group())).content.decode()
    for item in (*single_values(), *element_values("addresses")):
        assert f"({item.name})" in page
    for item in single_values(GROUP_TYPE):
        assert f"({item.name})" in group


@pytest.mark.parametrize("change", [{"is_active": None}, {"is_staff": None}])
def test_the_last_administrator_stays(
    ops: Client, administrator: User, change: dict[str, None]
) -> None:
    response = submit(ops, administrator, **change)
    assert "last active administrator" in said(response)
    administrator.refresh_from_db()
    assert administrator.is_administrator
    make_administrator()
    assert submit(ops, administrator, **change).status_code == 302


def test_nobody_disables_or_deletes_themselves_by_an_action(
    ops: Client, administrator: User
) -> None:
    make_administrator()
    assert "None of the selected" in said(act(ops, "disable", administrator, confirmed="yes"))
    assert "is you" in said(act(ops, "delete_selected", administrator, post="yes"))
    assert ops.post(page_url(administrator, "delete"), {"post": "yes"}).status_code == 403
    administrator.refresh_from_db()
    assert administrator.is_active


def test_a_local_user_is_deleted(ops: Client, user: User) -> None:
    make_group("Finance", user)
    token, _ = make_token(user)
    assert ops.post(page_url(user, "delete"), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=user.pk).exists()
    token.refresh_from_db()
    assert (token.owner, token.owner_name) == (None, user.username)


# Rights


def test_only_superusers_change_rights(client: Client, clerk: User, user: User) -> None:
    client.force_login(clerk)
    everything = Permission.objects.values_list("pk", flat=True)
    response = submit(
        client,
        user,
        is_staff="on",
        is_superuser="on",
        user_permissions=list(everything),
        title="Helper",
    )
    assert response.status_code == 302
    user.refresh_from_db()
    assert user.title == "Helper"
    assert (user.is_staff, user.is_superuser, user.user_permissions.count()) == (False, False, 0)


def test_those_with_rights_are_for_superusers(
    client: Client, clerk: User, administrator: User
) -> None:
    """A new e-mail address or password would be a way to become them."""
    client.force_login(clerk)
    password = reverse("admin:auth_user_password_change", args=[administrator.pk])
    data = {"password1": "mine from now on", "password2": "mine from now on"}
    assert client.post(page_url(administrator), {"email": "c@x.example"}).status_code == 403
    assert client.post(password, data).status_code == 403
    assert client.post(page_url(administrator, "delete"), {"post": "yes"}).status_code == 403
    for action in ("disable", "link_to_identity_provider"):
        assert "Only a superuser" in said(act(client, action, administrator))
    assert "only a superuser" in said(act(client, "delete_selected", administrator, post="yes"))
    administrator.refresh_from_db()
    assert (administrator.is_active, administrator.is_provisioned) == (True, False)
    assert administrator.check_password("correct horse battery staple")


def test_nobody_raises_themselves(client: Client, clerk: User) -> None:
    client.force_login(clerk)
    assert client.post(page_url(clerk), {"is_superuser": "on"}).status_code == 403
    clerk.refresh_from_db()
    assert not clerk.is_superuser


def test_the_audit_log_says_who_changed_what_counts(
    ops: Client, administrator: User, bob: User, user: User
) -> None:
    act(ops, "detach_from_identity_provider", bob, confirmed="yes")
    act(ops, "link_to_identity_provider", bob, confirmed="yes")
    act(ops, "disable", user, confirmed="yes")
    submit(ops, user, is_active="on")
    submit(ops, user, is_active=None)
    submit(ops, user, title="Chief")
    entries = AuditEntry.objects.filter(object_type="accounts.user").order_by("pk")
    assert [(entry.action, entry.object_name) for entry in entries] == [
        ("provenance.detached", bob.username),
        ("provenance.linked", bob.username),
        ("user.disabled", user.username),
        ("user.enabled", user.username),
        ("user.disabled", user.username),
        ("user.changed", user.username),
    ]
    assert {entry.actor for entry in entries} == {administrator}
    assert entries[0].detail == {"former": "Managed by Microsoft Entra"}
