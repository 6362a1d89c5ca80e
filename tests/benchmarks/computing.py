"""What computing an edition's data takes, in a process that has Django ready, from the claims of the database."""

from datetime import UTC, datetime, timedelta

from claims.editions.contents.issue import Issue
from claims.editions.contents.whole import whole
from claims.editions.scorecard import Scorecard
from claims.frozen import frozen
from claims.models import LedgerEntry
from claims.periodical import Rhythm, ended_by
from tests.benchmarks.claimstock import DAY
from tests.benchmarks.memory import highest_mb
from tests.benchmarks.rows import seconds


def taken(count: int) -> float:
    """Seconds; the libraries are loaded by then."""
    return seconds(lambda: _compute(count))


def memory(count: int) -> float:
    """Megabytes that the process took at most."""
    _compute(count)
    return highest_mb()


def _compute(count: int) -> None:
    """The monthly edition's frozen text, as publishing makes it; nothing is published."""
    published = datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC) + timedelta(days=1)
    period = ended_by(Rhythm.MONTHLY, DAY)
    data = whole(Scorecard(period.last), Issue(period, published, LedgerEntry.objects.head(), "errors@example.org"))
    if len(data["claims"]) != count or any(one["p_hold"] is None and not one["outcome"] for one in data["claims"]):
        raise RuntimeError(f"expected {count} claims with figures, got {len(data['claims'])} claims, some without")
    frozen(data)
