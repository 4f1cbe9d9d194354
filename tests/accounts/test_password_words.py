"""Passwords made of what everybody tries first at this site."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from pytest_django import Settings

from accounts.people import password_words

WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in "promapp12")  # full-width letters
MADE_OF_WORDS = ["promapp2026", "PromApp-Console!", "scimscimscim1", "Provisioning#1", WIDE]
OTHERS = ["a console of good oak", "promapp and eleven geese", "tram-geese-lantern"]


def refusals(password: str) -> list[str]:
    try:
        validate_password(password)
    except ValidationError as error:
        return [reason.code for reason in error.error_list]
    return []


@pytest.mark.parametrize("password", MADE_OF_WORDS)
def test_names_of_the_site_make_no_password(password: str) -> None:
    assert "password_of_site_words" in refusals(password)


@pytest.mark.parametrize("password", OTHERS)
def test_a_word_within_a_longer_password_is_no_fault(password: str) -> None:
    assert refusals(password) == []


def test_an_organisation_adds_its_own(settings: Settings) -> None:
    assert refusals("Contoso-Falcon-26") == []
    settings.PASSWORD_WORDS = ["Contoso", "falcon", "ab"]
    assert refusals("Contoso-Falcon-26") == ["password_of_site_words"]
    assert "ab" not in password_words.words()


def test_the_sites_own_name_counts(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://people-intra.contoso.example"
    assert {"people", "intra", "contoso"} <= password_words.words()
    settings.PUBLIC_URL = "http://[::1]:8000"
    assert password_words.words() == set(password_words.WORDS)
