"""Made-up monthly indicators, and any number of criteria about them of every shape that analysts write."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from claims.scoring.outlook import Measure, Question
from claims.scoring.past import World
from evidence.formula import Kind, Type, parse
from evidence.formula.tree import Reference
from evidence.periods import Frequency, first_of_month, last_day, month_of
from evidence.series import Floats, History, history
from evidence.units import parse_unit

INDICATORS = 240  # twice as many as the first article names
YEARS = 40
DAY = 20_422  # 2025-11-30: the day before the windows open
OPENS, CLOSES = DAY + 1, int(first_of_month(month_of(DAY) + 19)) - 1  # 18 months
LAG = 0  # published on the day: exactly the 18 months are to come
SEED = 20_261_124


@dataclass(frozen=True, eq=False)
class Stock:
    """The indicators: what is known of them, and their types for the parser."""

    world: World
    types: Mapping[str, Type]
    prices: tuple[str, ...]
    rates: tuple[str, ...]
    counts: tuple[str, ...]

    def newest(self, slug: str) -> float:
        """An indicator's last figure."""
        return float(self.world.histories[slug].values[-1])


def stock(count: int = INDICATORS) -> Stock:
    """Half of the indicators are prices or quantities, a third are rates of which half move in steps, others counts."""
    rng = np.random.default_rng(SEED)
    made = [_indicator(number, rng) for number in range(count)]
    histories = {slug: past for slug, past, _ in made}
    walks = {slug: walk for slug, _, walk in made}
    types = {
        slug: Type(Kind.SERIES, parse_unit(UNITS[walk])[0], Frequency.MONTH, HOW[walk]) for slug, walk in walks.items()
    }
    measures = {slug: Measure(walk, "SA", None) for slug, walk in walks.items()}
    classes = {slug: (walk,) for slug, walk in walks.items()}
    world = World(histories, measures, classes, {})
    of = {walk: tuple(slug for slug, own in walks.items() if own == walk) for walk in UNITS}
    return Stock(world, types, of["log"], of["level"], of["count"])


UNITS = {"log": "USD", "level": "percent", "count": "count"}
HOW = {"log": "mean", "level": "mean", "count": "sum"}


def _indicator(number: int, rng: np.random.Generator) -> tuple[str, History, str]:
    walk = "count" if number % 6 == 5 else "level" if number % 3 == 1 else "log"
    steps = rng.normal(0.002 if walk == "log" else 0.0, 0.012 if walk == "log" else 0.15, 12 * YEARS)
    if number % 6 == 1:  # a policy rate stands still, or moves by quarters
        steps = np.round(4 * steps * (rng.random(len(steps)) < 0.3)) / 4
    values = {
        "log": lambda: 100 * np.exp(np.cumsum(steps)),
        "level": lambda: 5 + np.cumsum(steps),
        "count": lambda: rng.poisson(0.4, len(steps)).astype(np.float64),
    }[walk]()
    return f"{walk}_{number}", _published(values), walk


def _published(values: Floats) -> History:
    ends = last_day(np.arange(month_of(DAY) - len(values) + 1, month_of(DAY) + 1), Frequency.MONTH)
    return history(Frequency.MONTH, ends, ends + LAG, values, LAG)


def questions(of: Stock, count: int, since: int = 0) -> list[Question]:
    """`count` criteria of a fixed order from one on: the shapes in turn, indicators and thresholds drawn for each."""
    return [_question(number, formula(of, number), of) for number in range(since, since + count)]


def formula(of: Stock, number: int) -> str:
    """The formula of one of the `questions`."""
    return SHAPES[number % len(SHAPES)](_Draw(of, np.random.default_rng([SEED, number])))


def _question(number: int, text: str, of: Stock) -> Question:
    holds, fails = (parse(one, of.types, Kind.TRUTH).tree for one in (text, f"not ({text})"))
    leaves = dict.fromkeys(node.slug for node in holds.walk() if isinstance(node, Reference))
    return Question(f"q{number}", holds, fails, None, tuple(leaves), OPENS, (CLOSES,), 0.8)


