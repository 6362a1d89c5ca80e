"""What the scoring's benchmark measures is right: every shape of criterion answers as plain pandas does."""

import numpy as np
import pytest

from evidence.formula import Evaluation, Windows
from tests.benchmarks import criteria, pandas_loop
from tests.benchmarks.areas import scoring

PATHS = 24


@pytest.fixture(scope="module")
def of() -> criteria.Stock:
    return criteria.stock()


@pytest.mark.parametrize("turn", [0, 1])
def test_every_shape_of_criterion_answers_on_each_path_as_a_pandas_loop_does(of: criteria.Stock, turn: int) -> None:
    asked = criteria.questions(of, len(criteria.SHAPES), since=turn * len(criteria.SHAPES))
    panels = scoring.simulated(of, {slug for one in asked for slug in one.leaves})
    some = {slug: panel.with_values(panel.values[:PATHS]) for slug, panel in panels.items()}
    tables = pandas_loop.frames(panels, PATHS)
    evaluation, windows = Evaluation(some, {}), Windows.single(criteria.OPENS, criteria.CLOSES)
    answers = []
    for one in asked:
        ours = np.broadcast_to(evaluation.truth(one.holds, windows), PATHS)
        theirs = pandas_loop.loop(one.holds, tables, scoring.OPENS, scoring.CLOSES, PATHS)
        np.testing.assert_array_equal(ours, theirs, err_msg=criteria.formula(of, asked.index(one)))
        answers += theirs
    assert 0.1 < np.nanmean(answers) < 0.9


def test_the_criteria_are_the_same_each_time_and_different_from_one_another(of: criteria.Stock) -> None:
    texts = [criteria.formula(of, number) for number in range(200)]
    again = criteria.stock()
    assert texts == [criteria.formula(again, number) for number in range(200)]
    assert len(set(texts)) > 190
