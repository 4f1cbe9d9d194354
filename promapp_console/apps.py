from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class ConsoleConfig(AppConfig):
    """What people and programs see. It has no models of its own."""

    name = "promapp_console"
    verbose_name = "Console"


class AdministrationConfig(admin_apps.AdminConfig):
    """Django admin with the site of ours."""

    default = False  # of this module, ConsoleConfig is
    default_site = "promapp_console.admin_site.AdministrationSite"
