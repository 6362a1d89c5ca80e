"""The slow oracle of windows: which periods are due and which are picked, one by one and by their dates."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean

import numpy as np

from evidence.periods import Frequency, Offset, date_of, day_number, label_days
from evidence.series import Panel

NEAR = 7  # days within which a daily series must have a figure to stand at an edge of a window


@dataclass(frozen=True)
class Period:
    """One period that a window may hold: the day it ends on, its figure, and whether where= counts it."""

    end: int
    figure: float | None
    counts: bool | None = True


def periods_of(panel: Panel, row: int, counts: np.ndarray | None, start: int, close: int) -> list[Period]:
    """A row's periods; of a regular series also those before and after it, as far as the window, without figures."""
    own = [
        Period(int(end), None if math.isnan(v) else float(v), None if math.isnan(c) else bool(c))
        for end, v, c in zip(
            panel.ends, panel.values[row], np.ones(len(panel.ends)) if counts is None else counts[row], strict=True
        )
    ]
    if panel.frequency is Frequency.DAY or not own:
        return own
    unknown = True if counts is None else None
    before, after = [], []
    end = own[0].end
    while end > start - 40 * 366:
        end = _step(end, panel.frequency, -1)
        before.append(Period(end, None, unknown))
    end = own[-1].end
    while end < close:
        end = _step(end, panel.frequency, 1)
        after.append(Period(end, None, unknown))
    return before[::-1] + own + after


