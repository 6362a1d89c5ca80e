"""The labelled texts, in the order of their names, again and again up to a million signs, as one article.

extraction_signs_a_second  code points read a second into candidates, one core                bar: 50,000
extraction_peak_mb         the most memory that a process had resident that did nothing else  bar: 250
"""

import subprocess
import sys
from collections.abc import Iterator

from tests.benchmarks.rows import Row

SIGNS = 1_000_000


def measure() -> Iterator[Row]:
    """All rows, measured in a process of its own: memory is counted from its start."""
    done = subprocess.run([sys.executable, "-P", "-m", __name__], check=True, capture_output=True, text=True)
    speed, memory = map(float, done.stdout.split())
    yield Row("extraction_signs_a_second", speed, "signs")
    yield Row("extraction_peak_mb", memory, "MB")


def _read() -> None:
    from datetime import date

    from claims.extraction.evaluation.labels import articles
    from claims.extraction.extract import candidates
    from tests.benchmarks.memory import highest_mb
    from tests.benchmarks.rows import seconds

    text = "\n\n".join(one.text for one in articles())
    long = "\n\n".join([text] * (SIGNS // len(text) + 1))[:SIGNS]
    day = date(2026, 3, 1)
    candidates(text[:1000], day)  # what is loaded once
    taken = seconds(lambda: candidates(long, day))
    print(SIGNS / taken, highest_mb())


if __name__ == "__main__":
    _read()
