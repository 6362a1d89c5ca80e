"""The draw of what one way of moving gives to its paths: which source months, and what each of them holds.

Path b follows model b mod 3: a stretch of the whole history with its mean kept, a stationary bootstrap of recent
differences (Politis & Romano 1994) with a shrunk drift, or a stretch of recent history with its mean kept.
"""

from collections.abc import Callable
from functools import partial

import numpy as np

from claims.scoring import doubt
from claims.scoring.differences import Differences
from claims.scoring.dynamics import WALK
from claims.scoring.randomness import (
    BOOTSTRAP,
    CHANGES,
    HISTORY,
    LADDER,
    PATHS,
    bootstrap_shifts,
    change_shifts,
    rungs,
)
from evidence.formula.memory import Memory
from evidence.periods import Ints
from evidence.series import Floats

_MOST_BYTES = 1 << 25  # of source rows that are kept for the next series


class Shifts:
    """How far back each model draws in each month."""

    def __init__(self, months: Ints) -> None:
        self.first = int(months[0])
        self.bootstrap = bootstrap_shifts(months)
        self.fixed = {model: change_shifts(model) for model in (HISTORY, CHANGES)}
        self.rows: Memory[tuple[object, ...], Ints] = Memory(_MOST_BYTES)

    def once(self, key: tuple[object, ...], work_out: Callable[[], Ints]) -> Ints:
        """What many series have in common, worked out for the first."""
        return self.rows.recall(key, work_out, lambda rows: rows.nbytes)

    def of(self, model: int, months: Ints) -> Ints:
        """By path of the model, in each of these months. Shape (paths, months), or (paths, 1) if always the same."""
        return self.bootstrap[:, months - self.first] if model == BOOTSTRAP else self.fixed[model][:, None]


class Drawing:
    """The moves to come of the paths that follow one way of moving, as it was found on a series' past."""

    def __init__(self, drawn: Differences, paths: Ints) -> None:
        self.drawn, self.paths = drawn, paths
        self.aligned = drawn.season is not None
        self.drifting = {window: drawn.drifting(window) for window in LADDER[BOOTSTRAP]}
        self.kept = {window: drawn.kept(window) for model in (HISTORY, CHANGES) for window in LADDER[model]}
        every = np.arange(drawn.months[0], drawn.newest + drawn.step)
        self.row_of = np.searchsorted(drawn.months, every, side="right") - 1  # of each month since the first
        self.layout = (drawn.months.tobytes(), drawn.step, drawn.turn, self.aligned)  # what source rows depend on
        self.members = [_members(own, paths) for _, _, _, own in rungs()]

    def fill(self, changes: Floats, share: Floats, own_months: Ints, shifts: Shifts) -> None:
        """Put what is drawn into changes (PATHS, periods), of periods at a `share` of the month in which they end."""
        months, which = np.unique(own_months, return_inverse=True)
        tables = self._tables(own_months, self._source_columns(share))
        widths = self._widths(months)[:, which] if self.drawn.dynamics.has_home else np.empty(0)
        for (model, rung, window, _), (places, own) in zip(rungs(), self.members, strict=True):
            work_out = partial(self._source_rows, shifts, model, rung, months)
            rows = shifts.once((model, rung, months.tobytes(), *self.layout), work_out)
            found = _picked(tables[model == BOOTSTRAP, window], rows[places], which)
            if self.drawn.dynamics.has_home:
                found = self.drawn.as_now(found, self.drawn.mean, widths[own])
            changes[own] = found

    def moves(self, changes: Floats, months: Ints) -> Floats:
        """What the paths move by in these months, given all that was drawn (PATHS, periods). Shape (paths, periods)."""
        own = changes if len(self.paths) == PATHS else changes[self.paths]
        if self.drawn.dynamics.form == WALK:
            np.add(own, doubt.shifts(self.drawn)[self.paths, None], out=own, where=own != 0)
        return self.drawn.moves(own, months)

    def _tables(self, own_months: Ints, columns: Ints) -> dict[tuple[bool, int], Floats]:
        """What each source month gives to the periods to come, by whether the drift is shrunk, and window."""
        factor = self.drawn.factors(own_months, columns)
        centred = ((False, self.drawn.mean, self.kept), (True, self.drawn.drift, self.drifting))
        done: dict[tuple[bool, int], Floats] = {}  # of a walk all windows keep one and the same table
        found: dict[tuple[bool, int], Floats] = {}
        for is_shrunk, centre, sources in centred:
            for window, table in sources.items():
                same = (is_shrunk, id(table))
                if same not in done:
                    # of months there is one column, and nothing to take
                    taken = table if table.shape[1] == 1 else np.take_along_axis(table, columns, axis=1)
                    done[same] = self.drawn.as_now(taken, centre, factor)
                found[is_shrunk, window] = done[same]
        return found

    def _widths(self, months: Ints) -> Floats:
        return np.stack([doubt.widths(self.drawn.unsure(month)) for month in months.tolist()], axis=1)

    def _source_columns(self, share: Floats) -> Ints:
        columns = (share[None, :] * self.drawn.counts[:, None]).astype(np.int64)
        return np.minimum(columns, self.drawn.counts[:, None] - 1)

    def _source_rows(self, shifts: Shifts, model: int, rung: int, months: Ints) -> Ints:
        """Where the source month of each path and month stands: a shift back, or where that lies outside the rung's
        window or before the history, turned into it. Shape (paths of the rung, months).

        A quarter or year draws the one that contains the source month; a season draws only its own calendar month.
        """
        windows, step = LADDER[model], self.drawn.step
        shift = shifts.of(model, months)[rung :: len(windows)]
        if self.aligned:
            shift = -(-shift // 12) * 12
        source = months - shift
        source += (step - 1 - source) % step  # the last month of its quarter or year
        oldest = int(self.drawn.months[0])
        inside = _wrapped(source, oldest, self.drawn.newest, windows[rung], step, self.drawn.turn)
        return self.row_of[inside - oldest]


def _picked(table: Floats, rows: Ints, which: Ints) -> Floats:
    """Of a table (source months, periods) the rows (paths, months) that each path draws, for the periods of which
    `which` names the month. Shape (paths, periods)."""
    if rows.shape[1] == 1:
        return table[rows[:, 0]]  # the periods of one month lie side by side
    wanted = rows if rows.shape[1] == len(which) else rows[:, which]
    return table.take(wanted * len(which) + np.arange(len(which)))


def _members(own: slice, paths: Ints) -> tuple[slice | Ints, slice | Ints]:
    """Which paths of a rung are among some, by their places on the rung and by their own numbers."""
    if len(paths) == PATHS:
        return slice(None), own
    numbers = paths[(paths >= own.start) & ((paths - own.start) % own.step == 0)]
    return (numbers - own.start) // own.step, numbers


def _wrapped(source: Ints, oldest: int, newest: int, window: int, step: int, turn: int) -> Ints:
    """Months moved by whole turns into those from `oldest` to `newest`; one that lies there stays.

    What lies ahead comes back by the window, which is the same for all series; what lies before a series begins by a
    turn of its own. That is taken from all of its history, also where a way of moving leaves no shocks of the first
    year: a turn that does not fit what is left goes back by as many whole years as do.
    """
    source = source - -(-np.maximum(source - newest, 0) // window) * window
    source = source + -(-np.maximum(oldest - source, 0) // turn) * turn
    length = newest - oldest + step
    years = length - length % 12 or length
    return source - -(-np.maximum(source - newest, 0) // years) * years
