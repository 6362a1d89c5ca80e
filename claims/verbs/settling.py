"""How a settlement is recorded: one transaction that holds the claim, enters it in the ledger and writes the row."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.conf import settings

from claims.models import Act, LedgerEntry, Settlement
from claims.outcomes import FrozenTest
from claims.scoring import METHOD_VERSION
from claims.scoring.settlement import Settlement as Outcome
from claims.verbs.acts import enter, plain
from evidence.periods import date_of

ENGINE = "claimbase"  # who settles by the arithmetic


@dataclass(frozen=True)
class Setting:
    """Who sets it and when, looking at which day. `more` stands in the ledger, `facts` in the row too."""

    by: str
    at: datetime
    as_of: date
    needs_review: bool
    note: str = ""
    inputs: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    more: Mapping[str, Any] = field(default_factory=dict)


def needs_review(by: str) -> bool:
    """Whether somebody else has to confirm what is set by a name: where it is asked for, and of persons always where
    nobody acts alone."""
    return settings.REVIEW_SETTLEMENTS or (settings.TWO_PERSON_REVIEW and by != ENGINE)


def newest(test: FrozenTest) -> Settlement | None:
    """The last settlement of a test, reopened or not."""
    claim, criterion, checkpoint = test.key
    same = Settlement.objects.filter(claim=claim, criterion=criterion, checkpoint=checkpoint)
    return same.order_by("round").last()


def is_open(row: Settlement | None) -> bool:
    """Whether a test may be settled: never was, or was reopened."""
    return row is None or row.reviews.filter(kind="reopen").exists()


def write(test: FrozenTest, outcome: Outcome, act: Act, setting: Setting) -> Settlement:
    """Enter what became of a test whose claim is held and which is open; `act` made the version that it stands for."""
    last = newest(test)
    row = Settlement(
        claim=test.claim, criterion=test.criterion, version=test.version, checkpoint=test.checkpoint,
        round=last.round + 1 if last else 1, counts=test.counts, outcome=str(outcome.outcome),
        reason=str(outcome.reason or ""), known_on=None if outcome.on is None else date_of(outcome.on),
        as_of=setting.as_of, set_at=setting.at, by=setting.by, note=setting.note, needs_review=setting.needs_review,
        facts=_facts(outcome, setting), inputs=setting.inputs, method=METHOD_VERSION, numpy=np.__version__,
    )  # fmt: skip
    row.entry = enter(LedgerEntry.Kind.SETTLE, _body(row, act, setting), setting.at)
    row.save(force_insert=True)
    return row


def _facts(outcome: Outcome, setting: Setting) -> dict[str, Any]:
    return {"figures": dict(setting.figures), "unpublished": list(outcome.unpublished), **setting.more}


def _body(row: Settlement, act: Act, setting: Setting) -> dict[str, Any]:
    """What stands in the ledger: no figure, for some may not be passed on, but the hash of every series."""
    return {
        "claim": row.claim.slug, "version": row.version, "criterion": row.criterion and row.criterion.key,
        "checkpoint": row.checkpoint, "round": row.round, "counts": row.counts, "outcome": row.outcome,
        "reason": row.reason, "known_on": row.known_on, "as_of": row.as_of, "by": row.by, "note": row.note,
        "needs_review": row.needs_review, "method": row.method, "numpy": row.numpy, "inputs": row.inputs,
        "payload_hash": act.payload_hash, **plain(row.facts),
    }  # fmt: skip
