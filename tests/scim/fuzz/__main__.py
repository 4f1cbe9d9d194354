"""`python -m tests.scim.fuzz --requests 50000 --seed 1`: a campaign, and its figures.

DATABASE_URL says on which database; it works on a test database of its own, which is made and
dropped again.
"""

from __future__ import annotations

import argparse
import logging
import os
import resource
import sys
from random import SystemRandom

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
os.environ["SCIM_REQUESTS_PER_SECOND"] = str(10**9)


def main() -> int:
    """Run it and print what it found; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.scim.fuzz")
    parser.add_argument("--requests", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6))
    arguments = parser.parse_args()
    django.setup()
    logging.disable(logging.WARNING)
    from django.db import connection
    from django.test.utils import get_runner, setup_test_environment

    from promapp_console.server import waits
    from promapp_console.server.handler import Handler
    from tests.scim.fuzz import campaign

    setup_test_environment()
    logging.getLogger().handlers.clear()
    runner = get_runner(django.conf.settings)(interactive=False, verbosity=0)
    databases = runner.setup_databases()
    waits.bound()  # connections as the server opens them
    connection.close()
    try:
        report = campaign.run(Handler(), arguments.requests, arguments.seed)
    finally:
        runner.teardown_databases(databases)
    for failure in report.failures:
        print(failure)
    print(f"{connection.vendor}: {report}")
    print(f"resident at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    return int(bool(report.failures))


if __name__ == "__main__":
    sys.exit(main())
