"""The differences a series' future is drawn from: by source month, winsorised, with a mean and a shrunk drift."""

from dataclasses import dataclass

import numpy as np

from claims.scoring.randomness import LONGEST, SOURCES
from evidence.periods import Frequency, Ints, month_of
from evidence.series import Floats, Panel

FEWEST = 8  # differences below which nothing is simulated
_EXTREME = 8.0  # robust standard deviations beyond which a seasonally adjusted figure's difference is cut
_SURE = 4.0  # a drift is believed by 1 - _SURE / t^2, and not at all below t = 2


@dataclass(frozen=True, eq=False)
class Differences:
    """Differences of one series over its last `LONGEST` months; mean and drift are of the last `SOURCES` of them.

    `table` holds for each source month, oldest first, up to `positions` differences within the month, NaN-padded;
    `newest` is the last source month (months since 1970), `recent` the row of the first recent one. A quarter or year
    is filed under its last month.
    """

    table: Floats  # (source months, positions)
    counts: Ints  # (source months,) differences in each
    months: Ints  # (source months,)
    newest: int
    mean: float
    drift: float
    recent: int
    step: int  # months between periods
    moving: float  # share of the recent differences that are not zero

    def drifting(self) -> Floats:
        """The table with the mean of the recent ones exchanged for the drift.

        Only what moved is shifted: a rate that stood still has to go on standing still, not to creep.
        """
        shift = (self.drift - self.mean) / self.moving if self.moving else 0.0
        return np.where(self.table == 0, 0.0, self.table + shift)


def differences(panel: Panel, is_log: bool, is_adjusted: bool) -> Differences | None:
    """Differences of a one-row panel, None when there are too few.

    `is_log`: of logarithms. `is_adjusted`: seasonally adjusted, so one-off shocks are cut.
    """
    values = panel.values[0]
    known = ~np.isnan(values)
    levels = np.log(np.where(known, values, 1.0)) if is_log else values
    gaps = np.diff(panel.ordinals) == 1 if panel.frequency is not Frequency.DAY else np.ones(len(values) - 1, bool)
    usable = known[1:] & known[:-1] & gaps
    changes, ends = np.diff(levels)[usable], panel.ends[1:][usable]
    kept = month_of(ends) > month_of(int(ends[-1])) - LONGEST if len(ends) else np.empty(0, bool)
    changes, ends = changes[kept], ends[kept]
    if len(changes) < FEWEST:
        return None
    if is_adjusted and panel.frequency is not Frequency.DAY:
        changes = winsorised(changes)
    return _filed(changes, month_of(ends), max(1, panel.frequency.months))


def winsorised(changes: Floats) -> Floats:
    """Cut beyond 8 robust standard deviations: March to December 2020 would set the spread of jobs for decades.

    A series that mostly does not move (a policy rate) has no robust spread and is left alone.
    """
    centre = np.median(changes)
    spread = 1.4826 * np.median(np.abs(changes - centre))
    return np.clip(changes, centre - _EXTREME * spread, centre + _EXTREME * spread) if spread > 0 else changes


def winsorised_rows(values: Floats) -> Floats:
    """The same for each row (rows, periods), of what is known in it."""
    rows = values.copy()
    for row in rows:
        known = ~np.isnan(row)
        if known.any():
            row[known] = winsorised(row[known])
    return rows


def shrunk_drift(changes: Floats, periods_a_year: float) -> float:
    """The mean change, believed only as far as yearly means agree on it.

    mean * max(0, 1 - 4 / t^2), t from the means of whole years: raw drift is worse than a coin for yields, spreads,
    currencies and oil, and none at all drags inflation to zero.
    """
    length = max(1, round(periods_a_year))
    years = len(changes) // length
    if years < 3:
        return 0.0
    means = changes[-years * length :].reshape(years, length).mean(axis=1)
    error = means.std(ddof=1) / np.sqrt(years)
    mean = float(means.mean())
    if error == 0:
        return mean
    return mean * max(0.0, 1.0 - _SURE * float(error / mean) ** 2) if mean else 0.0


def _filed(changes: Floats, months: Ints, step: int) -> Differences:
    own, starts, counts = np.unique(months, return_index=True, return_counts=True)
    table = np.full((len(own), int(counts.max())), np.nan)
    position = np.arange(len(changes)) - np.repeat(starts, counts)
    table[np.repeat(np.arange(len(own)), counts), position] = changes
    recent = int(np.searchsorted(own, own[-1] - SOURCES, side="right"))
    lately = changes[months >= own[recent]]
    span = (own[-1] - own[recent]) / 12 + step / 12
    drift = shrunk_drift(lately, len(lately) / span)
    mean, moving = float(lately.mean()), float((lately != 0).mean())
    return Differences(table, counts, own, int(own[-1]), mean, drift, recent, step, moving)
