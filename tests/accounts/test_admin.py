"""Django admin: who gets in, what is never shown, and what stays fast."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccessToken, Group, User
from tests.admin_pages import list_url, names, page_url
from tests.factories import PASSWORD, make_group, make_token, make_user

INDEX = "/admin/"


@pytest.fixture
def staff(db: None) -> User:
    """An administrator who may change people and groups, but is no superuser."""
    user = make_user("steve", is_staff=True)
    changes = ("add", "change", "delete")
    user.user_permissions.set(
        Permission.objects.filter(
            content_type__app_label="accounts",
            codename__in=[f"{verb}_{name}" for verb in changes for name in ("user", "group")],
        )
    )
    return user


@pytest.fixture
def ops(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def test_an_anonymous_visitor_is_sent_to_sign_in(client: Client, db: None) -> None:
    response = client.get(list_url(User), follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert response.status_code == 200


def test_the_stock_login_form_does_not_let_in(client: Client, administrator: User) -> None:
    data = {"username": administrator.username, "password": PASSWORD, "next": INDEX}
    response = client.post(reverse("admin:login"), data)
    assert response.headers["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_an_ordinary_user_is_refused_without_a_loop(client: Client, user: User) -> None:
    client.force_login(user)
    response = client.get(INDEX, follow=True)
    assert response.status_code == 403
    assert len(response.redirect_chain) <= 1


@pytest.mark.parametrize("model", [User, Group, AccessToken, Authenticator])
def test_an_ordinary_user_sees_no_list(client: Client, user: User, model: type) -> None:
    client.force_login(user)
    assert client.get(list_url(model), follow=True).status_code == 403


def test_a_disabled_administrator_is_signed_out(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    User.objects.filter(pk=administrator.pk).update(is_active=False)
    response = client.get(INDEX, follow=True)
    assert response.redirect_chain[-1][0].startswith(reverse("account_login"))


def test_the_password_is_changed_in_the_console(ops: Client) -> None:
    response = ops.get(reverse("admin:password_change"))
    assert response.headers["Location"] == reverse("account_change_password")


def test_every_administrator_may_look(client: Client, user: User) -> None:
    """Even one who was given no permission; but not change anything."""
    make_user("looker", is_staff=True)
    client.force_login(User.objects.get(username="looker"))
    response = client.get(page_url(user))
    assert response.status_code == 200
    assert not response.context["has_change_permission"]
    assert client.post(page_url(user), {}).status_code == 403
    assert client.get(reverse("admin:accounts_user_add")).status_code == 403


def test_pages_that_go_around_our_checks_are_gone() -> None:
    shown = {model._meta.label for model in admin.site._registry}
    assert shown == {
        "accounts.AccessToken",
        "accounts.AuditEntry",
        "accounts.Entitlement",
        "accounts.Group",
        "accounts.KnownNetwork",
        "accounts.Mail",
        "accounts.Role",
        "accounts.ScheduledJob",
        "accounts.User",
        "mfa.Authenticator",
        "scim.DailyCount",
        "scim.LinkRequest",
        "scim.ProvisioningEvent",
    }


def test_nothing_secret_is_on_any_page(ops: Client, administrator: User) -> None:
    token, secret = make_token(administrator)
    data = {"secret": "JBSWY3DPEHPK3PXP"}
    factor = Authenticator.objects.create(user=administrator, type="totp", data=data)
    make_group("Finance", administrator)
    pages = [
        *(list_url(model) for model in (User, Group, AccessToken, Authenticator)),
        *(page_url(row) for row in (administrator, token, factor)),
        page_url(administrator, "history"),
        reverse("admin:auth_user_password_change", args=[administrator.pk]),
    ]
    shown = "".join(ops.get(page).content.decode() for page in pages)
    assert token.description in shown
    assert token.hint in shown
    password = administrator.password.split("$")[-1]
    for hidden in (secret, secret[20:40], token.digest, password, password[:6], data["secret"]):
        assert hidden not in shown


@pytest.mark.parametrize(
    ("model", "query"),
    [
        (AccessToken, "digest__startswith=a"),
        (Authenticator, "data__icontains=a"),
        (User, "password__startswith=m"),
        (User, "access_tokens__digest__startswith=a"),
    ],
)
def test_secret_columns_cannot_be_guessed_by_filtering(
    ops: Client, model: type, query: str
) -> None:
    assert ops.get(f"{list_url(model)}?{query}").status_code == 400


def test_a_lost_second_factor_is_taken_away_by_superusers_alone(
    client: Client, administrator: User, staff: User, user: User
) -> None:
    factor = Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    client.force_login(staff)
    assert client.post(page_url(factor, "delete"), {"post": "yes"}).status_code == 403
    client.force_login(administrator)
    assert names(client, Authenticator, f"q={user.username}") == {str(factor)}
    assert names(client, Authenticator, "q=nobody") == set()
    client.post(page_url(factor, "delete"), {"post": "yes"})
    assert not Authenticator.objects.exists()


def people(owner: User, count: int) -> None:
    token, _ = make_token(owner)
    for number in range(count):
        user = make_user(is_provisioned=True, provisioned_by=token)
        user.values.create(attribute="emails", value=user.email)
        make_token(user, description=f"Token {number}")
        make_group("", user, is_provisioned=True, provisioned_by=token)
        Authenticator.objects.create(user=user, type="totp", data={})


@pytest.mark.long
@pytest.mark.once
@pytest.mark.parametrize("query", ["", "?q=user"])
@pytest.mark.parametrize("model", [User, Group, AccessToken, Authenticator])
def test_a_list_asks_as_many_queries_for_60_rows_as_for_10(
    ops: Client, administrator: User, model: type, query: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert ops.get(list_url(model) + query).status_code == 200
        return len(captured)

    people(administrator, 10)
    few = queries()
    people(administrator, 50)
    assert queries() == few <= 9


def test_the_pages_of_a_user_and_a_group_ask_few_queries(ops: Client, user: User) -> None:
    group = make_group("Finance", user)
    for row, most in ((user, 14), (group, 10)):
        ops.get(page_url(row))  # so that content types are known, whatever ran before
        with CaptureQueriesContext(connection) as captured:
            ops.get(page_url(row))
        assert len(captured) <= most


def test_a_group_page_asks_as_many_queries_for_150_members_as_for_one(
    ops: Client, django_assert_max_num_queries: Callable[..., CaptureQueriesContext]
) -> None:
    group = make_group("Everybody", make_user("aaron"))
    with CaptureQueriesContext(connection) as captured:
        ops.get(page_url(group))
    group.user_set.add(*(make_user() for _ in range(150)))
    with django_assert_max_num_queries(len(captured)):
        response = ops.get(page_url(group))
    page = response.content.decode()
    assert "Members in the list of users (151)" in page
    assert page.count("/admin/accounts/user/") < 110


@pytest.mark.long
@pytest.mark.parametrize("term", ["a " * 1500, "a" * 60_000, '"' * 500, "%" * 3000])
def test_no_search_is_too_long_for_a_statement(ops: Client, term: str) -> None:
    for model, page in admin.site._registry.items():
        if page.search_fields:
            assert ops.get(list_url(model), {"q": term}).status_code == 200, model
