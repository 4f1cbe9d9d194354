"""`manage.py renew_encryption`: the last step of changing SECRET_KEY."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.sign_in.encryption_renewal import renew
from accounts.work import webhooks


class Command(BaseCommand):
    """Encrypts second factors and webhooks by the present key."""

    help = (
        "Encrypt the keys of second factors and webhooks anew by the present SECRET_KEY. Those "
        "made under a key in SECRET_KEY_FALLBACKS no longer need it afterwards."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        done, closed = renew()
        hooks, closed_hooks = webhooks.renew()
        self.stdout.write(f"{done + hooks} renewed.")
        if closed_hooks:
            names = ", ".join(hook.name for hook in closed_hooks)
            self.stderr.write(f"No known key opens the webhooks: {names}. Add them anew.")
        if closed:
            people = ", ".join(sorted({factor.user.get_username() for factor in closed}))
            raise CommandError(
                f"No known key opens second factors of: {people}. Put the key under which they "
                "were made into SECRET_KEY_FALLBACKS, or take them away in Site administration."
            )
