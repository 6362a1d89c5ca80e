"""Which edition is being made: everything its content depends on that is not evidence or claims."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims.ledger import Head, moment
from claims.models import Edition
from claims.periodical import Period


@dataclass(frozen=True)
class Issue:
    """An edition to be: its period and number, when it is published and with which ledger, what it is compared with.

    `corrects` is the edition of the same period that was wrong, and `wrong` says what. `errors_to` is the address that
    it names for reports of errors.
    """

    period: Period
    published_at: datetime
    head: Head
    errors_to: str
    previous: Edition | None = None
    corrects: Edition | None = None
    wrong: str = ""

    @property
    def number(self) -> int:
        """Of the edition within its period."""
        return 1 if self.corrects is None else self.corrects.number + 1

    @property
    def data(self) -> dict[str, Any]:
        """It as a scorecard says it."""
        return {
            "rhythm": str(self.period.rhythm),
            "period": self.period.name,
            "first": str(self.period.first),
            "number": self.number,
            "published_at": moment(self.published_at),
            "previous": _named(self.previous),
            "corrects": _named(self.corrects),
            "wrong": self.wrong,
        }


def _named(edition: Edition | None) -> Mapping[str, Any] | None:
    if edition is None:
        return None
    return {"rhythm": edition.rhythm, "period": edition.period, "number": edition.number, "as_of": str(edition.as_of),
            "hash": edition.hash}  # fmt: skip
