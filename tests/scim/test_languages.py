"""An identity provider is spoken to in English, and nothing is translated for it."""

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from tests.scim.endpoint_client import USER, EndpointClient

pytestmark = pytest.mark.django_db
TAKEN = {"schemas": [USER], "userName": "EVE@promapp.example"}


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_a_detail_is_in_english_whatever_the_thread_said_before(
    api: EndpointClient, language: str
) -> None:
    api.create_user("eve@promapp.example")
    wanted = api.send("POST", "/Users", TAKEN).content
    asked = api.send("POST", "/Users", TAKEN, **{"Accept-Language": language}).content
    assert asked == wanted
    assert translation.get_language() == "en"


def test_no_text_is_looked_up_for_what_succeeds(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    gettext = trans_real.gettext

    def watched(text: str) -> str:
        looked_up.append(text)
        return gettext(text)

    monkeypatch.setattr(trans_real, "gettext", watched)
    eve = api.create_user("eve@promapp.example", displayName="Eve", active=True)
    api.get("/Users", filter='userName eq "eve@promapp.example"')
    api.patch(f"/Users/{eve['id']}", {"op": "replace", "path": "displayName", "value": "E."})
    group = api.create_group("Sales", eve["id"])
    api.get(f"/Groups/{group['id']}")
    api.expect(204, "DELETE", f"/Users/{eve['id']}")
    assert looked_up == []
