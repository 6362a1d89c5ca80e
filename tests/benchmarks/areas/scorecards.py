"""All eight files of a scorecard (pages, Markdown and PDF in two languages, JSON, CSV) from its frozen data.

Claims are made up, each with a chart, four sentences and a criterion.

scorecard_first_s    56 claims, rendered in a process that has rendered nothing yet          bar: 30
scorecard_again_s    the same again, from what was kept                                      bar: 3
scorecard_growth     seconds of 1,000 claims, against those of 56 times 1,000 / 56           bar: 1.3
scorecard_memory_mb  the most that a process of its own takes for 1,000 claims               bar: 1,000
"""

import resource
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from claims.editions.formats.files import files
from claims.editions.formats.kept import kept
from claims.frozen import frozen
from tests.benchmarks import editions
from tests.benchmarks.rows import Row, in_turn, seconds

SOME, MANY = 56, 1_000


def measure() -> Iterator[Row]:
    """All rows."""
    first, again = in_turn(lambda: _alone(_first, SOME), lambda: _alone(_again, SOME))
    yield Row("scorecard_first_s", first, "s")
    yield Row("scorecard_again_s", again, "s")
    few, many = in_turn(lambda: _alone(_warm, SOME), lambda: _alone(_warm, MANY), runs=1)
    yield Row("scorecard_growth", many, "s", few * MANY / SOME)
    yield Row("scorecard_memory_mb", _alone(_memory, MANY), "MB")


def _alone(act: object, count: int) -> float:
    """What a new process finds of so many claims."""
    with ProcessPoolExecutor(1, get_context("spawn"), _ready) as process:
        return process.submit(act, count).result()  # type: ignore[arg-type]


def _ready() -> None:
    import django

    django.setup()


def _first(count: int) -> float:
    text = frozen(editions.data(count))
    with TemporaryDirectory() as folder:
        return seconds(lambda: kept(text, Path(folder)))


def _again(count: int) -> float:
    text = frozen(editions.data(count))
    with TemporaryDirectory() as folder:
        kept(text, Path(folder))
        return seconds(lambda: kept(text, Path(folder)))


def _warm(count: int) -> float:
    """Without what loading the libraries takes."""
    files(frozen(editions.data(1)))
    text = frozen(editions.data(count))
    return seconds(lambda: files(text))


def _memory(count: int) -> float:
    files(frozen(editions.data(count)))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
