"""The assessment of the same claims through the real path: message, embedded broker, worker processes, database.

workers_2  seconds from the ring to the last claim with two workers of one process each, against one of them

Each run begins without assessments, with workers that are up. Every claim must have been assessed once, and alike.
"""

import shutil
from collections.abc import Callable, Iterator
from functools import partial

from celery import Celery

from claimbase.embedded import locks, valkey
from tests.benchmarks.rows import Row, in_turn, seconds
from tests.database import make_tables, temporary_data_folder
from tests.faults.installation import Installation, installed

CLAIMS, DAY = 448, "2025-11-30"
PATIENCE = 590.0  # seconds: less than a message lives
_EMPTY = "SET session_replication_role = replica; TRUNCATE claims_assessment CASCADE"  # it can only be added to
_DONE = "SELECT count(DISTINCT claim_id) FROM claims_assessment WHERE criterion_id IS NULL"
_TWICE = """
SELECT count(*) FROM (SELECT FROM claims_assessment GROUP BY claim_id, criterion_id, checkpoint HAVING count(*) > 1)
"""
_FIGURES = """
SELECT md5(string_agg((to_jsonb(a) - 'id' - 'recorded_at')::text, ' ' ORDER BY claim_id, criterion_id, checkpoint))
FROM claims_assessment AS a
"""


def measure(claims: int = CLAIMS) -> Iterator[Row]:
    """The row; raises `RuntimeError` where a claim was left out or assessed twice, or the runs differ."""
    tables, folder = temporary_data_folder(), temporary_data_folder()
    try:
        make_tables(tables)
        with installed(folder, tables) as made:
            made.run("tests.benchmarks.claimed", str(claims))
            found = set[str]()
            two, one = in_turn(*(partial(_run, made, count, claims, found) for count in (2, 1)))
            _expect(len(found) == 1, "the same figures in every run", len(found))
            yield Row("workers_2", two, "s", one)
    finally:
        for each in (folder, tables):
            shutil.rmtree(each)


def _run(made: Installation, workers: int, claims: int, found: set[str]) -> float:
    """Seconds that so many workers take; what they recorded is added to what was found."""
    made.ask(_EMPTY)
    for _ in range(workers):
        made.start_worker()
    try:
        _wait(lambda: _answering(made) == workers, "workers that answer")
        taken = seconds(lambda: _assess(made, claims))
        _wait(lambda: made.messages() == 0, "an empty queue")
    finally:
        for _ in range(workers):
            made.end_worker()
    _expect(made.ask(_TWICE) == 0, "each claim assessed once", made.ask(_TWICE))
    found.add(str(made.ask(_FIGURES)))
    return taken


def _assess(made: Installation, claims: int) -> None:
    made.ring("claims.assess_due", DAY)
    _wait(lambda: made.ask(_DONE) == claims, f"{claims} claims assessed")


def _answering(made: Installation) -> int:
    with Celery(broker=valkey.address(made.folder)) as app:
        return len(app.control.ping(timeout=1.0))


def _wait(until: Callable[[], bool], what: str) -> None:
    _expect(locks.wait_until(until, PATIENCE, every=0.1), what, "none in time")


def _expect(is_so: bool, what: str, got: object) -> None:
    if not is_so:
        raise RuntimeError(f"expected {what}, got {got}")