class _Draw:
    """Names and numbers for one formula."""

    def __init__(self, of: Stock, rng: np.random.Generator) -> None:
        self.of, self.rng = of, rng

    def price(self) -> str:
        return self.of.prices[self.rng.integers(len(self.of.prices))]

    def rate(self) -> str:
        return self.of.rates[self.rng.integers(len(self.of.rates))]

    def events(self) -> str:
        return self.of.counts[self.rng.integers(len(self.of.counts))]

    def near(self, slug: str, wide: float) -> str:
        """A threshold near an indicator's last figure."""
        newest = self.of.newest(slug)
        away = wide * self.rng.normal()
        return f"{newest * (1 + away) if slug in self.of.prices else newest + 10 * away:.4f}"

    def among(self, low: float, high: float) -> str:
        return f"{self.rng.uniform(low, high):.3f}"

    def whole(self, low: int, high: int) -> int:
        return int(self.rng.integers(low, high + 1))


def _level(draw: _Draw) -> str:
    slug = draw.rate() if draw.rng.random() < 0.5 else draw.price()
    return f"last({slug}) > {draw.near(slug, 0.05)}"


def _average(draw: _Draw) -> str:
    slug = draw.rate()
    return f"mean({slug}, last={draw.whole(2, 12)}) >= {draw.near(slug, 0.05)}"


def _trend(draw: _Draw) -> str:
    return f"growth({draw.price()}) > {draw.among(-5, 12)}"


def _drift(draw: _Draw) -> str:
    return f"slope({draw.rate()}) < {draw.among(-0.05, 0.05)}"


def _inflation(draw: _Draw) -> str:
    return f"mean(yoy({draw.price()}), last={draw.whole(1, 6)}) >= {draw.among(-2, 7)}"


def _gap(draw: _Draw) -> str:
    return f"mean(yoy({draw.price()}) - yoy({draw.price()})) >= {draw.among(-5, 5)}"


def _race(draw: _Draw) -> str:
    return f"growth({draw.price()}) > growth({draw.price()})"


def _ceiling(draw: _Draw) -> str:
    slug = draw.price()
    return f"highest({slug}) >= {draw.near(slug, 0.1)}"


def _floor(draw: _Draw) -> str:
    slug = draw.rate()
    return f"lowest({slug}) < {draw.near(slug, 0.1)}"


def _share(draw: _Draw) -> str:
    return f"share(yoy({draw.price()}) > {draw.among(-2, 6)}) >= {draw.among(0.3, 0.9)}"


def _streak(draw: _Draw) -> str:
    return f"longest(diff({draw.price()}) < 0) >= {draw.whole(2, 6)}"


def _months(draw: _Draw) -> str:
    slug = draw.rate()
    return f"count({slug} > {draw.near(slug, 0.05)}) >= {draw.whole(3, 15)}"


def _events(draw: _Draw) -> str:
    return f"total({draw.events()}) >= {draw.whole(3, 12)}"


def _crossing(draw: _Draw) -> str:
    slug = draw.price()
    return f"last(mavg({slug}, {draw.whole(2, 5)})) > last(mavg({slug}, {draw.whole(8, 14)}))"


def _together(draw: _Draw) -> str:
    return f"corr(diff({draw.rate()}), diff({draw.rate()})) > {draw.among(-0.3, 0.3)}"


def _both(draw: _Draw) -> str:
    return f"{_trend(draw)} and {_level(draw)}"


def _either(draw: _Draw) -> str:
    return f"{_ceiling(draw)} or {_events(draw)}"


def _most(draw: _Draw) -> str:
    return f"at_least(2, {_trend(draw)}, {_inflation(draw)}, {_floor(draw)})"


SHAPES: tuple[Callable[[_Draw], str], ...] = (
    _level, _trend, _gap, _ceiling, _share, _events, _both, _average, _inflation, _race, _floor, _months, _either,
    _level, _trend, _drift, _streak, _crossing, _together, _most,
)  # fmt: skip
