#!/usr/bin/env python
"""Django's command-line entry point for administrative tasks."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "promapp_console.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import DatabaseError, InterfaceError

    from accounts.work.outages import for_operator
    from promapp_console.environment import complete_for_command

    try:
        complete_for_command()
        settings.INSTALLED_APPS  # noqa: B018  # Django would go on without, and fail obscurely
    except (ImproperlyConfigured, OSError) as error:
        sys.exit(f"Cannot start: {error}")
    try:
        execute_from_command_line(sys.argv)
    except (DatabaseError, InterfaceError) as error:
        told = None if "--traceback" in sys.argv else for_operator(error)
        if told is None:
            raise
        sys.exit(told)


if __name__ == "__main__":
    main()
