"""What the scoring remembers of one test must not answer for another, which may have turned its constants."""

from collections.abc import Iterator

import pytest

from claims.scoring import differences, doubt


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    yield
    differences.worked_out.cache_clear()
    doubt.shifts.cache_clear()
