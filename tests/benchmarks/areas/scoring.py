"""Made-up criteria of every shape, 5,000 paths and 18 monthly steps each; indicators are simulated once for all.

scoring_vs_floor         probabilities, margin, information and fan of 10,000 criteria, as an assessment computes them,
                         against drawing standard_normal((5000, 18)) and comparing it once for each, on 200     bar: 3
scoring_without_fans     the same without fans: what the rows below but one_release_share measure
scoring_vs_pandas_loop   criteria a second, against evaluating each path with pandas, on a sample               bar: 40
growth_from_1000         10,000 criteria, against 1,000                                                         bar: 11
growth_10x               100,000 criteria, against 10,000                                                       bar: 11
growth_memory_mb         what the 100,000 add to the memory of the process beyond what 10,000 took              bar: 100
processes_2              10,000 criteria by two processes, against one
one_release_share        appraising those that one release touches, against all of 10,000                       bar: .02
placebo_vs_loop          criteria a second at 40 years of placebo months together, against one by one
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import count
from multiprocessing import get_context

import numpy as np

from claims.scoring.appraisal import appraise
from claims.scoring.futures import Leaf, simulate
from claims.scoring.outlook import Foresight, Question
from claims.scoring.past import base_rates
from claims.scoring.randomness import PATHS
from evidence.periods import date_of
from tests.benchmarks import criteria, pandas_loop
from tests.benchmarks.memory import highest_mb
from tests.benchmarks.rows import Row, in_turn, seconds

FEW, MANY, MOST = 1_000, 10_000, 100_000
FLOOR = 200
SAMPLE, LOOPED = 20, 25  # criteria, and paths of each, that the loop is measured on: it is slow
OPENS, CLOSES = (f"{date_of(day):%Y-%m}" for day in (criteria.OPENS, criteria.CLOSES))


def measure() -> Iterator[Row]:
    """All rows."""
    of = criteria.stock()
    asked = criteria.questions(of, MANY)
    whole, ours, floor = in_turn(
        lambda: seconds(lambda: score(of, asked, with_fans=True)),
        lambda: seconds(lambda: score(of, asked)),
        lambda: seconds(draw_and_compare) * MANY / FLOOR,
    )
    yield Row("scoring_vs_floor", whole, "s", floor)
    yield Row("scoring_without_fans", ours, "s", floor)
    yield Row("scoring_vs_pandas_loop", MANY / ours, "1/s", 1 / in_turn(lambda: _loop(of, asked[:SAMPLE]))[0])
    yield from _processes(of, asked)
    yield _one_release(of, asked)
    together, alone = in_turn(
        lambda: seconds(lambda: base_rates(asked, [], of.world)) / MANY,
        lambda: seconds(lambda: [base_rates([one], [], of.world) for one in asked[:FLOOR]]) / FLOOR,
    )
    yield Row("placebo_vs_loop", 1 / together, "1/s", 1 / alone)
    yield from _growth(of, asked)


def score(of: criteria.Stock, asked: list[Question], *, with_fans: bool = False) -> None:
    """Odds of all on the day before their windows open, which is the last day too: margin and information as well."""
    world = of.world
    foresight = Foresight(asked, [], world.histories, world.measures, world.derived)
    foresight.look(criteria.DAY, is_last=True, with_fans=with_fans)


def draw_and_compare() -> None:
    """The floor: what random numbers alone would cost."""
    rng = np.random.default_rng(1)
    for _ in range(FLOOR):
        (rng.standard_normal((PATHS, 18))[:, -1] > 0).mean()


def _loop(of: criteria.Stock, asked: list[Question]) -> float:
    """Seconds that pandas needs for one criterion on all paths; the paths are given to it."""
    slugs = {slug for one in asked for slug in one.leaves}
    panels = simulated(of, slugs)
    tables = pandas_loop.frames(panels, LOOPED)
    took = seconds(lambda: [pandas_loop.loop(one.holds, tables, OPENS, CLOSES, LOOPED) for one in asked])
    return took / len(asked) * PATHS / LOOPED


def simulated(of: criteria.Stock, slugs: set[str]) -> dict:
    """The continuations of some indicators, with two years of what was before."""
    world = of.world
    leaves = {
        slug: Leaf(world.histories[slug].as_of(criteria.DAY), **vars(world.measures[slug])) for slug in sorted(slugs)
    }
    return simulate(leaves, dict.fromkeys(leaves, criteria.CLOSES), dict.fromkeys(leaves, criteria.DAY - 2 * 366))


def _processes(of: criteria.Stock, asked: list[Question]) -> Iterator[Row]:
    halves = [asked[::2], asked[1::2]]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(partial(score, of), [half[:20] for half in halves]))  # both have started
        two, one = in_turn(
            lambda: seconds(lambda: list(pool.map(partial(score, of), halves))),
            lambda: seconds(lambda: score(of, asked)),
        )
    yield Row("processes_2", two, "s", one)


def _one_release(of: criteria.Stock, asked: list[Question]) -> Row:
    [released] = asked[0].leaves
    touched = [one for one in asked if released in one.leaves]
    some, every = in_turn(
        lambda: seconds(lambda: _appraise(of, touched)), lambda: seconds(lambda: _appraise(of, asked))
    )
    return Row("one_release_share", some, "s", every)


def _appraise(of: criteria.Stock, asked: list[Question]) -> None:
    appraise(asked, [], of.world, [criteria.DAY], lambda slug: False)


def _growth(of: criteria.Stock, asked: list[Question]) -> Iterator[Row]:
    fewest, few = in_turn(lambda: seconds(lambda: score(of, asked[:FEW])), lambda: seconds(lambda: score(of, asked)))
    yield Row("growth_from_1000", few, "s", fewest)
    parts = count()  # each of criteria never seen before: what formulas share is remembered from run to run
    [few] = in_turn(lambda: _fresh(of, next(parts)))
    before = highest_mb()
    many = sum(_fresh(of, next(parts)) for _ in range(MOST // MANY))
    yield Row("growth_10x", many, "s", few)
    yield Row("growth_memory_mb", highest_mb() - before, "MB")


def _fresh(of: criteria.Stock, part: int) -> float:
    """Seconds for criteria that no other part has, `MANY` of them."""
    asked = criteria.questions(of, MANY, since=(part + 1) * MANY)
    return seconds(lambda: score(of, asked))
