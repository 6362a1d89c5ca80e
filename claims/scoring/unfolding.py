"""What will be known of simulated futures by a later day, and those futures gone on from there in another way.

A path that is known up to a day is followed by the rest of another path, moved to where the first one stands and by
what the futures themselves expect after such a beginning: what is drawn afresh is the surprise. Evaluated by the
formulas like any other futures, such pairs say how much hangs on what has come by the day, and what on the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from claims.scoring.randomness import HISTORY, generator
from evidence.periods import Frequency, Ints
from evidence.series import Floats, Panel

_STILL = 0.2  # share of moves that are none, above which a rate would be made to creep
_FEWEST = 100  # paths, below which nothing can be told from them
_TELLING = 0.02  # share of the moves' variance, below which a beginning tells nothing
_YEAR = 365.25
_ROUNDING = 1e-12
_STEPS = (1, 2, 5, 10, 20, 50)  # between the paths that are kept; no multiple of the models, or one would be lost


@dataclass(frozen=True, eq=False)
class Unfolding:
    """A series with its simulated rest, and the day on which each figure is or will be known, never falling.

    `joins` says how a rest is moved: "log" by factors, "level" by differences, "count" not at all.
    """

    panel: Panel
    known: Ints  # (periods,)
    joins: str
    minimum: float | None = None

    def until(self, day: int) -> int:
        """How many of its periods are known by the end of a day."""
        return int(np.searchsorted(self.known, day, side="right"))

    def spliced(self, day: int, first: Ints, rest: Ints) -> Panel:
        """For each row, path `first` as far as it is known by a day, then path `rest`; equally long."""
        values, cut = self.panel.values, self.until(day)
        if len(values) == 1:
            return self.panel
        joined = values[rest]
        if cut:
            if self.joins != "count" and cut < values.shape[1]:
                joined[:, cut:] = self._moved(cut, first, rest)
            joined[:, :cut] = values[first, :cut]
        return self.panel.with_values(joined)

    def _moved(self, cut: int, first: Ints, rest: Ints) -> Floats:
        """The rests in which the surprises of paths `rest` befall paths `first`."""
        standing, surprises, expected = self._rests(cut)
        moved = standing[first] + surprises[rest] + expected[first]
        moved = np.exp(moved) if self.joins == "log" else moved
        return moved if self.minimum is None else np.maximum(moved, self.minimum)

    def _rests(self, cut: int) -> tuple[Floats, Floats, Floats]:
        """Of each path where it stands after so many periods, its surprises and what was expected; worked out once."""
        if cut not in self._known_rests:
            levels = np.log(self.panel.values) if self.joins == "log" else self.panel.values
            standing = levels[:, cut - 1 : cut]
            moves = levels[:, cut:] - standing
            expected = expected_moves(levels[:, :cut], moves, self.panel.frequency)
            self._known_rests[cut] = standing, moves - expected, expected
        return self._known_rests[cut]

    @cached_property
    def _known_rests(self) -> dict[int, tuple[Floats, Floats, Floats]]:
        return {}


def expected_moves(before: Floats, moves: Floats, frequency: Frequency) -> Floats:
    """What is to be expected of moves after a beginning, by least squares over the paths. Shape of the moves.

    Explained by the level and by the change over a period, a quarter and a year, as growth that goes on and levels that
    come back need it; nothing, where these explain next to nothing, or the series often stands still. F. A. Longstaff &
    E. S. Schwartz (2001), Valuing American options by simulation, Review of Financial Studies 14, 113-147.
    """
    if len(moves) < _FEWEST or _stands_still(moves):
        return np.zeros_like(moves)
    beginnings = _beginnings(before, frequency)
    centre, spread = moves.mean(axis=0), moves.var(axis=0).sum()
    weights = np.linalg.lstsq(beginnings, moves - centre, rcond=1e-8)[0]
    expected: Floats = beginnings @ weights
    return expected if expected.var(axis=0).sum() > _TELLING * spread else np.zeros_like(moves)


def _stands_still(moves: Floats) -> bool:
    """Whether many periods bring no change."""
    return bool((np.diff(moves, axis=1, prepend=0.0) == 0).mean() > _STILL)


def _beginnings(before: Floats, frequency: Frequency) -> Floats:
    """Level and changes of each path, of which something varies; centred, of length one."""
    year = max(2, round(_YEAR / frequency.usual_days))
    ago = [min(periods, before.shape[1] - 1) for periods in (1, max(1, year // 4), year)]
    columns = np.stack([before[:, -1], *(before[:, -1] - before[:, -1 - periods] for periods in ago)], axis=1)
    columns = np.where(np.isnan(columns), 0.0, columns)
    centred = columns - columns.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    size = np.abs(columns).max(axis=0)
    varies = length > _ROUNDING * size * np.sqrt(len(columns))
    return centred[:, varies] / length[varies]


Unfoldings = Mapping[str, Unfolding]


def spliced(unfoldings: Unfoldings, day: int, first: Ints, rest: Ints) -> dict[str, Panel]:
    """All series cut on the same day and joined along the same paths, so that their correlation survives."""
    return {slug: one.spliced(day, first, rest) for slug, one in unfoldings.items()}


def known_by(unfoldings: Unfoldings, day: int) -> tuple[int, ...]:
    """How many periods of each series are known by the end of a day."""
    return tuple(one.until(day) for one in unfoldings.values())


def thinned(unfoldings: Unfoldings, most_cells: int) -> dict[str, Unfolding]:
    """Every so many paths, so that the figures of all series together are at most so many, or hardly more."""
    cells = sum(one.panel.values.size for one in unfoldings.values())
    step = next((step for step in _STEPS if cells <= most_cells * step), _STEPS[-1])
    return {
        slug: replace(one, panel=one.panel.with_values(one.panel.values[::step])) for slug, one in unfoldings.items()
    }


def paths_of(unfoldings: Unfoldings) -> int:
    """How many paths there are; 1 where nothing is simulated."""
    return max((len(one.panel.values) for one in unfoldings.values()), default=1)


def partners(paths: int) -> Ints:
    """Another path for each, of any model: what comes is drawn afresh. The same ones for every criterion and day."""
    return generator(HISTORY, 0, own="partners").permutation(paths)


def release_days_after(unfoldings: Unfoldings, day: int) -> list[tuple[int, tuple[str, ...]]]:
    """The days after one on which simulated figures will become known, in order, with the series that come out then."""
    found: dict[int, list[str]] = {}
    for slug, one in unfoldings.items():
        if len(one.panel.values) > 1:
            for known in np.unique(one.known[one.known > day]).tolist():
                found.setdefault(known, []).append(slug)
    return [(one, tuple(slugs)) for one, slugs in sorted(found.items())]


def known_days(ends: Ints, published: Ints, known_end: int | None, day: int) -> Ints:
    """When each period of a continued panel is known, seen from a day.

    `published` are the days on which they usually come out. Those up to `known_end` are known; one that should have
    come comes tomorrow at the earliest. None comes before the one before it.
    """
    last = -1 if known_end is None else known_end
    days = np.where(ends <= last, np.minimum(published, day), np.maximum(published, day + 1))
    return np.maximum.accumulate(days) if len(days) else days