def _step(end: int, frequency: Frequency, step: int) -> int:
    if frequency is Frequency.WEEK:
        return end + 7 * step
    first = date_of(end + 1)  # the day after the end of a period is the first of a month
    months = first.year * 12 + first.month - 1 + step * frequency.months
    return day_number(date(months // 12, months % 12 + 1, 1)) - 1


def days_of(opens: int, closes: int, options: Mapping[str, object]) -> tuple[int, int]:
    """First and last day of the window after from= and to=: offsets from the opening, or named periods."""
    start, close = opens, closes
    if "from" in options:
        start = _place(str(options["from"]), opens, 0)
    if "to" in options:
        text = str(options["to"])
        close = _place(text, opens, 1) - (1 if Offset.parse(text) else 0)
    return start, close


def _place(text: str, opens: int, side: int) -> int:
    if text[0] not in "+-":
        days = label_days(text)
        assert days is not None
        return days[side]
    count, unit = int(text[:-1]), text[-1]
    if unit in "dw":
        return opens + count * {"d": 1, "w": 7}[unit]
    on = date_of(opens)
    months = on.year * 12 + on.month - 1 + count * {"m": 1, "q": 3, "y": 12}[unit]
    first = date(months // 12, months % 12 + 1, 1)
    longest = (date((months + 1) // 12, (months + 1) % 12 + 1, 1) - timedelta(1)).day
    return day_number(first.replace(day=min(on.day, longest)))


def due_between(panel: Panel, start: int, close: int) -> int:
    """How many periods of the panel's frequency end from a day to a day."""
    if panel.frequency is Frequency.DAY:
        return sum(panel.week == 7 or date_of(day).weekday() < 5 for day in range(start, close + 1))
    if panel.frequency is Frequency.WEEK:
        return sum((day - int(panel.ends[0])) % 7 == 0 for day in range(start, close + 1))
    ends = range(start, close + 1)
    return sum(date_of(day + 1).day == 1 and date_of(day).month % panel.frequency.months == 0 for day in ends)


@dataclass(frozen=True)
class Picked:
    """What a statistic is computed from."""

    periods: list[Period]
    due: int
    reachable: bool  # False: a daily series has no figure near the edge from which periods are counted
    before: list[Period]  # everything that ended earlier than the picked ones


def pick(
    panel: Panel, row: int, counts: np.ndarray | None, opens: int, closes: int, options: Mapping[str, object]
) -> Picked:
    """The periods of a window, narrowed as the options say."""
    start, close = days_of(opens, closes, options)
    everything = periods_of(panel, row, counts, min(start, opens), max(close, opens))
    if "before" in options:
        count = int(str(options["before"]))
        earlier = [period for period in everything if period.end < opens]
        picked = earlier[max(len(earlier) - count, 0) :]
        return Picked(picked, count, _near(panel, picked[-1:], opens - 1), earlier[: len(earlier) - len(picked)])
    inside = [period for period in everything if start <= period.end <= close]
    earlier = [period for period in everything if period.end < start]
    if "first" in options:
        count = int(str(options["first"]))
        return Picked(inside[:count], count, _near(panel, inside[:1], start), earlier)
    if "last" in options:
        count = int(str(options["last"]))
        rest = inside[: max(len(inside) - count, 0)]
        return Picked(inside[len(rest) :], count, _near(panel, inside[-1:], close), earlier + rest)
    return Picked(inside, due_between(panel, start, close), True, earlier)


def _near(panel: Panel, edge: list[Period], day: int) -> bool:
    if panel.frequency is not Frequency.DAY:
        return True
    return bool(edge) and abs(edge[0].end - day) <= NEAR


def oracle(
    name: str, panel: Panel, row: int, counts: np.ndarray | None, opens: int, closes: int,
    options: Mapping[str, object], coverage: float = 0.8,
) -> float:  # fmt: skip
    """One statistic of one row over one window; NaN where too little is known."""
    picked = pick(panel, row, counts, opens, closes, options)
    if name in ("first", "last", "change", "growth") and counts is None:
        return _edge(name, panel, picked, opens, closes, options)
    known = [p for p in picked.periods if p.counts is False or (p.counts and p.figure is not None)]
    if not picked.reachable or picked.due <= 0 or len(known) < coverage * picked.due - 1e-9:
        return math.nan
    if name in ("first", "last", "change", "growth"):
        figure = _outermost(picked.periods, 0 if name == "first" else -1)
        if name in ("first", "last"):
            return figure
        return _measured(name, figure, _baseline(panel, picked, opens, closes, options))
    return _of_all(name, picked.periods, [p.figure for p in known if p.counts and p.figure is not None])


def _outermost(periods: list[Period], side: int) -> float:
    """The first or last period that counts or may count: it must be known whether, and its figure too."""
    may_count = [period for period in periods if period.counts is not False]
    edge = may_count[side] if may_count else Period(0, None)
    return edge.figure if edge.counts and edge.figure is not None else math.nan


def _of_all(name: str, periods: list[Period], used: list[float]) -> float:
    if name == "longest":
        return float(max(len(run) for run in _runs(periods).split("0")))
    if name == "count":
        return float(sum(figure == 1 for figure in used))
    if name == "slope":
        return _slope(periods)
    if not used:
        return math.nan
    by_name = {"mean": mean, "share": mean, "total": sum, "lowest": min, "highest": max}
    return float(by_name[name](used))


def _runs(periods: list[Period]) -> str:
    return "".join("1" if p.counts and p.figure == 1 else "0" for p in periods)


def _slope(periods: list[Period]) -> float:
    points = [(i, p.figure) for i, p in enumerate(periods) if p.counts and p.figure is not None]
    if len(points) < 3:
        return math.nan
    x0, y0 = mean(x for x, _ in points), mean(y for _, y in points)
    return sum((x - x0) * (y - y0) for x, y in points) / sum((x - x0) ** 2 for x, _ in points)


def _edge(name: str, panel: Panel, picked: Picked, opens: int, closes: int, options: Mapping[str, object]) -> float:
    """first and last stand on one period, which must be known; nothing in its stead."""
    narrowed = bool({"first", "last", "before"} & set(options))
    start, close = days_of(opens, closes, options)
    side = 0 if name == "first" else -1
    if not picked.periods or (narrowed and len(picked.periods) < picked.due):
        return math.nan
    period = picked.periods[side]
    reachable = picked.reachable if narrowed else _near(panel, [period], start if name == "first" else close)
    figure = math.nan if period.figure is None or not reachable else period.figure
    if name in ("first", "last"):
        return figure
    return _measured(name, figure, _baseline(panel, picked, opens, closes, options))


def _baseline(panel: Panel, picked: Picked, opens: int, closes: int, options: Mapping[str, object]) -> float:
    if not picked.before or picked.before[-1].figure is None:
        return math.nan
    start, _ = days_of(opens, closes, options)
    if not {"last", "before"} & set(options) and not _near(panel, picked.before[-1:], start - 1):
        return math.nan
    return picked.before[-1].figure


def _measured(name: str, last: float, baseline: float) -> float:
    if name == "change":
        return last - baseline
    return 100 * (last / baseline - 1) if baseline else math.nan
