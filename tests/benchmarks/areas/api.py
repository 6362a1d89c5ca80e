"""What programs read, and take with them.

export_peak_mb   what sending a bundle of ten million observations adds to the process   bar: constant
export_s         how long that takes
export_zip_mb    its size
"""

from collections.abc import Iterator

from tests.benchmarks.database import empty_database
from tests.benchmarks.rows import Row


def measure() -> Iterator[Row]:
    """All rows, on a server of its own."""
    with empty_database():
        from tests.benchmarks import bundling  # it imports models, which need Django set up

        yield from bundling.measure()
