"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from .server import waits

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "promapp_console.settings")

application = get_wsgi_application()
waits.bound()
