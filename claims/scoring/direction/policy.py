"""Administered rates and those tied to them: they move by meetings, and the one-year yield knows the direction.

The gap between a one-year yield and the overnight rate is what the market expects of policy (the expectations
hypothesis holds at the short end: Longstaff 2000, Journal of Finance 55, 989-994). A target rate of before 2021 is
read off the federal funds rate: the quarter point at or below the median of ten days.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from claims.scoring.direction import logit
from claims.scoring.direction.tracks import Track
from evidence.periods import Ints
from evidence.series import Floats

SINCE = 8825  # 1994-03-01: from February 1994 the committee has announced its target
STEP = 14  # days between the origins that are learnt from
HORIZONS = (7, 30, 90, 180, 365)
# Chosen by walk-forward in five blocks from 2004 to June 2024. Brier of "the target is higher": .1434 at .003, .1236 at
# .03, .1219 at .3; of "the 30-day average is higher": .2077, .2101, .2143.
TARGET_STRENGTH, AVERAGE_STRENGTH = 1.0, 0.003
QUARTER = 0.25
FLOOR = 0.3  # percent, below which the lower bound is near
LONG_STILL = 200  # days without a move
RECENT = 3 * 365  # days of windows in which the target did not move, for what a market rate does meanwhile
KINDS = ("administered", "overnight", "average")


@dataclass(frozen=True, eq=False)
class Rates:
    """The overnight rate and its relatives, day by day: as dated, and as published by the end of each day."""

    days: Ints
    overnight: Floats  # dated
    target: Floats  # dated
    mean: Floats  # of 30 days, dated
    expected: Floats  # (2, days): one- and two-year yield as published
    lag: int


def rates(overnight: Track, one_year: Track, two_year: Track, until: int) -> Rates:
    """Rates from a year before `SINCE` to `until`; what is dated after the last figure is NaN."""
    days = np.arange(SINCE - 800, until + 1)
    dated = np.where(days <= overnight.days[-1], overnight.on(days), np.nan)
    median = _trailing(dated, 10, np.median)
    target = np.floor((median + 0.05) / QUARTER + 1e-9) * QUARTER
    expected = np.stack([one_year.published_by(days), two_year.published_by(days)])
    return Rates(days, dated, target, _trailing(dated, 30, np.mean), expected, overnight.lag)


def _trailing(values: Floats, window: int, of: Callable[..., Floats]) -> Floats:
    views = np.lib.stride_tricks.sliding_window_view(values, window)
    return np.concatenate([np.full(window - 1, np.nan), of(views, axis=1)])


def columns(rates: Rates, days: Ints, horizons: Ints, pull: Floats) -> Floats:
    """Columns of the regression for questions asked on `days`; `pull`: what an average is of, less the average."""
    place = days - rates.days[0]
    known = place - rates.lag
    now = rates.overnight[known]
    ahead = np.clip(rates.expected[:, place] - now, -2, 2)
    moved = np.clip(now - rates.overnight[known - 90], -2, 2)
    stepped = np.clip(rates.target[known] - rates.target[known - 30], -1, 1)
    still = (_days_still(rates.target)[known] > LONG_STILL) & (now >= FLOOR)  # at the floor it rests for another reason
    own = np.stack(
        [np.ones(len(days)), *ahead, moved, stepped, np.clip(pull, -0.5, 0.5), now < FLOOR, still], axis=1
    )  # fmt: skip
    far: Floats = np.log(horizons / 60.0)[:, None] / 1.5
    return np.concatenate([own, own * far], axis=1)


def _days_still(target: Floats) -> Ints:
    moved = np.concatenate([[True], ~(np.diff(target) == 0)])
    places = np.arange(len(target))
    return places - np.maximum.accumulate(np.where(moved, places, 0))


@dataclass(frozen=True, eq=False)
class Policy:
    """Coefficients learnt from all that had been dated by a day: of a higher and a lower target, a higher average."""

    rates: Rates
    up: Floats
    down: Floats
    average: Floats

    def rises(self, kind: str, track: Track, day: int, horizon: int, pull: float) -> float:
        """The probability that a rate is higher `horizon` days after `day`; `pull` is the gap of an average."""
        if kind == "average":
            return self._share(self.average, day, horizon, pull)
        up, down = (self._share(weights, day, horizon, 0.0) for weights in (self.up, self.down))
        total = max(up + down, 1.0)
        up, stays = up / total, 1.0 - (up + down) / total
        return up if kind == "administered" else up + stays * self.drifts_up(track, horizon)

    def drifts_up(self, track: Track, horizon: int) -> float:
        """How often a market rate ended higher in recent windows in which the target did not move."""
        last = int(track.days[-1])
        starts = np.arange(last - horizon - RECENT, last - horizon + 1)
        place = starts - self.rates.days[0]
        still = self.rates.target[place] == self.rates.target[place + horizon]
        before, after = track.on(starts)[still], track.on(starts + horizon)[still]
        there = ~np.isnan(before)
        windows = there.sum() / horizon  # they overlap
        share = float((after > before)[there].mean()) if there.any() else 0.5
        return (share * windows + 0.5) / (windows + 1)

    def _share(self, weights: Floats, day: int, horizon: int, pull: float) -> float:
        x = columns(self.rates, np.array([day]), np.array([horizon]), np.array([pull]))
        return float(expit(x @ weights)[0])


def learn(rates: Rates) -> Policy:
    """Fit on every second week since `SINCE` whose outcome is dated."""
    origins = np.arange(SINCE, int(rates.days[-1]) + 1, STEP)
    days, horizons = (part.ravel() for part in np.meshgrid(origins, HORIZONS, indexing="ij"))
    done = days + horizons <= rates.days[-1]
    days, horizons = days[done], horizons[done]
    place = days - rates.days[0]
    target, still = rates.target, columns(rates, days, horizons, np.zeros(len(days)))
    pulled = columns(rates, days, horizons, (rates.overnight - rates.mean)[place - rates.lag])
    before, after = target[place], target[place + horizons]
    averages = (rates.mean[place], rates.mean[place + horizons])
    return Policy(
        rates,
        _fitted(still, before, after, TARGET_STRENGTH),
        _fitted(still, after, before, TARGET_STRENGTH),
        _fitted(pulled, *averages, AVERAGE_STRENGTH),
    )


def _fitted(x: Floats, before: Floats, after: Floats, strength: float) -> Floats:
    usable = ~np.isnan(before) & ~np.isnan(after) & ~np.isnan(x).any(axis=1)
    rose = (after > before)[usable].astype(np.float64)
    return logit.fit(x[usable], rose, np.ones(int(usable.sum())), strength)
