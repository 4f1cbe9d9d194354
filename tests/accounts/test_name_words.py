"""People are found by the beginning of any word of their names and addresses."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import NameWord, User
from accounts.people import name_words, search, upkeep
from promapp_console.provisioning.crowd import Crowd, Person, Span
from tests.factories import make_token, make_user
from tests.scim.endpoint_client import PATCH_OP, EndpointClient

pytestmark = pytest.mark.django_db


def words(user: User) -> set[str]:
    """What is kept of somebody."""
    return set(NameWord.objects.filter(user=user).values_list("word", flat=True))


@pytest.fixture
def ludwig() -> User:
    """Somebody whose names have more than one word."""
    return make_user(
        "l.beethoven@promapp.example",
        email="ludwig.van-b@music.example",
        first_name="Ludwig Maria",
        last_name="van Beethoven",
        display_name="Beethoven, L. (Müller's)",
        nick_name="Spaß",
    )


@pytest.mark.parametrize(
    "term",
    [
        "l.beet",
        "beethoven@prom",
        "BEETHOVEN, L",
        "ludwig",
        "ludwig.van",
        "van-b",
        "b@mus",
        "Mar",
        "maria",
        "van b",
        "Beetho",
        "Mu\u0308ller",
        "s)",
        "SPASS",
    ],
)
def test_the_beginning_of_any_word_finds(ludwig: User, term: str) -> None:
    make_user("eve@promapp.example", first_name="Eve")
    assert search.users(term).get() == ludwig
    assert User.objects.get(search.among(term)) == ludwig


@pytest.mark.parametrize("term", ["eethoven", "promapp", "music", "example", "udwig"])
def test_the_middle_of_a_word_and_a_domain_do_not(ludwig: User, term: str) -> None:
    assert not search.users(term).exists()


def test_nothing_is_kept_twice() -> None:
    """What finds the longer finds the shorter; the beginnings of both names have indexes."""
    ada = make_user(
        "ada.king@promapp.example",
        email="ada.king@promapp.example",
        first_name="Ada",
        last_name="King",
        display_name="Ada King",
    )
    assert words(ada) == {"king@promapp.example"}


def test_a_number_is_no_word() -> None:
    """Names made of one and a number, as tests and machines have, would change words each time."""
    machine = make_user("build.7@promapp.example", display_name="Build 7 North")
    assert words(machine) == {"north"}


def test_a_long_name_is_bounded() -> None:
    long = make_user("long", display_name="ab " * 60, last_name="x" * 200)
    assert len(words(long)) <= name_words.MOST + 1
    assert all(len(word) <= name_words.LENGTH for word in words(long))
    assert search.users("x" * 70).get() == long


def test_words_follow_the_names_over_scim() -> None:
    api = EndpointClient(make_token()[1])
    ada = api.create_user("a", name={"familyName": "Byron"})
    user = User.objects.get(scim_id=ada["id"])
    assert words(user) == {"byron"}

    def change(path: str, value: Any) -> None:
        operation = {"op": "replace", "path": path, "value": value}
        answer = api.send(
            "PATCH", f"/Users/{ada['id']}", {"schemas": [PATCH_OP], "Operations": [operation]}
        )
        assert answer.status_code < 300

    change("name.familyName", "King Noel")
    assert words(user) == {"king noel", "noel"}
    change("displayName", "King Noel")
    assert words(user) == {"noel"}
    change('emails[type eq "work"].value', "x.lovelace@promapp.example")
    assert search.users("lovel").get() == user
    api.send("DELETE", f"/Users/{ada['id']}")
    assert not NameWord.objects.exists()


def test_words_follow_a_plain_save(ludwig: User) -> None:
    ludwig.last_name = "Bach"
    ludwig.save(update_fields=["last_name"])
    assert search.users("bach").get() == ludwig
    assert not search.users("van b").exclude(pk=ludwig.pk).exists()
    ludwig.first_name = "Johann"
    ludwig.save()
    assert words(ludwig) == name_words.of(ludwig)
    with CaptureQueriesContext(connection) as captured:
        ludwig.title = "Cantor"
        ludwig.save(update_fields=["title"])
    assert len(captured) == 1


def test_what_another_release_wrote_is_mended(
    ludwig: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It writes no words, changes none and leaves some behind."""
    monkeypatch.setattr(upkeep, "LEAST", 10**9)  # everybody in one run, however high the keys are
    kept = words(ludwig)
    NameWord.objects.all().delete()
    assert upkeep.complete()
    assert words(ludwig) == kept
    assert not upkeep.complete()
    User.objects.filter(pk=ludwig.pk).update(last_name="Bach", last_name_key="bach")
    eve = make_user("eve", last_name="Moss")
    eve.values.all().delete()
    User.objects.filter(pk=eve.pk)._raw_delete("default")
    assert upkeep.complete()
    assert "bach" in words(ludwig)
    assert set(NameWord.objects.values_list("user", flat=True)) == {ludwig.pk}


def test_every_part_is_looked_at_within_a_day(
    ludwig: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [make_user(f"user{number}", last_name="Moss") for number in range(7)]
    NameWord.objects.filter(user__in=people).delete()
    monkeypatch.setattr(upkeep, "LEAST", 3)
    for minutes in range(0, 24 * 60, 5):
        moment = datetime(2026, 11, 26, minutes // 60, minutes % 60, tzinfo=UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda moment=moment: moment)
        upkeep.complete()
    assert search.users("moss").count() == 7


def test_a_crowd_has_its_words() -> None:
    moment = datetime(2026, 11, 26, tzinfo=UTC)
    crowd = Crowd(make_token()[0], 20, 0, Span(moment, moment))
    list(crowd.make_people())
    for user in User.objects.filter(external_id__startswith="demo-"):
        assert words(user) == name_words.of(user)
    family = Person(3).family
    assert search.users(family[:4]).exists()


def test_the_index_answers_alone() -> None:
    """A search reads of the table of words what its index holds."""
    rows = NameWord.objects.filter(search.begins("word", "moss"))
    plan = rows.order_by("word").values("user_id").explain()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        plan = rows.order_by("word").values("user_id").explain()
        assert "Index Only Scan using accounts_nameword_once" in plan
    else:
        assert "USING COVERING INDEX" in plan
