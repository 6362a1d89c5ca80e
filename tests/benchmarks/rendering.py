"""What rendering a scorecard takes, in a process that has Django ready: each gives one figure of so many claims."""

from pathlib import Path
from tempfile import TemporaryDirectory

from claims.editions.formats.files import files
from claims.editions.formats.kept import kept
from claims.frozen import frozen
from tests.benchmarks import editions
from tests.benchmarks.memory import highest_mb
from tests.benchmarks.rows import seconds


def first(count: int) -> float:
    """Seconds of a first rendering, with what loading the libraries takes."""
    text = frozen(editions.data(count))
    with TemporaryDirectory() as folder:
        return seconds(lambda: kept(text, Path(folder)))


def again(count: int) -> float:
    """Seconds of the second one."""
    text = frozen(editions.data(count))
    with TemporaryDirectory() as folder:
        kept(text, Path(folder))
        return seconds(lambda: kept(text, Path(folder)))


def warm(count: int) -> float:
    """Seconds without what loading the libraries takes."""
    files(frozen(editions.data(1)))
    text = frozen(editions.data(count))
    return seconds(lambda: files(text))


def memory(count: int) -> float:
    """Megabytes that the process took at most."""
    files(frozen(editions.data(count)))
    return highest_mb()
