"""The probability that a series will be higher on a later day, with weights learnt from what was known by the day.

A random walk that keeps the series' own share of standing still is the floor: a group of series leaves it only where
a walk-forward over the last sixteen years says that its features would have helped.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import expit

from claims.scoring.direction import logit
from claims.scoring.direction.features import COLUMNS, Grid, grid
from claims.scoring.direction.groups import Group, group_of
from claims.scoring.direction.policy import HORIZONS, KINDS, Policy, learn, rates
from claims.scoring.direction.tracks import Track
from evidence.periods import Ints
from evidence.series import Bools, Floats

SINCE = 7310  # 1990-01-06
STRIDE = 3  # weeks between the origins that are learnt from
STRENGTHS = (0.003, 0.03)
FOLDS, FOLD = 4, 4 * 365  # blocks of four years, newest last
FEWEST_ROWS, FEWEST_TESTED = 500, 100
OVERNIGHT, ONE_YEAR, TWO_YEAR = "DFF", "DGS1", "DGS2"
AVERAGED = {"SOFR30DAYAVG": "SOFR", "SOFR90DAYAVG": "SOFR", "SOFR180DAYAVG": "SOFR"}


@dataclass(frozen=True)
class Rise:
    """A probability, and where it came from: "policy", "learnt" with a strength, or "random walk"."""

    p: float
    still: float  # share of windows that ended where they began
    climatology: float  # share of windows that ended higher
    group: str
    model: str


def _last(values: Floats, otherwise: float) -> float:
    return float(values[-1]) if len(values) and not np.isnan(values[-1]) else otherwise


@dataclass(frozen=True, eq=False)
class Lessons:
    """What a group can be learnt from: one row per series, origin and horizon whose outcome had been published."""

    x: Floats
    rose: Floats
    still: Floats
    stood: Bools
    origin: Ints
    closes: Ints
    cell: Ints  # which series and horizon: each counts the same
    series: Ints

    def take(self, keep: Bools) -> "Lessons":
        """Only some rows."""
        return Lessons(**{name: part[keep] for name, part in vars(self).items()})


class Foreteller:
    """Answers for a day. `tracks`: everything that had been published by its end, by code."""

    def __init__(self, day: int, tracks: Mapping[str, Track]) -> None:
        self.day, self.tracks = day, tracks
        self.groups = {code: group_of(code, track.days) for code, track in tracks.items()}
        self.weights: dict[str, tuple[Floats, float] | None] = {}

    def rises(self, code: str, horizon: int) -> Rise:
        """The probability that `code` is higher `horizon` days after the day than on it. Raises `LookupError`."""
        if code not in self.tracks or not len(self.tracks[code].days):
            raise LookupError(f"expected figures of {code} published by the day, got none")
        group, here = self.groups[code], self._here(code, horizon)
        still, rose = _last(here.still, 0.0), _last(here.rose, 0.5)
        base = (still, rose * (1 - still), group.name)
        if self.policy is not None and group.name in KINDS:
            return Rise(self._policy(code, group, horizon), *base, "policy")
        weights = self._weights(group)
        if weights is None or not len(here.x) or np.isnan(here.x[-1]).any():
            return Rise((1 - still) / 2, *base, "random walk")
        p = float(expit(here.x[-1] @ weights[0])) * (1 - still)
        return Rise(p, *base, f"learnt at strength {weights[1]:g}")

    def _here(self, code: str, horizon: int) -> Grid:
        return grid(self.tracks[code], self.groups[code].is_log, horizon, self.day, SINCE)

    @cached_property
    def policy(self) -> Policy | None:
        """The model of administered rates; None without the rates that it is learnt from."""
        needed = (OVERNIGHT, ONE_YEAR, TWO_YEAR)
        if not all(code in self.tracks and len(self.tracks[code].days) for code in needed):
            return None
        overnight, one_year, two_year = (self.tracks[code] for code in needed)
        return learn(rates(overnight, one_year, two_year, self.day))

    def _policy(self, code: str, group: Group, horizon: int) -> float:
        assert self.policy is not None
        return self.policy.rises(group.name, self.tracks[code], self.day, horizon, self._pull(code))

    def _pull(self, code: str) -> float:
        """The rate that an average is of, less the average."""
        averaged = self.tracks.get(AVERAGED.get(code, ""))
        return float(averaged.values[-1] - self.tracks[code].values[-1]) if averaged is not None else 0.0

    def _weights(self, group: Group) -> tuple[Floats, float] | None:
        if group.name not in self.weights:
            self.weights[group.name] = chosen(self._lessons(group.name), self.day)
        return self.weights[group.name]

    def _lessons(self, name: str) -> Lessons:
        members = sorted(code for code, group in self.groups.items() if group.name == name)
        parts = [
            self._rows(code, horizon, series, series * len(HORIZONS) + place)
            for series, code in enumerate(members)
            for place, horizon in enumerate(HORIZONS)
        ]
        return Lessons(**{field: np.concatenate([part[field] for part in parts]) for field in parts[0]})

    def _rows(self, code: str, horizon: int, series: int, cell: int) -> dict[str, np.ndarray]:
        track, all_of_them = self.tracks[code], self._here(code, horizon)
        chosen = slice((len(all_of_them.weeks) - 1) % STRIDE, None, STRIDE)  # the newest week is among them
        weeks, x, still = all_of_them.weeks[chosen], all_of_them.x[chosen], all_of_them.still[chosen]
        before, after = track.on(weeks), track.on(weeks + horizon)
        last = int(track.days[-1]) if len(track.days) else -1
        usable = (weeks + horizon <= last) & ~np.isnan(x).any(axis=1) & ~np.isnan(still) & ~np.isnan(before)
        rows = {
            "x": x, "rose": (after > before).astype(np.float64), "still": still, "stood": after == before,
            "origin": weeks, "closes": weeks + horizon, "cell": np.full(len(weeks), cell),
            "series": np.full(len(weeks), series),
        }  # fmt: skip
        return {name: part[usable] for name, part in rows.items()}


def chosen(lessons: Lessons, day: int) -> tuple[Floats, float] | None:
    """Weights at the strength that did best in walk-forward blocks; None where a random walk did as well.

    A strength is taken only if its mean gain exceeds its own standard error over the blocks (the one-standard-error
    rule of Breiman et al. 1984, Classification and Regression Trees, 3.4.3).
    """
    gains = {strength: _gains(lessons, day, strength) for strength in STRENGTHS}
    passed = {
        strength: float(np.mean(found)) for strength, found in gains.items()
        if len(found) >= 2 and np.mean(found) > np.std(found, ddof=1) / np.sqrt(len(found))
    }  # fmt: skip
    if not passed:
        return None
    best = max(passed, key=lambda strength: passed[strength])
    return _fitted(lessons, best), best


def _gains(lessons: Lessons, day: int, strength: float) -> list[float]:
    """How much lower the Brier score was than the random walk's, in each block."""
    found = []
    for back in range(FOLDS, 0, -1):
        start, end = day - back * FOLD, day - (back - 1) * FOLD
        past = lessons.take(lessons.closes < start)
        test = lessons.take((lessons.origin >= start) & (lessons.closes < end))
        if (~past.stood).sum() < FEWEST_ROWS or len(test.rose) < FEWEST_TESTED:
            continue
        walk = (1 - test.still) / 2
        p = expit(test.x @ _fitted(past, strength)) * (1 - test.still)
        better = (walk - test.rose) ** 2 - (p - test.rose) ** 2
        weight = _even(test.cell)
        found.append(float((better * weight).sum() / weight.sum()))
    return found


def _fitted(lessons: Lessons, strength: float) -> Floats:
    moved = lessons.take(~lessons.stood)
    if not len(moved.rose):
        return np.zeros(COLUMNS)
    weight = _even(moved.series)
    return logit.fit(moved.x, moved.rose, weight / weight.mean(), strength)


def _even(labels: Ints) -> Floats:
    """Weights under which every label counts the same."""
    _, place, count = np.unique(labels, return_inverse=True, return_counts=True)
    even: Floats = 1.0 / count[place]
    return even
