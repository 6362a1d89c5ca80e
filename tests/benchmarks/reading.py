"""How fast figures are read as of a day, out of tables of growing size."""

from collections.abc import Callable, Iterator
from statistics import median

import numpy as np
from django.db import connection

from evidence.models import Indicator
from evidence.periods import first_of_month
from evidence.publication import DAY
from evidence.readings import panels, readings
from tests.benchmarks import stock
from tests.benchmarks.rows import Row, in_turn, seconds

SERIES, VINTAGES = 1_000, 10
MONTHS = {"100k": 10, "1m": 100, "10m": 1_000}  # 1,000 series x months x 10 vintages
LAST_MONTH = 677  # June 2026, in months since 1970
AS_OF = 19_723  # 2024-01-01
TODAY = 20_781  # 2026-11-24
_BARE = "COPY (SELECT indicator_id, period, value FROM evidence_observation WHERE {}) TO STDOUT (FORMAT BINARY)"


def measure() -> Iterator[Row]:
    """Rows about reading."""
    slugs = [one.slug for one in stock.indicators(SERIES)]
    took = {}
    for size, months in MONTHS.items():
        fill(slugs, months)
        took[size] = _in_turn(slugs, AS_OF)
        yield Row(f"asof_{size}_s", took[size][0], "s", took[size][1])
    yield Row("asof_vs_sql", *(took["10m"][0], "s", took["10m"][1]))
    ours, bare = _in_turn(slugs, TODAY)
    yield Row("current_vs_sql", ours, "s", bare)
    one = [seconds(lambda slug=slug: readings(slug, AS_OF)) for slug in slugs[::10]]
    yield Row("one_series_ms", 1_000 * median(one), "ms")
    yield Row("growth_10x", took["10m"][0], "s", took["1m"][0])


def fill(slugs: list[str], months: int) -> None:
    stock.empty()
    ids = np.array(sorted(Indicator.objects.filter(slug__in=slugs).values_list("pk", flat=True)))
    days = first_of_month(np.arange(LAST_MONTH - months + 1, LAST_MONTH + 1))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # filling is not what is measured
        for part in np.array_split(ids, 10):
            stock.raw_copy(stock.vintages(part, days, VINTAGES), VINTAGES)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM (ANALYZE) evidence_observation")
        # nor is what filling, and all that was measured before, has left to be written out
        cursor.execute("CHECKPOINT")


def _in_turn(slugs: list[str], as_of: int) -> list[float]:
    return in_turn(lambda: seconds(lambda: panels(slugs, as_of)), lambda: seconds(_bare(as_of)), runs=5)


def _bare(as_of: int) -> Callable[[], None]:
    until = f"to_timestamp({(as_of + 1) * DAY // 1_000_000})"
    condition = f"known_from < {until} AND known_to >= {until}"

    def run() -> None:
        with connection.cursor() as cursor, cursor.copy(_BARE.format(condition)) as copy:
            for _ in copy:
                pass

    return run
