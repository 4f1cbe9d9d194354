"""schemathesis attacks the running API with what its description allows, and what it forbids."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from accounts.models import AccessToken, User
from scim.models import MembershipChange, ProvisioningEvent
from tests.factories import make_administrator, make_group, make_token, make_user

# For each operation; SCHEMATHESIS_EXAMPLES=500 looks longer.
EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "3")


@pytest.fixture
def administrator(transactional_db: None) -> User:
    """An administrator on a site with something to find."""
    user = make_administrator()
    token, _ = make_token(user)
    people = [
        make_user(first_name="Zoë <b>", display_name="\u202eZoë"),
        make_user(email=""),
        make_user(email="no address"),
    ]
    group = make_group("Sales", *people)
    for number, person in enumerate(people):
        event = ProvisioningEvent.objects.create(
            token=token,
            user=person,
            action="Update",
            result="Success",
            resource_type="User",
            method="PATCH",
            status=200,
            changes=[{"attribute": "active", "old": None, "new": number}],
            created_at=timezone.now() - timedelta(days=number),
        )
        MembershipChange.objects.create(
            created_at=event.created_at, event=event, user=person, group=group, is_added=True
        )
    MembershipChange.objects.create(created_at=timezone.now(), user_id=10**6, is_added=False)
    return user


def test_schemathesis_finds_nothing(
    live_server: LiveServer, administrator: User, tmp_path: Path
) -> None:
    """With a session, which may read and write."""
    browser = Client()
    browser.force_login(administrator)
    browser.get("/profile/")
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in browser.cookies.items())
    headers = [
        f"Cookie: {cookies}",
        f"X-CSRFToken: {browser.cookies[settings.CSRF_COOKIE_NAME].value}",
    ]
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{live_server.url}/api/v1/schema"),
        *(option for header in headers for option in ("--header", header)),
        *("--max-examples", EXAMPLES, "--workers", "2", "--seed", "7", "--no-color"),
        *("--generation-database", "none"),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert AccessToken.objects.filter(owner=administrator).count() > 1  # it did come in
