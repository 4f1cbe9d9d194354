"""From users and groups to the requests that made them what they are."""

import pytest

from accounts import words
from accounts.models import AccessToken, User
from promapp_console.provisioning import wording
from promapp_console.provisioning.history import why_disabled
from scim.models import ProvisioningEvent
from tests.factories import make_token, make_user
from tests.scim.endpoint_client import EndpointClient
from tests.scim.insight.events import ago, make_event

pytestmark = pytest.mark.django_db
OFF = {"op": "Replace", "path": "active", "value": "False"}
ON = {"op": "Replace", "path": "active", "value": "True"}


def test_other_events_in_plain_words() -> None:
    rejected = make_event("Query", "Rejected", reason="wrong_scope", resource_type="")
    assert wording.plain(rejected) == "Turned away: the token has the wrong scope"
    unnamed = make_event("Query", "Rejected", status=403, resource_type="")
    assert wording.plain(unnamed) == "Turned away: not allowed"
    unknown = make_event("Update", "Failure", status=404, resource_id="7f0c")
    assert wording.plain(unknown) == "Update of an unknown user failed: 7f0c"
    test = make_event("Query", is_test_connection=True)
    assert wording.plain(test) == "Tested the connection"
    gone = make_event("Delete", name="ada")
    assert wording.plain(gone) == "Deleted user ada"
    linked = make_event("Update", linked=True, name="ada")
    assert wording.plain(linked) == "Linked user ada"
    bulk = make_event("Create", "Failure", resource_type="", path="/api/scim/Bulk")
    assert wording.plain(bulk) == "Create /api/scim/Bulk failed"


def test_why_somebody_is_disabled(api: EndpointClient) -> None:
    path = f"/Users/{api.create_user('bob')['id']}"
    bob = User.objects.get(username="bob")
    make_token(bob)
    assert why_disabled(bob) is None
    api.patch(path, OFF)
    bob.refresh_from_db()
    event = ProvisioningEvent.objects.latest("pk")
    token = AccessToken.objects.exclude(owner=bob).get()
    found = why_disabled(bob)
    assert found
    assert found.event == event
    assert found.sentence == (
        f"bob was disabled by Microsoft Entra (token Entra, {token.hint}) on "
        f"{words.date_time(event.created_at)}. 1 token was ended."
    )
    api.patch(path, ON)
    bob.refresh_from_db()
    assert why_disabled(bob) is None


def test_somebody_who_was_disabled_here() -> None:
    bob = make_user("bob", is_active=False, is_provisioned=True)
    for _ in range(2):
        found = why_disabled(bob)
        assert found
        assert found.event is None
        assert found.sentence.startswith("bob was disabled at this site: no request")
        # Enabled by the identity provider since it disabled him: it was not its doing.
        make_event("Disable", resource_id=bob.scim_id, created_at=ago(days=2))
        make_event("Enable", resource_id=bob.scim_id, created_at=ago(days=1))


def test_somebody_who_never_had_access(api: EndpointClient) -> None:
    api.create_user("bob", active=False)
    found = why_disabled(User.objects.get(username="bob"))
    assert found
    assert found.event
    assert found.sentence.startswith("bob was created without access by Microsoft Entra (token ")


def test_a_try_that_failed_disabled_nobody() -> None:
    bob = make_user("bob", is_active=False)
    make_event("Disable", "Failure", resource_id=bob.scim_id)
    found = why_disabled(bob)
    assert found
    assert found.event is None
