"""The differences a series' future is drawn from: by source month, winsorised, with a mean and a shrunk drift."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from claims.scoring.dynamics import WALK, Dynamics, believed, shocks, walk
from claims.scoring.gaps import bridged, lone
from claims.scoring.randomness import LONGEST, SOURCES
from evidence.periods import Frequency, Ints, month_of
from evidence.series import Bools, Floats, Panel

_REMEMBERED = 256  # series whose differences are kept, of a tenth of a megabyte each
FEWEST = 8  # differences below which nothing is simulated
_EXTREME = 8.0  # robust standard deviations beyond which a seasonally adjusted figure's difference is cut
_MEMORY = {Frequency.DAY: 60, Frequency.WEEK: 26}  # periods after which a move counts half in how wide a series swings
_BELIEVED = 0.7  # share of the logarithm by which it swings wider now that the next days keep
_FADES = 6.0  # months after which half of that is left
_UNSURE = 0.15  # by how much wider figures of months and longer move, far ahead, than they have done
_UNFOLDS = 3.0  # months after which half of that has come
_WIDEST = 2.8  # of that logarithm
_CALMEST = 0.2  # of the mean move: a series that has long stood still says little of how wide it swings
_ALIVE = 0.8  # share of differences that are not zero, below which they hang on nothing before them
_YEARS_TO_TELL = 5  # below which seasons are not looked for
_TELLING = 3.0  # F above which they are there: chance passes it in about one series of a thousand
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
    turn: int  # months by which what lies before the history is moved into it
    wider: Floats | None  # (source months, positions) log of how wide it swings now, less how wide it did then
    dynamics: Dynamics
    season: Floats | None  # (12,) what the season adds, already taken off the table; None where there is none
    latest: Floats  # the newest differences that the next ones hang on, newest last

    def drifting(self, window: int = SOURCES) -> Floats:
        """The table with the mean of its last `window` months exchanged for the drift."""
        return self._around(self.drift, window)

    def kept(self, window: int) -> Floats:
        """The table with its own mean; where moves hang on others, growth too, with that of all `SOURCES`."""
        return self.table if self.dynamics.form == WALK or window >= SOURCES else self._around(self.mean, window)

    def _around(self, mean: float, window: int) -> Floats:
        """Only what moved is shifted: a rate that stood still has to go on standing still, not to creep."""
        drawn = self.table[self.months > self.newest - window]
        drawn = drawn[~np.isnan(drawn)]
        moving = float((drawn != 0).mean())
        shift = (mean - float(drawn.mean())) / moving if moving else 0.0
        return np.where(self.table == 0, 0.0, self.table + shift)

    def moves(self, drawn: Floats, months: Ints) -> Floats:
        """Moves to come in these months, made of what was drawn for each (paths, periods)."""
        moves = drawn if self.dynamics.form == WALK else self.dynamics.continued(self.latest, drawn)
        return moves if self.season is None else moves + self.season[months % 12]

    def unsure(self, month: int) -> float:
        """By how much wider than its history a coming month may be, the farther ahead the more."""
        return _UNSURE * (1.0 - 0.5 ** ((month - self.newest) / _UNFOLDS))

    def factors(self, own_months: Ints, columns: Ints) -> Floats:
        """How much wider coming moves are than those of each source period. Both tables: (source months, periods).

        Calm and storm of daily and weekly figures last for months (Engle 1982, Econometrica 50, 987-1007), so what is
        drawn from another time is scaled to this one, the farther ahead the less: filtered historical simulation
        (Barone-Adesi, Giannopoulos & Vosper 1999, Journal of Futures Markets 19, 583-602), here believed in part.
        Other figures move wider than their history, the farther ahead the more: it may not be theirs any longer. How
        far a level strays that comes back is in doubt instead, either way (doubt).
        """
        if self.wider is None:
            return np.array([1.0 if self.dynamics.has_home else 1.0 + self.unsure(one) for one in own_months.tolist()])
        believed = np.array([_BELIEVED * 0.5 ** ((one - self.newest) / _FADES) for one in own_months.tolist()])
        return np.asarray(np.exp(believed * np.take_along_axis(self.wider, columns, axis=1)), dtype=float)

    @staticmethod
    def as_now(moves: Floats, centre: float, factor: Floats) -> Floats:
        """Moves wider around `centre` by a factor for each period; what stood still stands still."""
        return np.where(moves == 0, 0.0, centre + (moves - centre) * factor)


def differences(panel: Panel, is_log: bool, is_adjusted: bool) -> tuple[Differences, ...]:
    """Differences of a one-row panel, by each way of moving that is believed; none when there are too few.

    `is_log`: of logarithms. `is_adjusted`: seasonally adjusted, so one-off shocks are cut.
    """
    values = panel.values[0]
    known = ~np.isnan(values)
    levels = np.log(np.where(known, values, 1.0)) if is_log else values
    gaps = np.diff(panel.ordinals) == 1 if panel.frequency is not Frequency.DAY else np.ones(len(values) - 1, bool)
    alone = lone(known) & (not panel.frequency.is_finer_than_month)
    filled = known | alone
    usable = filled[1:] & filled[:-1] & gaps
    changes, months = np.diff(bridged(levels, alone))[usable], month_of(panel.ends[1:][usable])
    is_seen = (known[1:] & known[:-1])[usable]
    if (_is_kept(months) & is_seen).sum() < FEWEST:
        return ()
    if is_adjusted and panel.frequency is not Frequency.DAY:
        changes = winsorised(changes)
    past = _past(changes, months, is_seen, panel.frequency, is_adjusted)
    ways = _dynamics(past, panel.frequency) if usable[-1] else (walk(1),)  # else nobody knows where the newest lies
    return tuple(_filed(past, one) for one in ways)


def _is_kept(months: Ints) -> Bools:
    """What is drawn from. The belief sees all: if it forgot a month with each new one, it would turn by forgetting."""
    return months > months[-1:] - LONGEST


def figures_of(panel: Panel) -> tuple[bytes, bytes, bytes]:
    """Periods, their ends and figures of one row, to know them again by."""
    return panel.ordinals.tobytes(), panel.ends.tobytes(), panel.values[0].tobytes()


def remembered(panel: Panel, is_log: bool, is_adjusted: bool) -> tuple[Differences, ...]:
    """Differences worked out once for equal figures: many claims ask for the same series on the same days."""
    return worked_out(panel.frequency, *figures_of(panel), is_log, is_adjusted)


@lru_cache(maxsize=_REMEMBERED)
def worked_out(
    frequency: Frequency, ordinals: bytes, ends: bytes, values: bytes, is_log: bool, is_adjusted: bool
) -> tuple[Differences, ...]:
    """Those of a panel's figures."""
    figures: Floats = np.frombuffer(values)
    panel = Panel(frequency, np.frombuffer(ordinals, np.int64), np.frombuffer(ends, np.int64), figures[None, :])
    return differences(panel, is_log, is_adjusted)


