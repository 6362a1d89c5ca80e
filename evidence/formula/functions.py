"""The functions of the formula language: what each takes, what it yields, and what it means in words.

One table serves the parser (kinds and units), the words shown to readers, and the reference in the documentation.
How each is computed stands in `evaluate`, `shifting`, `resampling` and `windows`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from evidence.periods import Frequency
from evidence.units import COUNT, PERCENT, RATIO, Unit, difference_unit

UnitRule = Callable[[list[Unit]], Unit]


def _same(units: list[Unit]) -> Unit:
    return units[0]


def _always(unit: Unit) -> UnitRule:
    return lambda _: unit


def _difference(units: list[Unit]) -> Unit:
    return difference_unit(units[0], units[0])


WINDOW_OPTIONS = ("first", "last", "before", "where", "from", "to")
STEPS = "steps"  # a whole number of periods
SERIES = "series"
CONDITION = "condition"
SHIFTING = "shifting"
WINDOW = "window"


@dataclass(frozen=True)
class Function:
    """A row of the table. `takes` are the kinds of its arguments; `repeats`: the last may come again.

    `steps_default` is the number of periods when it is left out (None: it must be given).
    `english` and `chinese` say what the result is, with {0}, {1} ... for the arguments in words.
    """

    family: str
    takes: tuple[str, ...]
    unit: UnitRule
    english: str
    chinese: str
    options: tuple[str, ...] = ()
    steps_default: int | None = None
    repeats: bool = False


def _shift(unit: UnitRule, english: str, chinese: str, default: int | None = None) -> Function:
    return Function(SHIFTING, (SERIES, STEPS), unit, english, chinese, steps_default=default)


def _window(takes: str, unit: UnitRule, english: str, chinese: str) -> Function:
    return Function(WINDOW, (takes,), unit, english, chinese, WINDOW_OPTIONS)


def _resample(english: str, chinese: str, *more: str) -> Function:
    return Function("resampling", (SERIES,), _same, english, chinese, ("how", "where", *more))


FUNCTIONS: dict[str, Function] = {
    # series -> series, value by value
    "log": Function("elementwise", (SERIES,), _always(RATIO), "the logarithm of {0}", "{0}的對數"),
    "exp": Function("elementwise", (SERIES,), _always(RATIO), "e to the power of {0}", "e 的 {0} 次方"),
    "coalesce": Function(
        "elementwise", (SERIES, SERIES), _same, "{0}, or where it is missing {1}", "{0}(缺值時用{1})", repeats=True
    ),
    # series -> series, along time
    "lag": _shift(_same, "{0} {1} earlier", "{1}前的{0}", 1),
    "diff": _shift(_difference, "the change of {0} over {1}", "{0}在{1}間的變動", 1),
    "pct": _shift(_always(PERCENT), "the percentage change of {0} over {1}", "{0}在{1}間的百分比變動", 1),
    "yoy": Function(SHIFTING, (SERIES,), _always(PERCENT), "the year-on-year change of {0}", "{0}的年增率"),
    "mavg": _shift(_same, "the {1} moving average of {0}", "{0}的{1}移動平均"),
    "msum": _shift(_same, "the {1} moving sum of {0}", "{0}的{1}移動合計"),
    "mstd": _shift(_difference, "the {1} moving standard deviation of {0}", "{0}的{1}移動標準差"),
    "vol": _shift(_always(PERCENT), "the annualised {1} volatility of {0}", "{0}的{1}年化波動率"),
    # series -> series of another frequency
    "daily": _resample("{0} by day", "{0}(按日)"),
    "weekly": _resample("{0} by week", "{0}(按週)", "ending"),
    "monthly": _resample("{0} by month", "{0}(按月)"),
    "quarterly": _resample("{0} by quarter", "{0}(按季)"),
    "yearly": _resample("{0} by year", "{0}(按年)"),
    # series or condition over a window -> number
    "first": _window(SERIES, _same, "the first figure of {0}", "{0}的首值"),
    "last": _window(SERIES, _same, "the last figure of {0}", "{0}的末值"),
    "mean": _window(SERIES, _same, "the mean of {0}", "{0}的平均"),
    "total": _window(SERIES, _same, "the sum of {0}", "{0}的合計"),
    "lowest": _window(SERIES, _same, "the lowest figure of {0}", "{0}的最低值"),
    "highest": _window(SERIES, _same, "the highest figure of {0}", "{0}的最高值"),
    "change": _window(SERIES, _difference, "the change of {0} since the start", "{0}自起點以來的變動"),
    "growth": _window(SERIES, _always(PERCENT), "the growth of {0} since the start", "{0}自起點以來的成長率"),
    "slope": _window(SERIES, _difference, "the trend of {0} per period", "{0}每期的趨勢"),
    "share": _window(CONDITION, _always(RATIO), "the share of periods in which {0}", "{0}的期數占比"),
    "count": _window(CONDITION, _always(COUNT), "the number of periods in which {0}", "{0}的期數"),
    "longest": _window(
        CONDITION, _always(COUNT), "the longest run of periods in which {0}", "{0}的最長連續期數"
    ),
    "corr": Function(
        WINDOW, (SERIES, SERIES), _always(RATIO), "the correlation of {0} with {1}", "{0}與{1}的相關係數",
        (*WINDOW_OPTIONS, "lag"),
    ),
    "r2": Function(
        WINDOW, (SERIES, SERIES), _always(RATIO), "the share of the variance of {0} explained by {1}",
        "{1}對{0}變異的解釋比例", WINDOW_OPTIONS, repeats=True,
    ),
    "at": Function(WINDOW, (SERIES, "place"), _same, "{0} at {1}", "{1}的{0}"),
    "start": Function(WINDOW, (SERIES,), _same, "{0} just before the window", "評估期開始前的{0}"),
}  # fmt: skip

# abs, min, max, between and at_least take figures or answers of either sort: the parser knows them by name.
ANY_KIND: dict[str, tuple[str, str]] = {
    "abs": ("the absolute value of {0}", "{0}的絕對值"),
    "min": ("the smaller of {0}", "{0}之較小者"),
    "max": ("the larger of {0}", "{0}之較大者"),
    "between": ("{0} is between {1} and {2}", "{0}介於{1}與{2}之間"),
    "at_least": ("at least {0} of: {1}", "下列至少 {0} 項成立:{1}"),
}

RESAMPLING: dict[str, Frequency] = {
    "daily": Frequency.DAY,
    "weekly": Frequency.WEEK,
    "monthly": Frequency.MONTH,
    "quarterly": Frequency.QUARTER,
    "yearly": Frequency.YEAR,
}
AGGREGATIONS = ("mean", "last", "sum")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CALENDAR_NAMES: dict[str, tuple[str, str]] = {
    "day_of_quarter": ("the day of the quarter", "當季第幾天"),
    "days_to_quarter_end": ("the days left in the quarter", "距季末天數"),
    "month": ("the month", "月份"),
    "weekday": ("the day of the week (Monday = 1)", "星期幾(週一為 1)"),
}
NUMBER_FACTORS = {"k": 10**3, "mn": 10**6, "bn": 10**9, "tn": 10**12}
NAMES = frozenset(FUNCTIONS) | frozenset(ANY_KIND)
