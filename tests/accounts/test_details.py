"""What people change of their own account."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory

from accounts import token_format
from accounts.lifecycle import details
from accounts.models import AuditEntry, Mail, User
from tests.factories import make_administrator, make_user

EDIT = "/profile/details/"
GIVEN = {
    "first_name": "Ada",
    "last_name": "Lovelace",
    "display_name": "Ada L.",
    "email": "ada@new.example",
}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def ada(administrator: User) -> Client:
    return signed_in(administrator)


def addresses(person: User) -> set[str]:
    return set(person.values.filter(attribute="emails").values_list("value", flat=True))


def test_names_and_address_are_changed(ada: Client, administrator: User) -> None:
    former, version = administrator.email, administrator.version
    assert f'href="{EDIT}"' in ada.get("/profile/").content.decode()
    page = ada.post(EDIT, GIVEN, follow=True)
    assert page.redirect_chain[-1][0] == "/profile/"
    assert "Your details were saved." in page.content.decode()
    administrator.refresh_from_db()
    assert {name: getattr(administrator, name) for name in GIVEN} == GIVEN
    assert administrator.last_name_key == "lovelace"
    assert administrator.version > version  # clients of SCIM see it
    assert addresses(administrator) == {"ada@new.example"}
    entry = AuditEntry.objects.get(action="user.changed")
    assert entry.actor == administrator
    assert entry.detail["fields"] == list(GIVEN)
    assert set(Mail.objects.values_list("recipient", flat=True)) == {former, "ada@new.example"}


def test_what_is_the_same_is_not_told(ada: Client, administrator: User) -> None:
    given = {name: getattr(administrator, name) for name in GIVEN}
    assert ada.post(EDIT, given).status_code == 302
    assert not AuditEntry.objects.filter(action="user.changed").exists()
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"), [("email", "no address"), ("first_name", "x" * 257), ("email", "a" * 300)]
)
def test_bad_input_loses_nothing(ada: Client, administrator: User, name: str, value: str) -> None:
    page = ada.post(EDIT, {**GIVEN, name: value})
    text = page.content.decode()
    assert page.status_code == 200
    assert "Lovelace" in text
    assert value in text
    administrator.refresh_from_db()
    assert administrator.last_name != "Lovelace"


@pytest.mark.parametrize("name", ["first_name", "last_name", "display_name"])
@pytest.mark.parametrize("value", ["{token}", "a {token}", "Ada\u202eecal", "\u200b"])
def test_a_name_holds_nothing_secret_and_nothing_unseen(
    ada: Client, administrator: User, name: str, value: str
) -> None:
    value = value.format(token=token_format.generate("scim"))
    page = ada.post(EDIT, {**GIVEN, name: value})
    assert page.status_code == 200
    assert name in page.context["form"].errors
    with pytest.raises(ValidationError):
        details.change(administrator, {name: value}, by=RequestFactory().get("/"))


def test_the_act_itself_refuses_what_no_form_let_through(administrator: User) -> None:
    request = RequestFactory().post(EDIT)
    request.user = administrator
    for name, value in (("email", "no address"), ("last_name", "x" * 257)):
        with pytest.raises(ValidationError):
            details.change(administrator, {name: value}, request)
    administrator.refresh_from_db()
    assert administrator.email != "no address"


def test_an_address_can_be_taken_away(ada: Client, administrator: User) -> None:
    ada.post(EDIT, {**GIVEN, "email": ""})
    administrator.refresh_from_db()
    assert administrator.email == ""
    assert addresses(administrator) == set()


def test_what_the_identity_provider_keeps_stays(db: None) -> None:
    person = make_user("grace", email="grace@old.example", is_provisioned=True)
    client = signed_in(person)
    form = client.get(EDIT).content.decode()
    assert "Time zone" in form
    assert "E-mail address" not in form
    assert "Given name" not in form
    client.post(EDIT, GIVEN)
    person.refresh_from_db()
    assert (person.first_name, person.email) == ("", "grace@old.example")


def test_a_provisioned_administrator_keeps_their_own_address(db: None) -> None:
    boss = make_administrator("boss", is_provisioned=True, rights_linked=True)
    client = signed_in(boss)
    client.post(EDIT, GIVEN)
    boss.refresh_from_db()
    assert (boss.first_name, boss.email) == ("", "ada@new.example")