@dataclass(frozen=True, eq=False)
class _Past:
    """Changes without their season, oldest first, and what is known of them."""

    changes: Floats
    months: Ints
    is_seen: Bools  # false over a lone gap: known to what moves hang on, and never drawn
    step: int
    usual: Floats  # without extremes
    season: Floats | None
    swings: Floats | None

    @property
    def turn(self) -> int:
        """Of all that is drawn from, also where a way of moving leaves no shocks of the first year.

        Fives of years (years below ten, all of it below one), for a month more must not move what was drawn, and
        series that begin at different times must land on the same month.
        """
        kept = self.months[_is_kept(self.months) & self.is_seen]
        length = int(kept[-1] - kept[0]) + self.step
        return length - length % (60 if length >= 120 else 12) or length

    def drawn(self, dynamics: Dynamics) -> Floats:
        """What futures are made of: of the last of the changes, where they hang on those before them."""
        found = shocks(self.changes, self.usual, dynamics)
        if self.season is None:
            return found
        return found.mean() + (found - found.mean()) * _unsure_season(len(self.changes), 12 // self.step)


def _past(changes: Floats, months: Ints, is_seen: Bools, frequency: Frequency, is_adjusted: bool) -> _Past:
    step = max(1, frequency.months)
    has_none = is_adjusted or frequency.is_finer_than_month
    season = None if has_none else season_of(changes[is_seen], months[is_seen], step)
    if season is not None:
        changes = changes - season[months % 12]
        changes[~is_seen] = changes[~is_seen].reshape(-1, 2).mean(axis=1).repeat(2)  # even without its season
    usual = winsorised(changes)  # one jump must not pass for growth
    return _Past(changes, months, is_seen, step, usual, season, wider(changes, frequency))


def _dynamics(past: _Past, frequency: Frequency) -> tuple[Dynamics, ...]:
    """Finer series than months, and those that often stand still, walk."""
    if frequency.is_finer_than_month or (past.usual != 0).mean() < _ALIVE:
        return (walk(1),)
    is_whole = bool((np.diff(past.months) == past.step).all())
    return believed(past.usual, max(1, 12 // frequency.months), is_whole=is_whole)


def wider(changes: Floats, frequency: Frequency) -> Floats | None:
    """Log of how wide a series swings after its last change, less how wide it did before each; None by the month.

    The width is the mean size of moves, weighted exponentially. Monthly and quarterly figures are forecast worse by it.
    """
    memory = _MEMORY.get(frequency)
    sizes = np.abs(changes)
    if memory is None or not sizes.any():
        return None
    kept = 0.5 ** (1 / memory)
    widths = [float(sizes[:memory].mean())]
    for size in sizes.tolist():
        widths.append(kept * widths[-1] + (1 - kept) * size)
    logs = np.log(np.maximum(widths, _CALMEST * sizes.mean()))
    return np.clip(logs[-1] - logs[:-1], -_WIDEST, _WIDEST)


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


def _filed(past: _Past, dynamics: Dynamics) -> Differences:
    found = past.drawn(dynamics)
    kept = (_is_kept(past.months) & past.is_seen)[-len(found) :]
    drawn, changes, months = found[kept], past.changes[-len(found) :][kept], past.months[-len(found) :][kept]
    own, starts, counts = np.unique(months, return_index=True, return_counts=True)
    place = (np.repeat(np.arange(len(own)), counts), np.arange(len(changes)) - np.repeat(starts, counts))
    recent = int(np.searchsorted(own, own[-1] - SOURCES, side="right"))
    lately = months >= own[recent]
    span = (own[-1] - own[recent]) / 12 + past.step / 12
    mean = float(drawn[lately].mean())
    drift = mean if dynamics.has_home else dynamics.lasting * shrunk_drift(changes[lately], lately.sum() / span)
    return Differences(
        _table(drawn, place, counts, np.nan), counts, own, int(own[-1]), mean, drift, recent, past.step, past.turn,
        None if past.swings is None else _table(past.swings[kept], place, counts, 0.0),
        dynamics, past.season, past.usual[-len(dynamics.weights) :],
    )  # fmt: skip


def season_of(changes: Floats, months: Ints, step: int) -> Floats | None:
    """What the season adds to a difference, by the month of the year (12,); None where seasons differ by mere chance.

    An F test of the means of calendar months decides: drawing every month from its own calendar month leaves a twelfth
    of the history, which must be worth it.
    """
    seasons, place, counts = np.unique(months % 12 // step, return_inverse=True, return_counts=True)
    if step >= 12 or len(seasons) < 12 // step or len(changes) < _YEARS_TO_TELL * len(seasons):
        return None
    centred = changes - changes.mean()
    means = np.bincount(place, centred) / counts
    between, total = float((counts * means**2).sum()), float((centred**2).sum())
    freedom = (len(seasons) - 1, len(changes) - len(seasons))
    if between / freedom[0] <= _TELLING * (total - between) / freedom[1]:
        return None
    lately = months > months[-1] - SOURCES
    if len(np.unique(place[lately])) < len(seasons):
        return None  # after a long pause: a season that was not seen lately is not known
    recent = np.bincount(place[lately], changes[lately]) / np.bincount(place[lately])
    added: Floats = np.repeat(recent - recent.mean(), step)
    return added


def _unsure_season(count: int, seasons: int) -> float:
    """By how much more a coming figure strays from a mean of its season than those did that the mean is of."""
    return float(np.sqrt((count + seasons) / (count - seasons)))


def _table(values: Floats, place: tuple[Ints, Ints], counts: Ints, empty: float) -> Floats:
    table = np.full((len(counts), int(counts.max())), empty)
    table[place] = values
    return table
