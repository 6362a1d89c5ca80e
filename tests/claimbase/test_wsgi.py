"""The web application."""

import subprocess
import sys

from tests.database import CHECKOUT


def test_what_a_page_tells_workers_goes_to_the_broker_of_the_settings_from_every_thread() -> None:
    program = (
        "import threading, claimbase.wsgi\n"
        "from celery import current_app\n"
        "from django.conf import settings\n"
        "found = []\n"
        "thread = threading.Thread(target=lambda: found.append(current_app.conf.broker_url))\n"
        "thread.start(); thread.join()\n"
        "print(found == [settings.CELERY_BROKER_URL], current_app.main)"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, text=True, capture_output=True, check=True)
    assert ended.stdout.splitlines()[-1] == "True claimbase"
