"""A small catalogue of indicators of every frequency, and builders of panels and windows from plain figures."""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from evidence.formula import Evaluation, Kind, Node, Type, Windows, parse
from evidence.periods import Frequency, day_number, last_day, period_of
from evidence.series import Panel, days_a_week
from evidence.units import parse_unit

Rows = Sequence[Sequence[float | None]]


def series(unit: str, frequency: str, aggregation: str | None, owner: str = "") -> Type:
    """The type of an indicator, from its unit as an analyst writes it."""
    return Type(Kind.SERIES, parse_unit(unit, owner)[0], Frequency(frequency), aggregation)


CATALOGUE: dict[str, Type] = {
    "price": series("USD", "D", "last"),
    "oil": series("USD", "D", "mean"),
    "fed_day": series("count", "D", "sum"),
    "claims": series("person", "W", "mean"),
    "reserves": series("USD", "W", "last"),
    "cpi": series("index[1982-84=100]", "M", "mean"),
    "cpi_electricity": series("index[1982-84=100]", "M", "mean"),
    "ppi": series("index", "M", "mean", owner="ppi"),
    "unemployment": series("percent", "M", "mean"),
    "policy_rate": series("percent", "M", "mean"),
    "payrolls": series("person", "M", "mean"),
    "assets": series("bn USD", "M", "last"),
    "account": series("mn USD", "M", "last"),
    "spending": series("mn USD", "M", "sum"),
    "receipts": series("mn USD", "M", "sum"),
    "savings_ratio": series("ratio", "M", "mean"),
    "gdp": series("bn USD", "Q", "sum"),
    "profits": series("mn USD", "Q", "sum"),
    "population": series("thousand person", "A", "last"),
}


def day(text: str) -> int:
    """The number of a day written "2025-12-01"."""
    return day_number(date.fromisoformat(text))


def table(rows: Rows | Sequence[float | None]) -> np.ndarray:
    """Figures by row, None for a missing one; a single row may be given without its brackets."""
    nested = [rows] if not len(rows) or not isinstance(rows[0], Sequence | np.ndarray) else rows
    return np.array([[np.nan if figure is None else figure for figure in row] for row in nested], dtype=np.float64)


def regular_panel(frequency: str, start: str, rows: Rows | Sequence[float | None], lag: int = 0) -> Panel:
    """Consecutive weeks, months, quarters or years; `start` is a day of the first (of a week: the day it ends on)."""
    kind, values = Frequency(frequency), table(rows)
    ordinals = period_of(day(start), kind) + np.arange(values.shape[1])
    ends = day(start) + 7 * np.arange(values.shape[1]) if kind is Frequency.WEEK else last_day(ordinals, kind)
    return Panel(kind, ordinals, ends, values, lag)


def monthly_panel(start: str, rows: Rows | Sequence[float | None], lag: int = 0) -> Panel:
    """Consecutive months from the one written "2025-01"."""
    return regular_panel("M", f"{start}-01", rows, lag)


def weekdays(start: str, count: int) -> np.ndarray:
    """`count` Mondays to Fridays from a day on."""
    days = np.arange(day(start), day(start) + count * 7 // 5 + 7)
    return days[(days + 3) % 7 < 5][:count]


def daily_panel(days: str | Sequence[int] | np.ndarray, rows: Rows | Sequence[float | None]) -> Panel:
    """A daily series on the days given, or on weekdays from a day on."""
    values = table(rows)
    calendar = weekdays(days, values.shape[1]) if isinstance(days, str) else np.asarray(days, dtype=np.int64)
    return Panel(Frequency.DAY, calendar, calendar, values, 0, days_a_week(Frequency.DAY, calendar))


def window(opens: str, closes: str) -> Windows:
    """One window, both days included."""
    return Windows.single(day(opens), day(closes))


def windows(*pairs: tuple[str, str]) -> Windows:
    """One window a row."""
    return Windows(np.array([day(opens) for opens, _ in pairs]), np.array([day(closes) for _, closes in pairs]))


def computed(
    text: str,
    panels: Mapping[str, Panel],
    over: Windows | None = None,
    coverage: float = 0.8,
    derived: Mapping[str, Node] | None = None,
) -> np.ndarray:
    """What a formula yields: one figure or answer a row, or for a series its figures by row and period."""
    tree = parse(text, CATALOGUE).tree
    evaluation = Evaluation(panels, derived or {}, coverage)
    if tree.type.kind in (Kind.SERIES, Kind.CONDITION):
        return evaluation.series(tree).values
    assert over is not None, "a figure of a window needs a window"
    return (evaluation.number if tree.type.kind is Kind.NUMBER else evaluation.truth)(tree, over)


def figure(text: str, panels: Mapping[str, Panel], over: Windows, coverage: float = 0.8) -> float:
    """The one figure or answer of a formula over one window."""
    (result,) = computed(text, panels, over, coverage)
    return float(result)
