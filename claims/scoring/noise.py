"""Series of which nothing can be known beyond their process, to see how often the engine is sure and wrong of them.

Figures are made from a fixed seed: months, published two weeks after their end, never revised.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from claims.scoring.outlook import Measure
from claims.scoring.pseudoclaims import LASTING, MONTH, Form, Horizon, PastClaims, Subject
from evidence.formula import Kind, Type, parse
from evidence.periods import Frequency, Ints, first_of_month, last_day
from evidence.series import Floats, History, history
from evidence.units import parse_unit

LENGTH = 420  # months of each series
FIRST = 300  # January 1995, months since 1970
OPENS = (FIRST + 340, FIRST + 379)  # the months in which claims open: each has eighteen months to come
_LAG = 14
_SEED = 20260102


def _walk(rng: np.random.Generator) -> Floats:
    return np.cumsum(rng.normal(0, 1, LENGTH))


def _mean_reverting(persistence: float) -> Callable[[np.random.Generator], Floats]:
    def made(rng: np.random.Generator) -> Floats:
        values = rng.normal(0, 1, LENGTH)
        for month in range(1, LENGTH):
            values[month] += persistence * values[month - 1]
        return values

    return made


def _jumping(rng: np.random.Generator) -> Floats:
    return np.cumsum(rng.standard_t(3, LENGTH))


def _drifting(rng: np.random.Generator) -> Floats:
    return np.cumsum(rng.normal(0.3, 1, LENGTH))


PROCESSES: Mapping[str, Callable[[np.random.Generator], Floats]] = {
    "random walk": _walk,
    "walk with drift": _drifting,
    "walk with jumps": _jumping,
    "mean-reverting, .9": _mean_reverting(0.9),
    "mean-reverting, .5": _mean_reverting(0.5),
    "white noise": _mean_reverting(0.0),
}
_TEXTS = (
    ("trend", "change(x)", True),
    ("level", "mean(x) - start(x)", False),
    ("event", "highest(x) - start(x)", False),
)


@dataclass(frozen=True, eq=False)
class Said:
    """Claims of 18 months about series of one process, as arrays: which series, months since it opened, p, outcome."""

    series: Ints
    age: Ints
    p: Floats
    y: Floats


def said(process: str, count: int) -> Said:
    """What the engine says of `count` series of a process, and what became of it."""
    columns = [np.array(column) for column in zip(*_cases(process, count), strict=True)]
    return Said(*columns)


def _cases(process: str, count: int) -> Iterator[tuple[int, int, float, float]]:
    rng = np.random.default_rng([_SEED, list(PROCESSES).index(process)])
    types = {"x": Type(Kind.SERIES, parse_unit("count")[0], Frequency.MONTH, "last")}
    forms = tuple(Form(kind, text, parse(text, types, Kind.NUMBER).tree, signed) for kind, text, signed in _TEXTS)
    subject = Subject("x", "noise", ("x",), forms, (Horizon(LASTING, MONTH),))
    for number in range(count):
        engine = PastClaims([subject], {"x": _published(PROCESSES[process](rng))}, {"x": Measure("level", "SA", None)})
        for month in OPENS:
            for case in engine.look(first_of_month(month), ["x"])["x"]:
                yield number, case.age, case.p, case.y


def _published(values: Floats) -> History:
    ends = last_day(FIRST + np.arange(LENGTH), Frequency.MONTH)
    return history(Frequency.MONTH, ends, ends + _LAG, values, _LAG)
