"""What programs read, and take with them: the API with 1,000 registered claims and with 100,000, and a bundle.

list_vs_bare                 requests a second of a list of 50 claims, against a bare JsonResponse of them  bar: .6
list_p99_over_p50            of a list's answers in ms, at 8 connections: the 99th percentile, the median   bar: 4
growth_100x                  a list in ms with 100,000 claims, against 1,000
observations_vs_serializer   20,000 figures a second, against a serializer of the framework                 bar: 10
export_peak_mb               what sending a bundle of ten million observations adds to the process         bar: constant
export_s                     how long that takes
export_zip_mb                its size
"""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from tests.benchmarks.database import empty_database
from tests.benchmarks.programs import POINTS, figures
from tests.benchmarks.rows import Row

FEW, MANY = 1_000, 100_000


def measure() -> Iterator[Row]:
    """All rows, in one run; each number of claims in a process of its own, which has its own database."""
    spawned = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=spawned, max_tasks_per_child=1) as pool:
        few = pool.submit(figures, FEW).result()
        yield Row("list_vs_bare", 1 / few["list"], "/s", 1 / few["bare"])
        yield Row("list_p99_over_p50", few["p99"] * 1000, "ms", few["p50"] * 1000)
        yield Row("observations_vs_serializer", POINTS / few["streamed"], "/s", POINTS / few["serialized"])
        many = pool.submit(figures, MANY).result()
        yield Row("growth_100x", many["list"] * 1000, "ms", few["list"] * 1000)
        yield Row("list_p99_over_p50_100x", many["p99"] * 1000, "ms", many["p50"] * 1000)
    with empty_database():
        from tests.benchmarks import bundling  # it imports models, which need Django set up

        yield from bundling.measure()
