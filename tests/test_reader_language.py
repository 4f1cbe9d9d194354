"""In which language a page is answered, and that no program is answered in another than English."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse
from django.utils import translation

pytestmark = pytest.mark.django_db
GERMAN = {"HTTP_ACCEPT_LANGUAGE": "de-CH, de;q=0.9, en;q=0.5", "secure": True}


@pytest.fixture(autouse=True)
def _german(settings: LazySettings) -> None:
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]


def test_a_page_is_in_the_language_of_the_browser(client: Client) -> None:
    response = client.get(reverse("account_login"), **GERMAN)
    assert '<html lang="de"' in response.text
    assert response.headers["Content-Language"] == "de"
    assert "Accept-Language" in response.headers["Vary"]


def test_a_page_is_in_english_for_others(client: Client) -> None:
    response = client.get(reverse("account_login"), HTTP_ACCEPT_LANGUAGE="eo", secure=True)
    assert '<html lang="en"' in response.text


def test_a_thread_speaks_english_again_behind_a_page(client: Client) -> None:
    client.get(reverse("account_login"), **GERMAN)
    assert translation.get_language() == "en"


@pytest.mark.parametrize("path", ["/api/scim/Users", "/api/scim/nothing", "/api/v1/events"])
def test_programs_are_answered_in_english(client: Client, path: str) -> None:
    english, german = client.get(path, secure=True), client.get(path, **GERMAN)
    assert german.content == english.content
    assert german.headers.get("Content-Language") is None
    assert german.headers.get("Vary") == english.headers.get("Vary")
