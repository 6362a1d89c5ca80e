"""A worker that races others: `python -m tests.faults.racer JOBS TURNS` claims and takes turns as fast as it can.

It begins when the test lets go of a lock, and prints which jobs it got and how long it would wait for each turn.
"""

import json
import os
import sys
from datetime import UTC, datetime

import django
from django.db import connection

GO = 78  # an advisory lock that the test holds until all racers are there
APART = 100.0  # seconds between two turns: far more than the racers differ in speed


def main() -> None:
    """Try to claim so many jobs and take so many turns."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")
    django.setup()
    from evidence import work
    from evidence.models import Source, SourceState
    from evidence.politeness import Limits

    source = Source.objects.get()
    place = work.Workplace(str(os.getpid()), lambda: datetime.now(UTC), {}, work.connect)  # type: ignore[arg-type]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [GO])
    got = [work.claim(source, Limits(at_once=3), place) for _ in range(int(sys.argv[1]))]
    turns = [SourceState.objects.turn(source, APART) for _ in range(int(sys.argv[2]))]
    print(json.dumps({"jobs": [job.key for job in got if job], "turns": turns}))


if __name__ == "__main__":
    main()
