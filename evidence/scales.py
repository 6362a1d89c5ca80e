"""On which scale figures come where a provider has changed its unit, and what they are in the recorded one.

The time of a figure tells it: since the change it is in the new unit. But an archive can have all its dates in the new
unit, and either it or the provider can go on in the former one. So what is recorded is asked as well, and where nearly
all of it speaks for that, a whole body counts as in one unit, before or after a change, whatever its dates are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter

import numpy as np

from evidence.ingest import Batch
from evidence.models import FOREVER, HeldBatch, Indicator
from evidence.periods import Ints
from evidence.publication import microseconds
from evidence.rescaling import SHARE, brought_back
from evidence.series import Bools, Floats

FAR = np.log(10)  # two units so far apart are told by a neighbouring period's figure, too
Change = Sequence[tuple[datetime, float]]  # one decision: since when by which factor, ascending


def newest(batch: Batch) -> Ints:
    """The places of the last known row of each period."""
    order = np.lexsort((batch.known_from, batch.period))
    is_last = np.r_[np.diff(batch.period[order]) != 0, np.ones(min(len(batch), 1), bool)]
    return order[is_last]


def scale_of(batch: Batch, seen: datetime, *, is_whole: bool) -> Ints:
    """The time whose scale each row is on: its own, but where that is inferred of a period's newest figure, as of all
    that a provider shows today, the one at which it was seen."""
    if is_whole:
        return np.full(len(batch), microseconds(seen))
    times, last = batch.known_from.copy(), newest(batch)
    inferred = last[batch.pseudo[last]]
    times[inferred] = np.maximum(times[inferred], microseconds(seen))
    return times


def in_recorded_unit(indicator: Indicator, batch: Batch, seen: datetime, current: Batch, *, is_whole: bool) -> Batch:
    """Figures as they would have come had the provider kept its unit: brought back once for each accepted change.

    `current` is what is recorded, by period; `is_whole`: they are what a provider shows today, all on one scale.
    """
    changes = list(_accepted(indicator))
    if not changes:
        return batch
    values = _after(changes, batch, scale_of(batch, seen, is_whole=is_whole))
    if len(current):
        now = np.full(len(batch), microseconds(seen))
        alike = [_after(changes[:count], batch, now) for count in range(len(changes) + 1)]
        values = _nearest(values, alike, *_beside(current, batch.period))
    return replace(batch, value=values)


def _accepted(indicator: Indicator) -> Iterator[Change]:
    found = HeldBatch.objects.converting(indicator).order_by("decided_at", "since", "pk")
    for _, decided in groupby(found.values_list("decided_at", "since", "factor"), key=itemgetter(0)):
        yield [(since, factor) for _, since, factor in decided]


def _after(changes: Sequence[Change], batch: Batch, times: Ints) -> Floats:
    values: Floats = batch.value
    before: list[datetime] = []
    for change in changes:
        values = by_one_change(values, times, change, before)
        before += [since for since, _ in change]
    return values


def by_one_change(values: Floats, times: Ints, change: Change, before: Sequence[datetime]) -> Floats:
    """Values brought back by one decision on a change of unit. `times`: of the scale of each.

    What waited together for one decision was compared with the same recorded figures, so its factors do not multiply:
    each figure is brought back by the one that was found last before it. Nor does a change multiply one that was
    accepted `before` and begins later: it was found in figures older than that, which it dates the change by.
    """
    back = values.copy()
    for since, factor in change:
        until = min((later for later in before if later > since), default=FOREVER)
        concerned = (times >= microseconds(since)) & (times < microseconds(until))
        back[concerned] = brought_back(values[concerned], factor)
    return back


def _beside(current: Batch, periods: Ints) -> tuple[Floats, Bools]:
    """The recorded figure of each period, else of the one next to it, and whether it is the period's own."""
    after = np.clip(np.searchsorted(current.period, periods), 0, len(current) - 1)
    before = np.maximum(after - 1, 0)
    is_before = np.abs(periods - current.period[before]) < np.abs(current.period[after] - periods)
    place = np.where(is_before, before, after)
    return current.value[place], current.period[place] == periods


def _nearest(by_dates: Floats, alike: Sequence[Floats], recorded: Floats, own: Bools) -> Floats:
    """The reading of all figures alike that is nearest to what is recorded, if any is in nearly all where it differs;
    else the one by dates."""
    best, least = by_dates, np.inf
    for values in alike:
        with np.errstate(divide="ignore", invalid="ignore"):
            told = (values != by_dates) & (own | (np.abs(np.log(np.abs(values / by_dates))) >= FAR))
        there, instead = _distance(values[told], recorded[told]), _distance(by_dates[told], recorded[told])
        compared = np.isfinite(there) & np.isfinite(instead)
        if not compared.any() or (there < instead)[compared].mean() < SHARE:
            continue
        distance = float(np.median(there[compared]))
        if distance < least:
            best, least = values, distance
    return best


def _distance(values: Floats, recorded: Floats) -> Floats:
    """How many times one figure is the other, as a logarithm; another sign is as far as 2.7 times."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.abs(np.log(np.abs(values / recorded))) + (np.sign(values) != np.sign(recorded))
