"""Whether figures can have been known when they came: no measured period begins, and no vintage appears, after that.

What is recorded stays for good, so a figure of a period that has not happened, or a vintage of a day that has not come,
must not be recorded at all: it would be taken for a fact, or become one by itself. A period that has begun may have a
figure though it has not ended (an average to date). Days are days since 1970-01-01, times microseconds since then.
"""

import numpy as np

from evidence.periods import Frequency, Ints, canonical_days, date_of, end_days, label
from evidence.publication import CAUTIOUS_LAGS, DAY, SNAPSHOT_AFTER_LAGS, UNDATED, expected
from evidence.series import Bools, Floats

SLACK = DAY  # a provider's day may begin 14 hours before ours, and a vintage counts from 00:00 UTC of its day
_WEEK = 6  # days from the first of a week to the one it is dated by


def untimely(
    days: Ints,
    values: Floats,
    times: Ints,
    pseudo: Bools | None,
    *,
    frequency: Frequency,
    fetched: int,
    lag: int,
    ahead: int | None,
) -> str:
    """What of a series cannot have been known at the time `fetched`, as "expected .., got .."; empty: nothing.

    `times` are those the provider gives, `UNDATED` where it gives none; `pseudo` marks those that somebody inferred
    with a publication `lag` before, as in `sources.Figures`. `ahead` is how many days before a period begins its
    figure may be known; None: any number.
    """
    given = times != UNDATED
    inferred = np.zeros(len(days), bool) if pseudo is None else pseudo
    latest = np.where(inferred, np.maximum(_inferred_latest(days, frequency, lag), fetched), fetched) + SLACK
    unborn = np.flatnonzero(given & (times > latest))
    if unborn.size:
        return f"expected no figure known later than the fetch on {_day(fetched)}, " + _got(
            f"one known from {_day(int(times[unborn[0]]))}", len(unborn)
        )
    if ahead is None:
        return ""
    known = np.minimum(np.where(given, times, fetched), fetched)
    begins = canonical_days(days, frequency) - (_WEEK if frequency is Frequency.WEEK else 0)
    early = np.flatnonzero(~np.isnan(values) & (begins * DAY > known + SLACK + ahead * DAY))
    if not early.size:
        return ""
    period = label(int(end_days(days[early[:1]], frequency)[0]), frequency)
    allowed = f" or would begin within {ahead} days" if ahead else ""
    return (
        f"expected figures of periods that had begun{allowed} when they became known, "
        + _got(f"one of {period} known on {_day(int(known[early[0]]))}", len(early))
        + " (plans and projections are to be declared: days_ahead of the indicator)"
    )


def _inferred_latest(days: Ints, frequency: Frequency, lag: int) -> Ints:
    """As late as any installation may have inferred that a figure came, whatever lag it had learnt."""
    return expected(end_days(days, frequency), max(SNAPSHOT_AFTER_LAGS * lag, CAUTIOUS_LAGS[frequency]))


def _got(first: str, count: int) -> str:
    return f"got {first}" + (f" and {count - 1} more" if count > 1 else "")


def _day(time: int) -> str:
    return date_of(time // DAY).isoformat()
