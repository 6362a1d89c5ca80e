"""When each figure of a source became known: its own dates, or what is inferred, beside what has been recorded.

A time that was inferred is fixed when it is first recorded: a lag that was learnt or declared anew moves none. But what
was inferred gives way to what a provider says of its own past (decision 0022), by a further row just beside it:
to a dated figure that was known before it (`evidence.ingest` sees to that), to its absence until a publication that
came later, and to the figure of an older vintage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

import numpy as np

from evidence.ingest import BESIDE, Batch
from evidence.models import Indicator, Observation
from evidence.periods import Ints, canonical_days, date_of, day_number, end_days
from evidence.publication import DAY, LONGEST_DELAY, Known, dated, delayed, microseconds, snapshot
from evidence.releases import NONE_PLANNED, next_change
from evidence.series import Bools, Floats
from evidence.sources import Figures


@dataclass(frozen=True)
class _Row:
    """What is recorded of a period from a moment on. NaN is a retraction."""

    moment: int
    value: float
    pseudo: bool


_Stored = Mapping[int, Sequence[_Row]]  # by period, the earliest first


def batch(indicator: Indicator, figures: Figures, now: datetime, *, is_first: bool, archived: bool) -> Batch:
    """Figures of a source as observations of an indicator, each with the moment from which it was known."""
    figures = figures.said
    frequency, lag = indicator.period_frequency, indicator.usual_lag
    periods, ends = canonical_days(figures.days, frequency), end_days(figures.days, frequency)
    if figures.pseudo is None and not archived and figures.is_snapshot:
        known = snapshot(ends, lag, microseconds(now), is_first)
        if is_first:
            known = _newest_seen_now(indicator, ends[~np.isnan(figures.values)], ends, known, microseconds(now))
        known = _seen_now(indicator, periods, known, microseconds(now))
        return _batch(indicator, periods, known.times, figures.values, known.pseudo)
    if figures.pseudo is not None:
        known = Known(figures.times, figures.pseudo)
    else:
        known = dated(ends, figures.times, lag, real_time=figures.is_real_time)
    stored = _stored(indicator, set(periods[known.pseudo].tolist()))
    times, keep = _as_fixed(periods, figures, known, stored)
    recorded = _batch(indicator, periods[keep], times[keep], figures.values[keep], known.pseudo[keep])
    if figures.pseudo is not None:
        return recorded
    published = ~known.pseudo & np.r_[True, np.diff(periods) != 0][: len(periods)]
    if not figures.is_real_time:
        published &= delayed(ends, times, lag)
    return _together(recorded, _retracted(indicator, periods[published], times[published], stored))


def _batch(indicator: Indicator, periods: Ints, times: Ints, values: Floats, pseudo: Bools) -> Batch:
    return Batch(np.full(len(periods), indicator.pk), periods, times, values, pseudo)


def _together(one: Batch, other: Batch) -> Batch:
    return Batch(*(np.r_[getattr(one, field.name), getattr(other, field.name)] for field in fields(Batch)))


def _stored(indicator: Indicator, inferred: set[int]) -> _Stored:
    """What is recorded of the periods that have an inferred row, here or among what comes."""
    rows = Observation.objects.filter(indicator=indicator).order_by("period", "known_from")
    if not rows.exists():  # as at a first import: to ask for ten thousands of periods takes longer than to record them
        return {}
    wanted = {date_of(day) for day in inferred} | set(rows.filter(pseudo=True).values_list("period", flat=True))
    told = rows.filter(period__in=wanted).values_list("period", "known_from", "value", "pseudo")
    found: dict[int, list[_Row]] = {}
    for period, moment, value, pseudo in told.iterator():
        row = _Row(microseconds(moment), np.nan if value is None else value, pseudo)
        found.setdefault(day_number(period), []).append(row)
    return found


def _as_fixed(periods: Ints, figures: Figures, known: Known, stored: _Stored) -> tuple[Ints, Bools]:
    """The times of all rows, and which of them are to be recorded."""
    times, keep = known.times.copy(), np.ones(len(periods), bool)
    for place in np.flatnonzero(known.pseudo):
        row = _Row(int(times[place]), float(figures.values[place]), pseudo=True)
        moment = _fixed(row, int(figures.times[place]), stored.get(int(periods[place]), ()), figures)
        times[place], keep[place] = moment or 0, moment is not None
    return times, keep


def _fixed(row: _Row, given: int, before: Sequence[_Row], figures: Figures) -> int | None:
    """The moment of an inferred row beside what is recorded of its period; None where that tells more already.

    A date that has been recorded as it was given is not made a snapshot's.
    """
    if not before:
        return row.moment
    if any(one.moment == given for one in before):
        return given
    same = [one.moment for one in before if one.pseudo and one.value == row.value]
    first_dated = next((place for place, one in enumerate(before) if not one.pseudo), len(before))
    newest = before[first_dated - 1] if first_dated else None
    if same:
        return same[-1]
    if newest is not None and not np.isnan(newest.value):
        return newest.moment + (BESIDE if figures.is_real_time else 0)
    is_older = newest is None and figures.is_real_time and row.moment < before[0].moment
    return row.moment if is_older or figures.pseudo is not None else None


def _retracted(indicator: Indicator, periods: Ints, times: Ints, stored: _Stored) -> Batch:
    """Retractions of what was inferred to be known before the days on which periods were published."""
    gone = []
    for period, published in zip(periods.tolist(), times.tolist(), strict=True):
        before = [one for one in stored.get(period, ()) if one.moment + BESIDE < published]
        if before and all(one.pseudo for one in before) and not np.isnan(before[-1].value):
            gone.append((period, before[-1].moment + BESIDE))
    days, moments = np.array(gone, dtype=np.int64).reshape(-1, 2).T
    return _batch(indicator, days, moments, np.full(len(gone), np.nan), np.ones(len(gone), dtype=bool))


def _newest_seen_now(indicator: Indicator, given: Ints, ends: Ints, known: Known, now: int) -> Known:
    """Where the figure after the newest is overdue at the first fetch, the provider is late, and so the newest itself
    may have come any day until now: it counts from now (decision 0026). A series that has long ended is not late."""
    if not len(given):
        return known
    newest, lag = int(given.max()), indicator.usual_lag
    missed = next_change(newest, indicator.period_frequency, lag, indicator.usual_lag_late, NONE_PLANNED)
    if not 0 < now // DAY - missed.overdue_after <= LONGEST_DELAY:
        return known
    return Known(np.where(ends == newest, now, known.times), known.pseudo)


def _seen_now(indicator: Indicator, periods: Ints, known: Known, now: int) -> Known:
    """A figure of a period that has one already is new from now on, whatever the first fetch was."""
    stored = Observation.objects.filter(indicator=indicator).values_list("period", flat=True).distinct()
    held = np.isin(periods, np.array([day_number(period) for period in stored], dtype=np.int64))
    return Known(np.where(held, now, known.times), known.pseudo & ~held)
