"""Resolved questions of others through the verb, the ledger and the simulated clock, held against their record.

One of eight here; all of them by `./run bench settling`.
"""

import os
from pathlib import Path

import pytest

from claims.ledger import verify
from claims.models import LedgerEntry, Settlement
from tests.benchmarks import questions

SHARED = Path(os.environ.get("CLAIMBASE_SHARED", "/nowhere"))
pytestmark = [
    pytest.mark.skipif(
        not (SHARED / "questions").is_dir(), reason="CLAIMBASE_SHARED names no folder with questions and an archive"
    ),
    pytest.mark.django_db,
]
EVERY = 8
AS_RECORDED = 0.996


def test_resolved_questions_are_settled_once_and_as_they_are_on_record(tmp_path: Path) -> None:
    chosen = questions.chosen(SHARED, EVERY)
    asked = questions.register(chosen, questions.series(SHARED, tmp_path / "archive", {one.code for one in chosen}))
    settled = sum(questions.ring(day) for day in questions.days())
    assert settled == Settlement.objects.count() == LedgerEntry.objects.tally()["settle"], "each once"
    assert verify(LedgerEntry.objects.chain())[1] == []
    became = questions.became(asked)
    recorded = [one for one in became if one.is_recorded]
    otherwise = [str(one) for one in recorded if not one.is_as_recorded]
    assert len(recorded) > 0.9 * len(chosen), [str(one) for one in became if not one.is_decided]
    assert len(otherwise) <= (1 - AS_RECORDED) * len(recorded), otherwise
    assert {one.row.outcome for one in recorded if one.row} == {"held", "failed"}
