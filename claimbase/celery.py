"""The workers' application: `celery -A claimbase.celery worker`. Nothing but settings, tasks and timers."""

import os

from celery import Celery

from claimbase.schedule import TIMERS

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")

app = Celery("claimbase")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["evidence", "claims"])
app.conf.beat_schedule = TIMERS
