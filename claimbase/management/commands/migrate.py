"""Django's migrate, one at a time: two first runs at once would make each table twice."""

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

LOCK = 1_129_072_716  # any number that no other advisory lock of the project has


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """Wait for another migrate on the same database, then see what is left to do."""
        with connections[options["database"]].cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            super().handle(*args, **options)
        finally:
            with connections[options["database"]].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
