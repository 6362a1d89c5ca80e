"""Whether a series of figures is sound in itself: holes, jumps beyond the usual, figures shared with another series.

Pure: arrays in, facts out. Days are days since 1970-01-01. What a fact means for an indicator is said in `health`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from evidence.periods import Frequency, Ints, label
from evidence.series import Floats, Panel

LONGEST_CLOSURE = 4  # working days in a row without trading: September 2001
NEWEST = 3  # changes that are looked at; older ones have been looked at before
FEWEST_CHANGES = 24  # to know what is usual
FAR = 8.0  # robust sigmas
BEYOND = 1.5  # times the largest change before it: an error of unit or place rather than a shock
FEWEST_SHARED = 24  # periods that two series must share to be called the same
_SIGMA = 1.4826  # of a normal distribution by its median absolute deviation


@dataclass(frozen=True)
class Jump:
    """A change that is far from usual: in sigmas of the changes before it, and in times of their largest."""

    end: int
    before: float
    after: float
    sigmas: float
    times_largest: float

    @property
    def is_beyond_all(self) -> bool:
        """Whether nothing like it is on record."""
        return self.times_largest > BEYOND


def missing_periods(panel: Panel, never_collected: frozenset[str] = frozenset()) -> list[str]:
    """Names of periods without a figure between the first and the newest one; those known never to come are left out.

    A daily series has no figure on holidays, so that only the first day of a longer silence is named.
    """
    row = panel.values[-1] if len(panel.values) else np.empty(0)
    known = np.flatnonzero(~np.isnan(row))
    if len(known) < 2:
        return []
    if panel.frequency is Frequency.DAY:
        ends = _silences(panel.ends[known], panel.week)
    else:
        inside = slice(int(known[0]), int(known[-1]))
        ends = panel.ends[inside][np.isnan(row[inside])]
    return [name for name in (label(int(end), panel.frequency) for end in ends) if name not in never_collected]


def _silences(days: Ints, week: int) -> Ints:
    """The day after the last figure before each silence that is longer than any closure."""
    if week == 5:
        dates = days.astype("datetime64[D]")
        quiet = np.busday_count(dates[:-1], dates[1:]) - 1
    else:
        quiet = np.diff(days) - 1
    return days[:-1][quiet > LONGEST_CLOSURE] + 1


def jumps(panel: Panel, *, in_logs: bool) -> list[Jump]:
    """The newest changes that are more than eight robust sigmas of the changes before them; fewer than 24: none.

    Sigma is 1.4826 times the median absolute deviation from the median (Rousseeuw & Croux 1993), or the mean absolute
    deviation times 1.2533 of those that differ where more than half are the same, as for administered rates: a move is
    measured by earlier moves, however many days without one lie between.
    """
    row = panel.values[-1] if len(panel.values) else np.empty(0)
    known = np.flatnonzero(~np.isnan(row))
    values = row[known]
    if len(values) <= FEWEST_CHANGES:
        return []
    steps = np.diff(np.log(values) if in_logs and (values > 0).all() else values)
    found = []
    for place in range(max(FEWEST_CHANGES, len(steps) - NEWEST), len(steps)):
        jump = _jump(steps[:place], float(steps[place]))
        if jump is not None:
            end = int(panel.ends[known[place + 1]])
            found.append(Jump(end, float(values[place]), float(values[place + 1]), *jump))
    return found


def _jump(earlier: Floats, step: float) -> tuple[float, float] | None:
    middle = float(np.median(earlier))
    distances = np.abs(earlier - middle)
    if not distances.any():
        return None
    sigma = _SIGMA * float(np.median(distances)) or 1.2533 * float(distances[distances > 0].mean())
    if abs(step - middle) <= FAR * sigma:
        return None
    largest = float(distances.max())
    return abs(step - middle) / sigma, abs(step - middle) / largest


def twins(panels: Mapping[str, Panel]) -> list[tuple[str, str, int]]:
    """Pairs of series whose figures are the same in all periods that they share, with how many those are.

    At least 24 shared periods, not all alike: event days and series that never move are the same by nature.
    """
    by_frequency: dict[Frequency, list[str]] = {}
    for name, panel in panels.items():
        if not panel.is_empty():
            by_frequency.setdefault(panel.frequency, []).append(name)
    pairs = [(a, b) for names in by_frequency.values() for n, a in enumerate(names) for b in names[n + 1 :]]
    return [(a, b, shared) for a, b in pairs if (shared := _shared(panels[a], panels[b]))]


def _shared(one: Panel, other: Panel) -> int:
    """How many periods both have, if every figure is the same; else 0. The newest are compared first: most differ."""
    _, mine, theirs = np.intersect1d(one.ordinals, other.ordinals, assume_unique=True, return_indices=True)
    left, right = one.values[-1][mine], other.values[-1][theirs]
    both = ~np.isnan(left) & ~np.isnan(right)
    left, right = left[both], right[both]
    if len(left) < FEWEST_SHARED or np.ptp(left) == 0:
        return 0
    return len(left) if np.allclose(left, right, rtol=1e-9, atol=0) else 0
