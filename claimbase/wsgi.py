"""The web application, for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from claimbase.celery import app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")

application = get_wsgi_application()
app.set_default()  # of every thread: what pages tell workers would go to a broker that nobody named
