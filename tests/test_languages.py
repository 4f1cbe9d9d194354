"""Every word that people read is marked for translation, and every catalogue holds them all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.languages import catalogue, sources, unmarked

# Their addresses begin with /api, so they are shown in English to everybody.
ENGLISH = {"scim/api.html", "scim/api_fields.html"}

TEMPLATES = {
    path.relative_to(sources.ROOT / "templates").as_posix(): path
    for path in sources.templates()
    if path.suffix == ".html"
}
# The rooms whose words people read, but for modules of made-up people, names of columns and jobs,
# words to search by, and what the JSON API says of its parameters.
ROOMS = (
    "accounts/lifecycle accounts/pages promapp_console/admin promapp_console/lists "
    "promapp_console/pages promapp_console/provisioning promapp_console/templatetags"
)
ASIDE = (
    "bulk crowd crowd_log curl demo export filters finding guides invented jobs load "
    "mapping neighbours self_check wording"
)
MODULES = {
    path.relative_to(sources.ROOT).as_posix(): path
    for path in sources.modules()
    if path.parent.relative_to(sources.ROOT).as_posix() in ROOMS.split()
    and path.stem not in ASIDE.split()
}
# What is stored, compared or sent to programs.
UNSHOWN = re.compile(
    r"^(Lax|User|Group|Create|Update|Disable|Enable|Delete|Success|Taken over\.|Revoked\.|"
    r"SELECT .*|<.*|{} <.*|"
    r"was .*|it was replaced by a new one|in site administration|[a-zA-Z]+ (name|id|type|modified)|"
    r"already has the .*|A failure has a status of 400 or more\.)$",
    re.S,
)
OFFERED = [language for language, _ in settings.LANGUAGES if language != "en"]


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_marked(name: str) -> None:
    found = unmarked.in_template(TEMPLATES[name].read_text())
    assert found == [] or name in ENGLISH


@pytest.mark.parametrize("name", MODULES)
def test_a_module_is_marked(name: str) -> None:
    found = unmarked.in_module(MODULES[name].read_text())
    assert [text for text in found if not UNSHOWN.match(text)] == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('x = "Say it"', ["Say it"]),
        ('x = _("Say it")', []),
        ('x = f"Say {it}"', ["Say {}"]),
        ('x = _("Say %(it)s") % {"it": it}', []),
        ('label = "Name"', ["Name"]),
        ('x = "None."', ["None."]),
        ('x = f"Rejected: {it}"', ["Rejected: {}"]),
        ('x = f"{it} (deleted)"', ["{} (deleted)"]),
        ('"""Say it."""', []),
        ('logger.info("Say it")', []),
        ('x = y["Say it"]', []),
    ],
)
def test_an_unmarked_text_is_found(source: str, found: list[str]) -> None:
    assert unmarked.in_module(source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ('<p>{% translate "Hello" %} <b>{{ name }}</b></p>', []),
        ("{% blocktranslate %}Hello <b>{{ name }}</b>{% endblocktranslate %}", []),
        ('<a href="x" aria-label="Hello">{{ name }}</a>', ["Hello"]),
        ('<input type="submit" value="Send">', ["Send"]),
        ('{{ name|default:"Never" }} {{ name|default:_("Never") }}', ["Never"]),
        ('{% chip "good" "Done" %} {% chip "good" _("Done") %}', ["Done"]),
        ('{% include "a.html" with label="Users" %}', ["Users"]),
        ("<pre><code>make run</code></pre>{# aside #}<b>Promapp</b>", []),
    ],
)
def test_an_unmarked_word_is_found(source: str, found: list[str]) -> None:
    assert unmarked.in_template(source) == found


def test_a_catalogue_lags_behind_nothing() -> None:
    """`python -m tests.languages` brings it up to date, and names what is to be translated."""
    for language in catalogue.languages():
        kept = catalogue.read(language)
        assert list(kept) == list(sources.found())
        compiled = catalogue.compiled(language, kept.values())
        assert catalogue.path(language, "mo").read_bytes() == compiled


def test_a_language_that_is_offered_is_whole() -> None:
    for language in OFFERED:
        kept = catalogue.read(language).values()
        assert [entry.text.single for entry in kept if not all(entry.said)] == []


def test_a_translation_names_what_its_text_names() -> None:
    """Places, elements and their attributes; a plural may leave out the number of one."""
    for language in catalogue.languages():
        for entry in catalogue.read(language).values():
            single, several = (_parts(text) for text in (entry.text.single, entry.text.plural))
            for said in filter(None, entry.said):
                assert _parts(said) in (single, several), said


def _parts(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)s|%s|</?\w[^>]*>", text))


def test_no_template_loads_what_all_have() -> None:
    loading = [name for name, path in TEMPLATES.items() if _loads(path)]
    assert loading == []


def _loads(path: Path) -> bool:
    return bool(re.search(r"{% load [^%]*\bi18n\b", path.read_text()))
