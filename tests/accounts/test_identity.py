"""What every SCIM resource has: RFC 7643 section 3.1."""

from datetime import UTC, datetime

import pytest

from accounts.models import Group, Identified, Role, User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [User, Group, Role])
def test_a_new_resource_was_modified_when_it_was_created(model: type[Identified]) -> None:
    """RFC 7643 section 3.1: without a change, lastModified is the same as created."""
    names = {User: "username", Group: "display_name", Role: "value"}
    moment = datetime(2026, 11, 24, 10, tzinfo=UTC)
    row = model(**{names[model]: "x"}, created=moment)
    row.save()
    assert row.last_modified == row.created == moment
    row.touch()
    row.save()
    row.refresh_from_db()
    assert row.last_modified > row.created == moment
