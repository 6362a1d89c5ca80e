"""Observations at database speed: written through the refresh path, read as of a day, as tables grow.

ingest_vs_copy         the refresh of one body of a million vintages, against raw COPY into the same table   bar: 2
ingest_vs_bulk_create  rows a second of the refresh path, against Django's bulk_create                        bar: 10
again_changes          rows changed, and dead ones left, by writing the same again                            bar: 0
asof_vs_sql            a panel of 1,000 series out of 10 million rows, against its bare SQL                    bar: 2
current_vs_sql         the same as of today                                                                   bar: 2
one_series_ms          one series out of 10 million rows                                                       bar: 5
growth_10x             the panel out of 10 million rows, against the one out of a million
archive_import_s       recording the real archive of CLAIMBASE_SHARED, if there is one, in an empty database
archive_export_s       writing it again, every file on the disk before it takes its name
refresh_memory_mb      what refreshing a body of two million rows adds to the process                         bar: 500
again_memory_mb        the same once more, with all of it recorded                                             bar: 500
"""

from collections.abc import Iterator

from tests.benchmarks.database import empty_database
from tests.benchmarks.rows import Row


def measure() -> Iterator[Row]:
    """All rows, on a server of its own."""
    with empty_database():
        from tests.benchmarks import archiving, reading, writing  # they import models, which need Django set up

        yield from writing.measure()
        yield from archiving.measure()
        yield from reading.measure()
