"""The WSGI application that gunicorn serves."""

import os

import django

from .server import waits
from .server.handler import Handler

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "promapp_console.settings")

django.setup(set_prefix=False)
application = Handler()
waits.bound()
