"""Small worlds for the scoring tests: random walks on any calendar, and indicators ready to be asked about."""

from collections.abc import Mapping

import numpy as np

from claims.scoring.baserate import Tally, counted, months_of
from claims.scoring.futures import Leaf
from claims.scoring.outlook import Foresight, Measure, Question
from claims.scoring.placebo import Asked, outcomes
from evidence.formula import Kind, Node, parse
from evidence.periods import Frequency, end_days, last_day, period_of
from evidence.series import History, Panel, history
from tests.evidence.formula.catalogue import CATALOGUE, day, regular_panel, weekdays

YEAR = (day("2025-12-01"), day("2026-11-30"))
WALKING = Measure("log", "SA", None)


def walk(seed: int, count: int, drift: float = 0.0, sigma: float = 0.01, start: float = 100.0) -> np.ndarray:
    """A random walk in logarithms."""
    steps = np.random.default_rng(seed).normal(drift, sigma, count)
    return start * np.exp(np.cumsum(steps))


def monthly(values: np.ndarray, last: str = "2025-11") -> Panel:
    """A monthly panel whose newest month is named."""
    months = np.datetime64(last, "M") - len(values) + 1
    return regular_panel("M", f"{months}-01", [list(values)], lag=14)


def leaf(panel: Panel, kind: str = "log", season: str = "SA", minimum: float | None = None) -> Leaf:
    """An indicator that is to be continued."""
    return Leaf(panel, kind, season, minimum)


def published(panel: Panel, lag: int = 14) -> History:
    """A history in which each figure of a panel came out `lag` days after its period, and was never revised."""
    known = ~np.isnan(panel.values[0])
    ends = panel.ends[known]
    return history(panel.frequency, ends, ends + lag, panel.values[0][known], lag)


def business_days(values: np.ndarray, last: str) -> Panel:
    """A daily panel on weekdays that ends by a day."""
    days = weekdays("2000-01-03", 10_000)
    days = days[days <= day(last)][-len(values) :]
    return Panel(Frequency.DAY, days, days, values[None, :], 1, 5)


def month_ends_of(daily: Panel, frequency: Frequency) -> Panel:
    """The last figure of each period of a daily panel."""
    periods = np.array([end_days(int(end), frequency) for end in daily.ends])
    ends, last = np.unique(periods[::-1], return_index=True)
    values = daily.values[:, ::-1][:, last]
    first = int(np.searchsorted(ends, daily.ends[0] + 93))  # the first one is cut
    whole = slice(first, None)
    ordinals = period_of(ends, frequency)
    assert (last_day(ordinals, frequency) == ends).all()
    return Panel(frequency, ordinals[whole], ends[whole], values[:, whole], 14)


def question(
    holds: str, leaves: tuple[str, ...], window: tuple[int, int] = YEAR, fails: str = "", requires: str = "",
    key: str = "q",
) -> Question:  # fmt: skip
    """A criterion as the engine asks it, by formulas over the catalogue of the formula tests."""
    trees = [parse(text, CATALOGUE, Kind.TRUTH).tree for text in (holds, fails or f"not ({holds})")]
    required = parse(requires, CATALOGUE, Kind.TRUTH).tree if requires else None
    return Question(key, trees[0], trees[1], required, leaves, window[0], (window[1],), 0.8)


def foresee(asked: Question, histories: dict[str, History], days: list[int], measure: Measure = WALKING) -> Foresight:
    """Ask on each day, the last one being the day itself."""
    foresight = Foresight([asked], [], histories, dict.fromkeys(histories, measure), {})
    for one in days:
        foresight.look(one, is_last=one == days[-1])
    return foresight


def tally(
    holds: Node,
    requires: Node | None,
    histories: Mapping[str, History],
    derived: Mapping[str, Node],
    opens: int,
    close: int,
    coverage: float,
) -> Tally:
    """Count the placebo windows of one criterion; `histories` are its raw indicators."""
    asked = Asked(holds, requires, tuple(histories), opens, close, coverage)
    [found] = outcomes([asked], histories, derived)
    return counted(found.held, months_of(opens, close))
