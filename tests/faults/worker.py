"""The real workers' application, with findings from the folder that the test names: `celery -A tests.faults.worker`."""

import os

from django.conf import settings

from claimbase.celery import app

__all__ = ["app"]

settings.SOURCE_SETTINGS["findings"] = os.environ["FAULTS_FINDINGS"]
