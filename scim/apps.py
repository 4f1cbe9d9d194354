from django.apps import AppConfig


class ScimConfig(AppConfig):
    name = "scim"
    verbose_name = "Provisioning"

    def ready(self) -> None:
        from . import checks  # noqa: F401
