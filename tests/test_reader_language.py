"""In which language a page is answered, and that no program is answered in another than English."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.lifecycle import details
from accounts.models import User

pytestmark = pytest.mark.django_db
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-CH, de;q=0.9, en;q=0.5", "secure": True}


def test_a_page_is_in_the_language_of_the_browser(client: Client) -> None:
    response = client.get(reverse("account_login"), **GERMAN)
    assert '<html lang="de"' in response.text
    assert response.headers["Content-Language"] == "de"
    assert "Accept-Language" in response.headers["Vary"]


def test_a_page_is_in_english_for_others(client: Client) -> None:
    response = client.get(reverse("account_login"), HTTP_ACCEPT_LANGUAGE="eo", secure=True)
    assert '<html lang="en"' in response.text


def test_the_choice_of_this_browser_counts_more(client: Client) -> None:
    """It is made without a script, and goes back to where it was made."""
    response = client.post(reverse("language"), {"language": "en", "next": "/sign-in/"}, **GERMAN)
    assert response.url == "/sign-in/"
    assert '<html lang="en"' in client.get(reverse("account_login"), **GERMAN).text


def test_a_language_that_is_not_offered_is_not_kept(client: Client) -> None:
    response = client.post(
        reverse("language"), {"language": "eo", "next": "//evil.example"}, **GERMAN
    )
    assert response.url == "/"
    assert settings.LANGUAGE_COOKIE_NAME not in response.cookies


def test_ones_own_choice_counts_most(client: Client, administrator: User) -> None:
    client.force_login(administrator)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    version = administrator.version
    given = {"console_language": "de", "console_time_zone": ""}
    given |= {name: getattr(administrator, name) for name in (*details.NAMES, details.ADDRESS)}
    client.post(reverse("profile-edit"), given, secure=True)
    administrator.refresh_from_db()
    assert administrator.console_language == "de"
    assert administrator.version == version  # clients of SCIM do not see it
    assert '<html lang="de"' in client.get(reverse("profile"), secure=True).text


def test_a_choice_that_is_no_longer_offered_is_passed_over(
    client: Client, administrator: User
) -> None:
    User.objects.filter(pk=administrator.pk).update(console_language="eo")
    client.force_login(administrator)
    assert '<html lang="de"' in client.get(reverse("profile"), **GERMAN).text


def test_a_thread_speaks_english_again_behind_a_page(client: Client) -> None:
    client.get(reverse("account_login"), **GERMAN)
    assert translation.get_language() == "en"


@pytest.mark.parametrize("path", ["/api/scim/Users", "/api/scim/nothing", "/api/v1/events"])
def test_programs_are_answered_in_english(client: Client, path: str) -> None:
    english, german = client.get(path, secure=True), client.get(path, **GERMAN)
    assert german.content == english.content
    assert german.headers.get("Content-Language") is None
    assert german.headers.get("Vary") == english.headers.get("Vary")
