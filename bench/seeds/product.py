"""Make the tables of a product's site, its access token, users and groups."""

from io import StringIO
from typing import Any

import cast
import django

django.setup()

from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management import call_command  # noqa: E402

from accounts.models import AccessToken, AttributeValue, Group, User  # noqa: E402


def main() -> None:
    users, groups = cast.asked()
    call_command("migrate", verbosity=0)
    call_command("ensure_administrator", stdout=StringIO())
    secret = StringIO()
    options = {"description": "Entra", "scope": "scim", "stdout": secret, "stderr": StringIO()}
    call_command("create_access_token", "admin", **options)
    token = AccessToken.objects.get()
    provisioned = {"is_provisioned": True, "provisioned_by": token}
    rows = [
        (user.pk, user.scim_id)
        for numbers in cast.batches(users)
        for user in some(numbers, provisioned)
    ]
    made: dict[int, str] = {}
    through = User.groups.through
    for members in groups:
        name = cast.group_name(members)
        group = Group.objects.create(display_name=name, external_id=name, **provisioned)
        for numbers in cast.batches(members):
            through.objects.bulk_create(
                through(user_id=rows[number][0], group_id=group.pk) for number in numbers
            )
        made[members] = group.scim_id
    cast.tell(secret.getvalue().strip(), [scim_id for _, scim_id in rows], made)


def some(numbers: range, provisioned: dict[str, Any]) -> list[User]:
    """Make these users, each with an address at work."""
    made = User.objects.bulk_create(
        User(
            username=cast.user_name(number),
            external_id=cast.external_id(number),
            email=cast.email(number),
            first_name=cast.given_name(number),
            last_name=cast.family_name(number),
            display_name=f"{cast.given_name(number)} {cast.family_name(number)}",
            # As the endpoint makes them: whoever has a password is told when their address moves.
            password=make_password(None),
            **provisioned,
        )
        for number in numbers
    )
    AttributeValue.objects.bulk_create(
        AttributeValue(
            user=user, attribute="emails", type="work", value=cast.email(number), primary=True
        )
        for user, number in zip(made, numbers, strict=True)
    )
    return made


main()
