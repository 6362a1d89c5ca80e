"""All eight files of a scorecard (pages, Markdown and PDF in two languages, JSON, CSV) from its frozen data; and that.

Claims are made up, each with a chart, four sentences and a criterion. Those that an edition's data are computed from
stand in a database, assessed and in part settled; what assessing takes is not measured here.

scorecard_first_s    56 claims, rendered in a process that has rendered nothing yet          bar: 30
scorecard_again_s    the same again, from what was kept                                      bar: 3
scorecard_growth     seconds of 1,000 claims, against those of 56 times 1,000 / 56           bar: 1.3
scorecard_memory_mb  the most that a process of its own takes for 1,000 claims               bar: 1,000
"""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context
from typing import TypeVar

from tests.benchmarks.database import empty_database
from tests.benchmarks.rows import Row, in_turn

SOME, MANY = 56, 1_000
Found = TypeVar("Found")


def measure() -> Iterator[Row]:
    """All rows."""
    first, again = in_turn(lambda: alone("first", SOME), lambda: alone("again", SOME))
    yield Row("scorecard_first_s", first, "s")
    yield Row("scorecard_again_s", again, "s")
    few, many = in_turn(lambda: alone("warm", SOME), lambda: alone("warm", MANY), runs=1)
    yield Row("scorecard_growth", many, "s", few * MANY / SOME)
    yield Row("scorecard_memory_mb", alone("memory", MANY), "MB")
    yield from computing(SOME, MANY)


def computing(some: int, many: int) -> Iterator[Row]:
    """The rows of an edition's data, from a database with some claims and one with many."""
    (few, _), (taken, memory) = (_apart(_computed, count) for count in (some, many))
    yield Row("edition_growth", taken, "s", few * many / some)
    yield Row("edition_memory_mb", memory, "MB")


def _computed(count: int) -> tuple[float, float]:
    """Seconds, and the most megabytes, of computing the data of so many claims, which are made first."""
    with empty_database():
        from tests.benchmarks import claimstock  # it imports models, which need Django set up

        claimstock.stock(count)
        claimstock.assessed()
        [taken] = in_turn(lambda: alone("taken", count, of="computing"))
        return taken, alone("memory", count, of="computing")


def alone(what: str, count: int, of: str = "rendering") -> float:
    """What a new process finds of so many claims; this one needs no Django for it."""
    return _apart(_found, of, what, count)


def _apart(act: Callable[..., Found], *given: object) -> Found:
    """What an act gives in a new process."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(act, *given).result()


def _found(of: str, what: str, count: int) -> float:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")
    django.setup()
    found: float = getattr(import_module(f"tests.benchmarks.{of}"), what)(count)
    return found
