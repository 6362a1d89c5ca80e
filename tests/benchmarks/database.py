"""An empty database of the project's own for measuring, as durable as an installation's."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from claimbase.embedded import postgres
from tests.database import temporary_data_folder


@contextmanager
def empty_database() -> Iterator[None]:
    """Have Django set up on a new server, with the tables and nothing in them; gone afterwards.

    Settings are read once a process, so only the first call's server is Django's: call it once.
    """
    import django
    from django.core.management import call_command
    from django.db import connections

    folder = temporary_data_folder()
    os.environ["CLAIMBASE_DATA"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")
    try:
        with postgres.lease(folder) as connection:
            os.environ["DATABASE_URL"] = connection.url
            django.setup()
            call_command("migrate", verbosity=0, interactive=False)
            yield
            connections.close_all()
    finally:
        shutil.rmtree(folder)
