"""Settling and answering; on the real file the bars that the method sets, and that nothing unpublished is used."""

import os
from pathlib import Path

import numpy as np
import pytest

from claims.backtests.questions import QuestionError, _series, backtest, read_questions
from claims.scoring.calibration import calibration_slope
from claims.scoring.direction.forecast import Foreteller, chosen
from claims.scoring.direction.groups import group_of
from claims.scoring.direction.questions import Question, answers, settle
from claims.scoring.direction.tracks import Track, Vintages
from claims.scoring.verdict import clipped
from evidence.periods import date_of
from evidence.publication import DAY, UNDATED

SHARED = Path(os.environ.get("CLAIMBASE_SHARED", "/nowhere"))
needs_shared = pytest.mark.skipif(
    not (SHARED / "questions").is_dir(), reason="CLAIMBASE_SHARED names no folder with questions and an archive"
)
WEEKLY = np.arange(10_000, 20_000, 7)


@pytest.mark.parametrize(("after", "outcome"), [(2.0, 1.0), (1.0, 0.0), (0.5, 0.0)])
def test_a_question_is_settled_by_the_newest_figures_dated_on_or_before_its_days(after: float, outcome: float):
    track = Track(np.array([100, 107, 114, 121]), np.array([1.0, after, 5.0, 5.0]), 3)
    assert settle(Question("X", 103, 110, np.nan), track).outcome == outcome


def test_a_question_is_pending_while_the_series_ends_before_its_day():
    track = Track(np.array([100, 107, 114]), np.array([1.0, 2.0, 3.0]), 3)
    assert settle(Question("X", 103, 121, np.nan), track).outcome is None
    assert settle(Question("X", 99, 114, np.nan), track).outcome is None


def test_a_walk_is_left_at_even_odds_less_the_mass_of_standing_still():
    walk = np.random.default_rng(5).normal(size=len(WEEKLY)).cumsum()
    rise = Foreteller(20_000, {"X": Track(WEEKLY, walk, 1)}).rises("X", 30)
    assert rise.model == "random walk"
    assert rise.p == (1 - rise.still) / 2


def test_a_series_that_rises_steadily_is_foretold_to_rise():
    drift = np.arange(len(WEEKLY)) + np.random.default_rng(6).normal(size=len(WEEKLY))
    rise = Foreteller(20_000, {"X": Track(WEEKLY, drift, 1)}).rises("X", 90)
    assert rise.model.startswith("learnt")
    assert rise.p > 0.9


def test_of_a_hundred_walks_few_are_believed_to_have_a_direction():
    rng = np.random.default_rng(8)
    believed = 0
    for _ in range(100):
        teller = Foreteller(20_000, {"X": Track(WEEKLY, rng.normal(size=len(WEEKLY)).cumsum(), 1)})
        believed += abs(teller.rises("X", 90).p - 0.5) > 0.15
    assert believed <= 10


def test_a_series_without_figures_has_no_answer():
    series = {"X": Vintages(np.array([50_000]), np.array([1.0]), np.array([UNDATED]), 1)}
    asked = [Question("X", 20_000, 20_030, 1.0), Question("Y", 20_000, 20_030, 1.0)]
    assert list(answers(asked, series)) == [None, None]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("due,series_id\n", "forecast_due_date"),
        ("forecast_due_date,series_id,resolution_date,resolved_to\n2025-01-05,X,soon,1\n", "line 2"),
        ("forecast_due_date,series_id,resolution_date,resolved_to\n2025-01-05,X,2025-01-04,1\n", "after it is due"),
        ("forecast_due_date,series_id,resolution_date,resolved_to\n2025-01-05,X,2025-02-04,0.5\n", "0 or 1"),
    ],
)
def test_a_bad_file_of_questions_is_refused_with_what_was_expected(tmp_path: Path, text: str, said: str):
    file = tmp_path / "questions.csv"
    file.write_text(text)
    with pytest.raises(QuestionError, match=said):
        read_questions(file)


@needs_shared
def test_the_development_questions_are_settled_and_answered_within_the_bars():
    questions = read_questions(SHARED / "questions" / "forecastbench_fred_before_2025-10-26.csv")
    found = backtest(questions, SHARED / "archive")
    settled = [(one.recorded, done.outcome) for one, done in zip(questions, found.settled, strict=True)
               if done.outcome is not None]  # fmt: skip
    assert len(settled) >= 1_045
    assert np.mean([recorded == outcome for recorded, outcome in settled]) >= 0.996
    p = np.array([clipped(answer.p) for answer in found.answers if answer is not None])
    y = np.array([one.recorded for one in questions])
    assert len(p) == len(y)
    loss = (p - y) ** 2
    assert loss.mean() <= 0.210
    assert 0.8 <= calibration_slope(p, y)[0] <= 1.3
    groups = np.array([answer.group for answer in found.answers if answer is not None])
    for group in np.unique(groups):
        mine = groups == group
        assert mine.sum() < 50 or loss[mine].mean() <= 0.26, group


@needs_shared
def test_cutting_every_series_at_the_due_date_less_its_lag_leaves_p_unchanged_bit_for_bit():
    questions = read_questions(SHARED / "questions" / "forecastbench_fred_before_2025-10-26.csv")
    codes = {one.code for one in questions}
    series = {code: _series(SHARED / "archive", code) for code in sorted(codes | {"DFF", "DGS1", "DGS2"})}
    whole = {code: one for code, one in series.items() if one is not None}
    for due in sorted({one.due for one in questions})[::4]:
        mine = [one for one in questions if one.due == due]
        assert list(answers(mine, whole)) == list(
            answers(mine, {code: _cut(one, due) for code, one in whole.items()})
        ), date_of(due)


def _cut(series: Vintages, due: int) -> Vintages:
    """Only rows whose publication lies before the end of the due date: dated by then, or dated by nobody."""
    keep = (series.days <= due - series.lag) & ((series.times == UNDATED) | (series.times < (due + 1) * DAY))
    late = (series.days <= due - series.lag) & (series.times >= (due + 1) * DAY) & _is_first(series)
    keep |= late & (series.times > (series.days + 3 * series.lag + 31) * DAY)
    return Vintages(series.days[keep], series.values[keep], series.times[keep], series.lag)


def _is_first(series: Vintages) -> np.ndarray:
    return np.r_[True, np.diff(series.days) != 0]


def test_every_series_of_the_groups_has_one_group_and_others_a_lag_by_their_gap():
    assert group_of("DGS10", WEEKLY).name == "yield"
    assert group_of("DGS10X", WEEKLY).name == "other"
    assert group_of("UNKNOWN", WEEKLY).lag == 6
    assert group_of("UNKNOWN", np.arange(0, 9000, 30)).lag == 45


def test_a_group_without_lessons_is_a_random_walk():
    teller = Foreteller(20_000, {"X": Track(WEEKLY[-30:], np.arange(30.0), 1)})
    assert chosen(teller._lessons("other"), 20_000) is None
