"""A series as it had been published by a day, under the provider's own dates."""

from dataclasses import dataclass

import numpy as np

from evidence.periods import Ints
from evidence.publication import DAY, UNDATED
from evidence.series import Floats

_USUAL_GAP = 0.9  # quantile of the gaps between a series' dates that counts as usual
_RECENT = 60  # dates that the usual gap is taken from
_SNAPSHOT_AFTER = 31  # days: provider's dates open a period, and its figure comes after it has ended


@dataclass(frozen=True, eq=False)
class Vintages:
    """All rows of a series, sorted by date and then by time known: date, figure, and the moment it became known.

    `times` in microseconds since 1970-01-01 UTC, `UNDATED` where nobody says; `lag` in days from a date to its
    publication, for those.
    """

    days: Ints
    values: Floats
    times: Ints
    lag: int

    def known(self, day: int) -> "Track":
        """What had been published by the end of a day: the newest figure of each date."""
        usual = (self.days + self.lag) * DAY
        first = np.r_[True, np.diff(self.days) != 0] if len(self.days) else np.empty(0, bool)
        late = first & (self.times > (self.days + 3 * self.lag + _SNAPSHOT_AFTER) * DAY)
        moments = np.where((self.times == UNDATED) | late, usual, self.times)
        seen = moments < (day + 1) * DAY
        days, values = self.days[seen], self.values[seen]
        newest = np.r_[np.diff(days) != 0, True] if len(days) else np.empty(0, bool)
        days, values = days[newest], values[newest]
        there = ~np.isnan(values)
        return Track(days[there], values[there], self.lag)


@dataclass(frozen=True, eq=False)
class Track:
    """Dates and figures, each date once; `lag` days pass from a date to its publication."""

    days: Ints
    values: Floats
    lag: int

    def on(self, moments: Ints) -> Floats:
        """The newest figure dated on or before each day, published or not; NaN before the first."""
        return self._at(np.searchsorted(self.days, moments, side="right"))

    def published_by(self, moments: Ints) -> Floats:
        """The newest figure published by each day; NaN before the first."""
        return self._at(np.searchsorted(self.days + self.lag, moments, side="right"))

    def _at(self, count: Ints) -> Floats:
        if not len(self.values):
            return np.full(len(count), np.nan)
        figures: Floats = np.where(count > 0, self.values[np.maximum(count, 1) - 1], np.nan)
        return figures

    def reaches(self, day: int) -> bool:
        """Whether no further figure dated on or before a day is to come, by the usual gap between its dates."""
        if len(self.days) < 2:
            return False
        gap = float(np.quantile(np.diff(self.days[-_RECENT:]), _USUAL_GAP))
        return bool(self.days[-1] >= day or self.days[-1] + gap > day)
