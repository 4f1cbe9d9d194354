"""The stepper of the set-up."""

from uuid import uuid4

import pytest
from django.test import override_settings
from django.utils import timezone

from accounts.models import AccessToken, User
from accounts.work import telling
from promapp_console.provisioning import guides
from promapp_console.provisioning.setup import ON_DEMAND, address_warning, setup_progress
from scim.models import ProvisioningEvent, Visit
from tests.factories import make_administrator, make_token, make_user
from tests.scim.endpoint_client import EndpointClient
from tests.scim.insight.events import ago

pytestmark = pytest.mark.django_db
TITLES = [
    "Create a Scim token",
    "Paste Tenant URL and Secret Token",
    "Click Test Connection",
    "Choose who is in scope",
    "Assign one test user",
    "Notification Email",
    "Turn provisioning on",
]


def states() -> str:
    """The steps as the console draws them: v is done, o is current, . lies ahead."""
    signs = {"done": "v", "current": "o", "ahead": "."}
    return "".join(signs[step.state.value] for step in setup_progress().steps)


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody is told of failures, unless a test says otherwise."""
    monkeypatch.setattr(telling, "lacks", list)


def test_the_whole_story() -> None:
    assert [step.title for step in setup_progress().steps] == TITLES
    assert states() == "o....v."
    _token, secret = make_token(description="Entra prod")
    assert states() == "vo...v."
    assert setup_progress().steps[0].detail == "“Entra prod”"
    entra = EndpointClient(secret)
    EndpointClient(secret[:-1]).expect(401, "GET", "/Users")
    progress = setup_progress()
    assert states() == "vo...v."
    assert progress.trouble
    assert progress.trouble.cause == "damaged"
    assert progress.heard[0][1] == "Turned away: the token was cut off when it was pasted"
    entra.get("/Users", filter=f'userName eq "{uuid4()}"')
    progress = setup_progress()
    assert states() == "vvvo.v."
    assert progress.trouble is None
    assert progress.steps[2].detail == "The connection works"
    assert progress.steps[2].at == ProvisioningEvent.objects.latest("pk").created_at
    assert progress.current
    assert progress.current.key == "scope"
    assert progress.current.is_unseen
    assert setup_progress(passed={"scope"}).current == setup_progress(passed={"scope"}).steps[4]
    entra.create_user("ada")
    progress = setup_progress()
    assert states() == "vvvvvvo"
    assert progress.steps[4].detail == "ada arrived"
    assert progress.done == 6
    assert not progress.is_complete


def visit(**span: float) -> Visit:
    """Somebody came then."""
    at = ago(**span).replace(second=0, microsecond=0)
    return Visit.objects.get_or_create(token=AccessToken.objects.get(), started_at=at)[0]


def arrived(**span: float) -> None:
    """Have all that is here have come then."""
    ProvisioningEvent.objects.update(created_at=ago(**span))
    User.objects.update(created=ago(**span))
    Visit.objects.all().delete()
    visit(**span)


def test_users_on_demand_are_no_cycle(api: EndpointClient) -> None:
    for name in ("ada", "bob", "eve"):
        api.create_user(name)
    assert states() == "vvvvvvo"
    arrived(minutes=90)
    for minutes in (80, 72, 60):  # more of them, one after the other
        visit(minutes=minutes)
    assert states() == "vvvvvvo"


def test_a_call_after_a_pause_was_asked_for_by_nobody(api: EndpointClient) -> None:
    api.create_user("ada")
    arrived(minutes=50)
    assert states() == "vvvvvvo"
    later = visit(minutes=10)
    assert states() == "vvvvvvv"
    assert setup_progress().steps[-1].at == later.started_at
    assert setup_progress().is_complete
    assert setup_progress().current is None


def test_a_pause_before_the_first_user_tells_nothing(api: EndpointClient) -> None:
    api.create_user("ada")
    arrived(minutes=10)
    visit(hours=2)
    assert states() == "vvvvvvo"


def test_more_users_than_anybody_tries_came_in_a_cycle() -> None:
    make_token()
    for _ in range(ON_DEMAND):
        make_user(is_provisioned=True)
    assert states() == "vvvvvvo"
    make_user(is_provisioned=True)
    assert states() == "vvvvvvv"


def test_a_linked_user_is_a_first_user(api: EndpointClient) -> None:
    user = make_user("ada")
    api.patch(f"/Users/{user.scim_id}", {"op": "replace", "path": "title", "value": "Dr"})
    assert states() == "vvvvvvo"
    assert setup_progress().steps[4].detail == "ada arrived"


def test_whoever_skips_test_connection_gets_on(api: EndpointClient) -> None:
    api.get("/Users")
    assert states() == "vvo..v."
    api.create_user("ada")
    step = setup_progress().steps[2]
    assert (step.detail, step.at) == ("Requests arrive, so the connection works", None)


def test_whether_somebody_is_told_tells_of_nothing_else(
    api: EndpointClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "lacks", lambda: [telling.Lack.SERVER])
    api.create_user("ada")
    assert states() == "vvvvvo."
    assert setup_progress(passed={"notify"}).current == setup_progress(passed={"notify"}).steps[6]
    arrived(minutes=50)
    visit(minutes=10)
    assert states() == "vvvvvov"
    assert setup_progress().is_complete


def test_only_what_nobody_sees_is_done_by_saying_so() -> None:
    steps = setup_progress(passed={"token", "pasted", "tested", "user", "on", "scope"}).steps
    assert [step.state.value for step in steps].count("done") == 2
    [groups] = [step for step in setup_progress("okta", {"groups"}).steps if step.key == "groups"]
    assert (groups.state.value, groups.detail) == ("done", "Done")


@pytest.mark.parametrize(
    ("client", "names", "guide"),
    [
        ("", [], "entra"),
        ("", ["Okta prod"], "okta"),
        ("", ["OneLogin"], "onelogin"),
        ("", ["our script"], "entra"),
        ("other", ["Okta prod"], "other"),
        ("nonsense", ["Okta prod"], "okta"),
    ],
)
def test_the_guide_is_of_whoever_calls(client: str, names: list[str], guide: str) -> None:
    for name in names:
        make_token(description=name)
    assert setup_progress(client).guide.key == guide


def test_other_clients_are_done_with_groups() -> None:
    _, secret = make_token(description="Okta")
    okta = EndpointClient(secret)
    okta.get("/Users")
    assert [step.state.value for step in setup_progress().steps[1:3]] == ["done", "done"]
    okta.create_user("ada")
    assert not setup_progress().is_complete
    okta.create_group("Analysts")
    progress = setup_progress()
    assert progress.guide.client == "Okta"
    assert progress.is_complete
    assert progress.steps[-1].detail == "Analysts arrived"


def test_every_step_of_every_guide_can_be_told() -> None:
    for guide in guides.GUIDES.values():
        progress = setup_progress(guide.key)
        assert [step.key for step in progress.steps] == [stage.key for stage in guide.stages]
        assert all(step.do for step in progress.steps)


def test_a_token_that_has_ended_is_none() -> None:
    make_token(expires_at=timezone.now())
    make_token(make_administrator(), scope="console")
    assert states() == "o....v."


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://promapp.example", ""),
        ("http://promapp.example", "plain http"),
        ("https://localhost:8443", "No identity provider"),
        ("http://127.0.0.1:8000", "No identity provider"),
        ("https://192.168.1.5", "No identity provider"),
        ("https://[::1]", "No identity provider"),
    ],
)
def test_warns_once_of_an_address_that_entra_cannot_use(url: str, words: str) -> None:
    with override_settings(PUBLIC_URL=url):
        found = address_warning()
        assert setup_progress().warning == found
    assert words in found
    assert bool(found) == bool(words)
