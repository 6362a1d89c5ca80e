"""All eight files of a scorecard (pages, Markdown and PDF in two languages, JSON, CSV) from its frozen data.

Claims are made up, each with a chart, four sentences and a criterion.

scorecard_first_s    56 claims, rendered in a process that has rendered nothing yet          bar: 30
scorecard_again_s    the same again, from what was kept                                      bar: 3
scorecard_growth     seconds of 1,000 claims, against those of 56 times 1,000 / 56           bar: 1.3
scorecard_memory_mb  the most that a process of its own takes for 1,000 claims               bar: 1,000
"""

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from multiprocessing import get_context

from tests.benchmarks.rows import Row, in_turn

SOME, MANY = 56, 1_000


def measure() -> Iterator[Row]:
    """All rows."""
    first, again = in_turn(lambda: alone("first", SOME), lambda: alone("again", SOME))
    yield Row("scorecard_first_s", first, "s")
    yield Row("scorecard_again_s", again, "s")
    few, many = in_turn(lambda: alone("warm", SOME), lambda: alone("warm", MANY), runs=1)
    yield Row("scorecard_growth", many, "s", few * MANY / SOME)
    yield Row("scorecard_memory_mb", alone("memory", MANY), "MB")


def alone(what: str, count: int) -> float:
    """What a new process finds of so many claims; this one needs no Django for it."""
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(_found, what, count).result()


def _found(what: str, count: int) -> float:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")
    django.setup()
    found: float = getattr(import_module("tests.benchmarks.rendering"), what)(count)
    return found
