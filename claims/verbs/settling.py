"""How settlements are recorded: one transaction that holds the claims, enters them in the ledger, writes the rows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.utils.translation import gettext as _

from claims.models import Act, LedgerEntry, Settlement
from claims.outcomes import FrozenTest, TestKey
from claims.scoring import METHOD_VERSION
from claims.scoring.settlement import Settlement as Result
from claims.verbs.acts import RegistrationError, Request, enter_together, person, plain
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


def expect_person(request: Request) -> None:
    """Raises `RegistrationError` for a person who acts by the name of the arithmetic."""
    if person(request.by) == ENGINE:
        raise RegistrationError(
            _("expected the name of who does it, got %(by)s, by which the arithmetic settles") % {"by": request.by}
        )


def newest(test: FrozenTest) -> Settlement | None:
    """The last settlement of a test, reopened or not."""
    return newest_of([test]).get(test.key)


def newest_of(tests: Iterable[FrozenTest]) -> dict[TestKey, Settlement]:
    """The last settlement of each of several tests, in a fixed number of queries."""
    rows = Settlement.objects.filter(claim__in={one.claim.pk for one in tests}).prefetch_related("reviews")
    return {(row.claim_id, row.criterion_id, row.checkpoint): row for row in rows.order_by("round")}


def is_open(row: Settlement | None) -> bool:
    """Whether a test may be settled: never was, or was reopened."""
    return row is None or any(review.kind == "reopen" for review in row.reviews.all())


@dataclass(frozen=True)
class Became:
    """What became of a test whose claim is held and which is open; `act` made the version that it stands for."""

    test: FrozenTest
    result: Result
    act: Act
    setting: Setting
    last: Settlement | None  # what was reopened

    def row(self) -> Settlement:
        """How it is recorded, without its entry."""
        return _row(self.test, self.result, self.setting, self.last.round + 1 if self.last else 1)


def write(test: FrozenTest, result: Result, act: Act, setting: Setting) -> Settlement:
    """Enter what became of one test."""
    return write_together([Became(test, result, act, setting, newest(test))])[0]


def write_together(became: Sequence[Became]) -> list[Settlement]:
    """Enter what became of tests at one time, each with an entry and a row, in a fixed number of queries."""
    if not became:
        return []
    rows = [one.row() for one in became]
    bodies = [_body(row, one.act, one.setting) for row, one in zip(rows, became, strict=True)]
    for row, entry in zip(rows, enter_together(LedgerEntry.Kind.SETTLE, bodies, became[0].setting.at), strict=True):
        row.entry = entry
    return Settlement.objects.bulk_create(rows)


def _row(test: FrozenTest, result: Result, setting: Setting, number: int) -> Settlement:
    return Settlement(
        claim=test.claim, criterion=test.criterion, version=test.version, checkpoint=test.checkpoint,
        round=number, counts=test.counts, outcome=str(result.outcome),
        reason=str(result.reason or ""), known_on=None if result.on is None else date_of(result.on),
        as_of=setting.as_of, set_at=setting.at, by=setting.by, note=setting.note, needs_review=setting.needs_review,
        facts=_facts(result, setting), inputs=setting.inputs, method=METHOD_VERSION, numpy=np.__version__,
    )  # fmt: skip


def _facts(result: Result, setting: Setting) -> dict[str, Any]:
    return {"figures": dict(setting.figures), "unpublished": list(result.unpublished), **setting.more}


def _body(row: Settlement, act: Act, setting: Setting) -> dict[str, Any]:
    """What stands in the ledger: no figure, for some may not be passed on, but the hash of every series."""
    return {
        "claim": row.claim.slug, "version": row.version, "criterion": row.criterion and row.criterion.key,
        "checkpoint": row.checkpoint, "round": row.round, "counts": row.counts, "outcome": row.outcome,
        "reason": row.reason, "known_on": row.known_on, "as_of": row.as_of, "by": row.by, "note": row.note,
        "needs_review": row.needs_review, "method": row.method, "numpy": row.numpy, "inputs": row.inputs,
        "payload_hash": act.payload_hash, **plain(row.facts),
    }  # fmt: skip
