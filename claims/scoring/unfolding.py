"""What will be known of simulated futures by a later day, and those futures gone on from there in another way.

A path that is known up to a day is followed by the rest of another path, moved to where the first one stands. Evaluated
by the formulas like any other futures, such pairs say how much hangs on what has come by the day, and what on the rest.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from claims.scoring.randomness import HISTORY, generator
from evidence.periods import Ints
from evidence.series import Floats, Panel

_STEPS = (1, 2, 5, 10, 20, 50)  # between the paths that are kept; no multiple of the models, or one would be lost


@dataclass(frozen=True, eq=False)
class Unfolding:
    """A series with its simulated rest, and the day on which each figure is or will be known, never falling.

    `joins` says how a rest is moved: "log" by a factor, "level" by a difference, "count" not at all.
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
            joined[:, cut:] = self._moved(joined[:, cut:], values[first, cut - 1], joined[:, cut - 1])
            joined[:, :cut] = values[first, :cut]
        return self.panel.with_values(joined)

    def _moved(self, rest: Floats, wanted: Floats, given: Floats) -> Floats:
        if self.joins == "count":
            return rest
        moved = rest * (wanted / given)[:, None] if self.joins == "log" else rest + (wanted - given)[:, None]
        return moved if self.minimum is None else np.maximum(moved, self.minimum)


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
