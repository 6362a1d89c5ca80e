"""Resolved questions of CLAIMBASE_SHARED, if there are some, as claims in the ledger that a simulated clock settles.

settling_as_recorded  share of the decided ones that came out as they are on record, of those recorded      bar: .996
settling_undecided    those with a window that the archive does not reach the end of, or void
settling_each_ms      what registering aside it takes for each of them, all rings of the clock together
"""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.database import empty_database
from tests.benchmarks.rows import Row, seconds


def measure() -> Iterator[Row]:
    """All rows; prints the questions that came out otherwise."""
    shared = Path(os.environ.get("CLAIMBASE_SHARED", "/nowhere"))
    if not (shared / "questions").is_dir():
        return
    with empty_database(), TemporaryDirectory() as folder:
        from tests.benchmarks import questions  # it imports models, which need Django set up

        chosen = questions.chosen(shared)
        asked = questions.register(chosen, questions.series(shared, Path(folder) / "archive", {o.code for o in chosen}))
        taken = seconds(lambda: [questions.ring(day) for day in questions.days()])
        became = questions.became(asked)
        recorded = [one for one in became if one.is_recorded]
        same = sum(one.is_as_recorded for one in recorded)
        for one in recorded:
            if not one.is_as_recorded:
                print("otherwise:", one)
        yield Row("settling_as_recorded", float(same), "claims", float(len(recorded)))
        yield Row("settling_undecided", float(sum(not one.is_decided for one in became)), "claims", float(len(became)))
        yield Row("settling_each_ms", taken / len(became) * 1000, "ms")
