"""The stepper of the set-up."""

from uuid import uuid4

import pytest
from django.test import override_settings
from django.utils import timezone

from accounts.models import AccessToken
from promapp_console.provisioning.setup import setup_progress, warnings
from scim.models import ProvisioningEvent, Visit
from tests.factories import make_administrator, make_token, make_user
from tests.scim.endpoint_client import EndpointClient
from tests.scim.insight.events import ago

pytestmark = pytest.mark.django_db
TITLES = [
    "Create a Scim token",
    "Paste Tenant URL and Secret Token",
    "Click Test Connection",
    "Assign one test user",
    "Turn provisioning on",
]


def states() -> str:
    """The steps as the console draws them: v is done, o is current, . lies ahead."""
    signs = {"done": "v", "current": "o", "ahead": "."}
    return "".join(signs[step.state.value] for step in setup_progress().steps)


def test_the_whole_story() -> None:
    assert [step.title for step in setup_progress().steps] == TITLES
    assert states() == "o...."
    _token, secret = make_token(description="Entra prod")
    assert states() == "vo..."
    assert setup_progress().steps[0].detail == "“Entra prod” is there."
    entra = EndpointClient(secret)
    EndpointClient(secret[:-1]).expect(401, "GET", "/Users")
    progress = setup_progress()
    assert states() == "vo..."
    assert progress.trouble
    assert progress.trouble.cause == "damaged"
    entra.get("/Users", filter=f'userName eq "{uuid4()}"')
    progress = setup_progress()
    assert states() == "vvvo."
    assert progress.trouble is None
    assert progress.steps[2].detail == "The connection works."
    assert progress.steps[2].at == ProvisioningEvent.objects.latest("pk").created_at
    assert progress.current
    assert progress.current.key == "user"
    entra.create_user("ada")
    progress = setup_progress()
    assert states() == "vvvvo"
    assert progress.steps[3].detail == "ada arrived."
    assert not progress.is_complete
    entra.create_user("bob")
    assert states() == "vvvvv"
    assert setup_progress().is_complete
    assert setup_progress().current is None


def test_a_later_visit_tells_that_provisioning_is_on(api: EndpointClient) -> None:
    api.create_user("ada")
    assert states() == "vvvvo"
    ProvisioningEvent.objects.update(created_at=ago(minutes=50))
    Visit.objects.update(started_at=ago(minutes=50))
    assert states() == "vvvvo"
    visit = Visit.objects.create(token=AccessToken.objects.get(), started_at=ago(minutes=10))
    assert states() == "vvvvv"
    assert setup_progress().steps[4].at == visit.started_at


def test_a_linked_user_is_a_first_user(api: EndpointClient) -> None:
    user = make_user("ada")
    api.patch(f"/Users/{user.scim_id}", {"op": "replace", "path": "title", "value": "Dr"})
    assert states() == "vvvvo"
    assert setup_progress().steps[3].detail == "ada arrived."


def test_whoever_skips_test_connection_gets_on(api: EndpointClient) -> None:
    api.get("/Users")
    assert states() == "vvo.."
    api.create_user("ada")
    assert states() == "vvvvo"
    step = setup_progress().steps[2]
    assert (step.detail, step.at) == ("Requests arrive, so the connection works.", None)


def test_a_site_whose_log_was_pruned_is_set_up() -> None:
    for _ in range(2):
        make_user(is_provisioned=True)
    make_token()
    assert states() == "vvvvv"


def test_a_token_that_has_ended_is_none() -> None:
    make_token(expires_at=timezone.now())
    make_token(make_administrator(), scope="console")
    assert states() == "o...."


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://promapp.example", []),
        ("http://promapp.example", ["plain http"]),
        ("https://localhost:8443", ["no identity provider can reach"]),
        ("http://127.0.0.1:8000", ["no identity provider can reach", "plain http"]),
        ("https://192.168.1.5", ["no identity provider can reach"]),
        ("https://[::1]", ["no identity provider can reach"]),
    ],
)
def test_warns_of_addresses_that_entra_cannot_use(url: str, words: list[str]) -> None:
    with override_settings(PUBLIC_URL=url):
        found = warnings()
        assert setup_progress().warnings == found
    assert len(found) == len(words)
    for warning, word in zip(found, words, strict=True):
        assert word in warning
