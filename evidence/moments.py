"""When each figure of a source became known: its own dates, or what is inferred, beside what has been recorded.

A time that was inferred is fixed when it is first recorded: a lag that was learnt or declared anew moves none. But what
was inferred gives way to what a provider says of its own past (decision 0022), by a further row just beside it:
to a dated figure that was known before it (`evidence.ingest` sees to that), to its absence until a publication that
came later, and to the figure of an older vintage.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime

import numpy as np
from django.db import connection
from psycopg import sql

from evidence import binary
from evidence.ingest import BESIDE, Batch
from evidence.models import Indicator, Observation
from evidence.periods import Ints, canonical_days, day_number, end_days
from evidence.publication import DAY, LONGEST_DELAY, UNDATED, Known, dated, delayed, microseconds, snapshot
from evidence.releases import NONE_PLANNED, next_change
from evidence.series import Bools, Floats
from evidence.sources import Figures


@dataclass(frozen=True, eq=False)
class _Stored:
    """What is recorded of periods from moments on, in this order. NaN is a retraction."""

    periods: Ints
    moments: Ints
    values: Floats
    pseudo: Bools

    def part(self, places: slice) -> "_Stored":
        """Some of the rows."""
        return _Stored(*(getattr(self, field.name)[places] for field in fields(self)))

    def of(self, periods: Ints) -> Iterator[tuple[int, "_Stored"]]:
        """The rows of each of these periods that has any, with its place among them."""
        begin, end = (np.searchsorted(self.periods, periods, side) for side in ("left", "right"))
        for place in np.flatnonzero(begin < end).tolist():
            yield place, self.part(slice(int(begin[place]), int(end[place])))


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
    stored = _stored(indicator, periods[known.pseudo], figures.times[known.pseudo])
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
    if not len(other):
        return one  # and no copy: there may be millions
    return Batch(*(np.r_[getattr(one, field.name), getattr(other, field.name)] for field in fields(Batch)))


def _stored(indicator: Indicator, inferred: Ints, given: Ints) -> _Stored:
    """What is recorded of the periods that have an inferred row, there or among what comes: what was inferred, the
    first dated row, and those of the moments that are `given` for the inferred ones.

    No more, and as arrays: a long history has millions of vintages.
    """
    told = given != UNDATED
    statement = _RECORDED.format(
        indicator=sql.Literal(indicator.pk), periods=sql.Literal(np.unique(inferred).tolist()),
        days=sql.Literal(inferred[told].tolist()), moments=sql.Literal(given[told].tolist()),
    )  # fmt: skip
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        rows = binary.decode(_COLUMNS, copy)
    values = np.asarray(rows["value"], dtype=np.float64)
    periods, moments = (np.asarray(rows[name], dtype=np.int64) for name in ("period", "known_from"))
    return _Stored(periods, moments, values, rows["pseudo"].astype(bool))


_COLUMNS = {"period": "date", "known_from": "timestamptz", "value": "float8", "pseudo": "bool"}
_RECORDED = sql.SQL("""
COPY (
    WITH recorded AS NOT MATERIALIZED (
        SELECT period, known_from, value, pseudo FROM evidence_observation WHERE indicator_id = {indicator}::int8
    ), dated AS (
        SELECT period, min(known_from) AS since FROM recorded WHERE NOT pseudo GROUP BY period
    )
    SELECT period, known_from, coalesce(value, 'NaN'), pseudo FROM recorded LEFT JOIN dated USING (period)
    WHERE period IN (
        SELECT date '1970-01-01' + day FROM unnest({periods}::int4[]) AS day
        UNION SELECT period FROM recorded WHERE pseudo
    ) AND (pseudo OR known_from = since OR (period, known_from) IN (
        SELECT date '1970-01-01' + day, timestamptz 'epoch' + moment * interval '1 microsecond'
        FROM unnest({days}::int4[], {moments}::int8[]) AS given (day, moment)))
    ORDER BY period, known_from
) TO STDOUT (FORMAT BINARY)
""")


def _as_fixed(periods: Ints, figures: Figures, known: Known, stored: _Stored) -> tuple[Ints, Bools]:
    """The times of all rows, and which of them are to be recorded."""
    times, keep = known.times.copy(), np.ones(len(periods), bool)
    inferred = np.flatnonzero(known.pseudo)
    for number, before in stored.of(periods[inferred]):
        place = inferred[number]
        moment = _fixed(int(times[place]), place, figures, before)
        times[place], keep[place] = moment or 0, moment is not None
    return times, keep


def _fixed(inferred: int, place: int, figures: Figures, before: _Stored) -> int | None:
    """The moment of an inferred row beside what is recorded of its period; None where that tells more already.

    A date that has been recorded as it was given is not made a snapshot's.
    """
    given = figures.times[place]
    if (before.moments == given).any():
        return int(given)
    same = before.moments[before.pseudo & (before.values == figures.values[place])]
    if same.size:
        return int(same[-1])
    until_dated = len(before.pseudo) if before.pseudo.all() else int(np.argmin(before.pseudo))
    if until_dated and not np.isnan(before.values[until_dated - 1]):
        return int(before.moments[until_dated - 1]) + (BESIDE if figures.is_real_time else 0)
    is_older = not until_dated and figures.is_real_time and inferred < before.moments[0]
    return inferred if is_older or figures.pseudo is not None else None


def _retracted(indicator: Indicator, periods: Ints, times: Ints, stored: _Stored) -> Batch:
    """Retractions of what was inferred to be known before the days on which periods were published."""
    gone = []
    for place, rows in stored.of(periods):
        before = rows.part(slice(int(np.searchsorted(rows.moments + BESIDE, times[place]))))
        if len(before.moments) and before.pseudo.all() and not np.isnan(before.values[-1]):
            gone.append((int(periods[place]), int(before.moments[-1]) + BESIDE))
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
