"""The authorization server over real HTTP, by clients of others, and by many at once."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest
import requests
from authlib.integrations.requests_client import OAuth2Session as AuthlibSession
from django.db import connection
from oauthlib.oauth2 import BackendApplicationClient
from pytest_django.live_server_helper import LiveServer
from requests_oauthlib import OAuth2Session as OAuthlibSession

from accounts.models import IssuedToken
from accounts.tokens import issued
from scim.oauth.forms import ASSERTION_TYPE
from tests.factories import make_client
from tests.settings import BASE_DIR

from .tenant import Tenant, signed
from .test_federation import make_federated

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
TEST = "/api/scim/Users?startIndex=1&count=1"


@pytest.fixture
def site(live_server: LiveServer, settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of the running site, which is then its public one."""
    settings.PUBLIC_URL, settings.IS_HTTPS = live_server.url, False
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")  # of oauthlib, not of this site
    return str(live_server.url)


def token_of(site: str, identifier: str, secret: str, *, basic: bool = False) -> Any:
    form = {"grant_type": "client_credentials", "client_id": identifier, "client_secret": secret}
    auth = None
    if basic:
        form, auth = {"grant_type": "client_credentials"}, (identifier, secret)
    return requests.post(f"{site}/oauth/token", data=form, auth=auth, timeout=30)


def look_up(site: str, token: str) -> int:
    headers = {"Authorization": f"Bearer {token}"}
    return requests.get(site + TEST, headers=headers, timeout=30).status_code


@pytest.mark.parametrize("basic", [False, True])
def test_the_validator_s_order(site: str, basic: bool) -> None:
    client, secret = make_client()
    answer = token_of(site, client.hint, secret, basic=basic).json()
    assert 3600 <= answer["expires_in"] <= 21_600
    assert look_up(site, answer["access_token"]) == 200


@pytest.mark.parametrize("method", ["client_secret_basic", "client_secret_post"])
def test_the_session_of_authlib(site: str, method: str) -> None:
    client, secret = make_client()
    metadata = requests.get(f"{site}/.well-known/oauth-authorization-server", timeout=30).json()
    session = AuthlibSession(client.hint, secret, token_endpoint_auth_method=method)
    session.fetch_token(metadata["token_endpoint"], grant_type="client_credentials")
    assert session.get(site + TEST).status_code == 200
    token = session.token["access_token"]
    told = session.introspect_token(metadata["introspection_endpoint"], token=token).json()
    assert (told["active"], told["client_id"]) == (True, client.hint)
    assert session.revoke_token(metadata["revocation_endpoint"], token=token).status_code == 200
    assert session.get(site + TEST).status_code == 401


@pytest.mark.parametrize("in_body", [False, True])
def test_the_session_of_requests_oauthlib(site: str, in_body: bool) -> None:
    client, secret = make_client()
    session = OAuthlibSession(client=BackendApplicationClient(client.hint))
    session.fetch_token(
        f"{site}/oauth/token",
        client_id=client.hint,
        client_secret=secret,
        include_client_id=in_body,
    )
    assert session.get(site + TEST).status_code == 200


def test_another_process_ends_a_token_at_once(site: str) -> None:
    client, secret = make_client()
    kept, ended = (token_of(site, client.hint, secret).json()["access_token"] for _ in range(2))
    assert [look_up(site, token) for token in (kept, ended)] == [200, 200]
    manage("revoke_access_token", "--stdin", given=ended)
    assert [look_up(site, token) for token in (kept, ended)] == [200, 401]
    manage("revoke_client_secret", client.secrets.get().hint)
    assert look_up(site, kept) == 401
    assert token_of(site, client.hint, secret).status_code == 401


def test_a_signed_assertion_until_another_process_ends_the_trust(site: str, entra: Tenant) -> None:
    client = make_federated(entra)
    form = {
        "grant_type": "client_credentials",
        "client_id": client.hint,
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": signed(),
    }
    answer = requests.post(f"{site}/oauth/token", data=form, timeout=30).json()
    assert 3600 <= answer["expires_in"] <= 21_600
    assert look_up(site, answer["access_token"]) == 200
    manage("trust_identity", client.hint, "--revoke")
    assert look_up(site, answer["access_token"]) == 401
    assert requests.post(f"{site}/oauth/token", data=form, timeout=30).status_code == 401


def manage(*command: str, given: str = "") -> None:
    """Run a command in a process of its own, on the database of the test."""
    name = str(connection.settings_dict["NAME"])
    url = f"sqlite:///{name}"
    if connection.vendor == "postgresql":
        url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=BASE_DIR,
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_a_thousand_requests_for_a_token(site: str) -> None:
    """Some get one, the others are told to wait; no client has more than it may have."""
    client, secret = make_client()
    with ThreadPoolExecutor(16) as pool:
        answers = list(
            pool.map(lambda _: token_of(site, client.hint, secret).status_code, range(1000))
        )
    assert set(answers) <= {200, 429}
    assert issued.MOST <= answers.count(200) <= issued.MOST + 16  # that were let in at one time
    assert IssuedToken.objects.count() == answers.count(200)
