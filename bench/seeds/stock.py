"""Make the tables of the plain project, and its users and groups."""

import os

import cast
import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db.models import CharField, F  # noqa: E402
from django.db.models.functions import Cast  # noqa: E402
from people.models import Group, User  # noqa: E402


def main() -> None:
    users, groups = cast.asked()
    call_command("migrate", verbosity=0)
    keys = [user.pk for numbers in cast.batches(users) for user in some(numbers)]
    User.objects.update(scim_id=Cast(F("pk"), CharField()))  # as the library's own save() does
    made: dict[int, str] = {}
    through = User.scim_groups.through
    for members in groups:
        group = Group.objects.create(name=cast.group_name(members))
        for numbers in cast.batches(members):
            through.objects.bulk_create(
                through(user_id=keys[number], group_id=group.pk) for number in numbers
            )
        made[members] = str(group.scim_id)
    cast.tell(os.environ["BEARER_TOKEN"], [str(key) for key in keys], made)


def some(numbers: range) -> list[User]:
    """Make these users."""
    return User.objects.bulk_create(
        User(
            username=cast.user_name(number),
            scim_username=cast.user_name(number),
            scim_external_id=cast.external_id(number),
            email=cast.email(number),
            first_name=cast.given_name(number),
            last_name=cast.family_name(number),
        )
        for number in numbers
    )


main()
