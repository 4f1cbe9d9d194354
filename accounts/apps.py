from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and access"

    def ready(self) -> None:
        # Its modules listen to signals: before the first request, whatever that loads.
        from . import checks  # noqa: F401
        from .sign_in import guards, guessing, records, sessions  # noqa: F401
