"""The console's pages: status, set-up, log, users, groups. Begin with `urls`."""
