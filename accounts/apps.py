from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and access"

    def ready(self) -> None:
        from . import access, checks, sign_in_log  # noqa: F401


class AdministrationConfig(admin_apps.AdminConfig):
    """Django admin with the site of ours."""

    default = False  # of this module, AccountsConfig is
    default_site = "accounts.admin_site.AdministrationSite"
