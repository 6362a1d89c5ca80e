"""How much memory a bundle of ten million observations adds to the process that sends it, and how long it takes."""

from collections.abc import Iterator

import numpy as np

from claims.bundles.writing import written
from evidence.models import Indicator
from tests.benchmarks import memory, reading, stock
from tests.benchmarks.rows import Row, seconds


def measure(months: int = reading.MONTHS["10m"]) -> Iterator[Row]:
    """Rows about bundles: 1,000 series of so many months and ten vintages each."""
    slugs = [one.slug for one in stock.indicators(reading.SERIES)]
    next(written(complete=True))  # what is imported once, and connections, are not of a bundle
    reading.fill(slugs, months)
    if memory.IS_TOLD:
        memory.forget()
    before, sizes = memory.highest_mb(), np.zeros(1)
    took = seconds(lambda: sizes.__iadd__(sum(map(len, written(complete=True)))))
    yield Row("export_peak_mb", memory.highest_mb() - before, "MB")
    yield Row("export_s", took, "s")
    yield Row("export_zip_mb", float(sizes[0]) / 1e6, "MB")
    stock.empty()
    Indicator.objects.all().delete()
