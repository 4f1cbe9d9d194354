"""The product's settings, with what the suite needs in the environment."""

import os

os.environ.setdefault("SECRET_KEY", "a key for the test suite alone, longer than fifty characters")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1,promapp.example")
os.environ.setdefault("PUBLIC_URL", "https://promapp.example")

from promapp_console.settings import *  # noqa: F403
from promapp_console.settings import STORAGES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True  # nothing is collected for a test
