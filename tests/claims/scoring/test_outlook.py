"""Odds on shared futures, from the opening to the end (METHOD.md sections 2, 5 and 6)."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from claims.scoring.outlook import Answers, Foresight, Measure, Odds, combined, odds
from tests.claims.scoring.worlds import WALKING, YEAR, foresee, monthly, published, question, walk
from tests.evidence.formula.catalogue import day

property_test = settings(derandomize=True, max_examples=150)
NAN = np.nan
KLEENE = arrays(np.float64, 60, elements=st.sampled_from([0.0, 1.0, NAN]))
OPENING, MIDDLE, END = YEAR[0] - 1, day("2026-06-20"), day("2027-01-31")
RISES = "growth(cpi) > 2"


def final(asked, histories, on: int, measure: Measure = WALKING) -> Odds:
    return foresee(asked, histories, [on], measure).outlooks["q", YEAR[1]].odds[on]


@given(KLEENE, KLEENE, KLEENE)
@property_test
def test_the_four_shares_sum_to_one(holds: np.ndarray, fails: np.ndarray, testable: np.ndarray) -> None:
    counted = odds(Answers(holds, fails, testable))
    shares = (counted.hold, counted.fail, counted.mixed, counted.unknown)
    assert sum(shares) == pytest.approx(1.0, abs=1e-12)
    assert min(shares) >= 0


@pytest.mark.parametrize(
    ("holds", "fails", "expected"),
    [
        (1, 0, "hold"), (0, 1, "fail"), (0, 0, "mixed"), (1, 1, "hold"), (NAN, NAN, "unknown"), (1, NAN, "hold"),
        (NAN, 1, "fail"), (0, NAN, "unknown"), (NAN, 0, "unknown"),
    ],
)  # fmt: skip
def test_an_answer_on_one_path(holds: float, fails: float, expected: str) -> None:
    counted = odds(Answers(np.array([float(holds)]), np.array([float(fails)]), np.ones(1)))
    assert getattr(counted, expected) == 1.0


def test_only_paths_on_which_the_precondition_is_true_are_counted() -> None:
    holds, testable = np.repeat([1.0, 0.0], 100), np.tile([1.0, 0.0], 100)
    counted = odds(Answers(holds, 1 - holds, testable))
    assert (counted.hold, counted.fail, counted.void) == (0.5, 0.5, 0.5)
    rare = np.zeros(200)
    rare[:49] = 1
    assert odds(Answers(holds, 1 - holds, rare)).unknown == 1.0  # too few to say anything


def test_where_nobody_knows_the_precondition_the_answer_is_unknown() -> None:
    holds, testable = np.ones(100), np.repeat([1.0, NAN, 0.0], [30, 50, 20])
    counted = odds(Answers(holds, 1 - holds, testable))
    assert (counted.hold, counted.unknown, counted.void) == (30 / 80, 50 / 80, 0.2)


@pytest.mark.parametrize(
    ("least", "answers", "hold", "fail"),
    [
        (2, [(1, 0), (1, 0), (0, 1)], 1, 0),
        (2, [(1, 0), (0, 1), (0, 1)], 0, 1),
        (2, [(1, 0), (0, 1), (NAN, NAN)], NAN, NAN),
        (2, [(1, 0), (1, 0), (NAN, NAN)], 1, 0),
        (2, [(1, 0), (0, 0), (0, 1)], 0, 0),  # mixed
        (1, [(NAN, NAN), (1, 0)], 1, 0),
        (3, [(1, 0), (1, 0), (0, 1)], 0, 1),  # all of them, and one failed
        (3, [(1, 0), (1, 0), (0, 0)], 0, 0),
        (3, [(0, 1), (NAN, NAN), (NAN, NAN)], 0, 1),
    ],
)
def test_a_claim_made_of_others(least: int, answers: list[tuple], hold: float, fail: float) -> None:
    children = [Answers(np.array([float(h)]), np.array([float(f)]), np.ones(1)) for h, f in answers]
    whole = combined(least, children)
    np.testing.assert_array_equal([whole.holds[0], whole.fails[0]], [hold, fail])


def test_a_member_that_cannot_be_tested_is_unknown() -> None:
    yes = Answers(np.ones(1), np.zeros(1), np.ones(1))
    void = Answers(np.ones(1), np.zeros(1), np.zeros(1))
    assert np.isnan(combined(2, [yes, void]).holds[0])


def test_information_is_nothing_at_the_opening_and_all_of_it_at_the_end() -> None:
    past = {"cpi": published(monthly(walk(1, 240), "2026-11"))}
    shares = {}
    for on in (OPENING, MIDDLE, END):
        outlook = foresee(question(RISES, ("cpi",)), past, sorted({OPENING, on})).outlooks["q", YEAR[1]]
        shares[on] = outlook.information
    assert shares[OPENING] == 0.0
    assert shares[END] == 1.0
    assert shares[MIDDLE] == pytest.approx(7 / 13, abs=0.2)  # to May of the window's twelve months and November before


def test_at_the_end_the_answer_is_that_of_the_real_figures() -> None:
    for seed in range(6):
        values = walk(seed, 240, sigma=0.01)
        counted = final(question(RISES, ("cpi",)), {"cpi": published(monthly(values, "2026-11"))}, END)
        held = 100 * (values[-1] / values[-13] - 1) > 2
        assert (counted.hold, counted.fail) == (float(held), float(not held))


def test_nothing_is_known_before_it_was_published() -> None:
    values, other = walk(2, 240), walk(2, 240)
    other[-6:] *= 3.0  # June to November differ; on 20 June the newest figure is May's
    asked = question(RISES, ("cpi",))
    by_then = [final(asked, {"cpi": published(monthly(one, "2026-11"))}, MIDDLE) for one in (values, other)]
    assert by_then[0] == by_then[1]
    after = [final(asked, {"cpi": published(monthly(one, "2026-11"))}, day("2026-07-20")) for one in (values, other)]
    assert after[0] != after[1]


def test_the_same_question_beside_others_gives_the_same_answer() -> None:
    past = {"cpi": published(monthly(walk(3, 240))), "unemployment": published(monthly(walk(4, 240)))}
    asked, other = question(RISES, ("cpi",)), question("last(unemployment) > 100", ("unemployment",), key="r")
    measures = dict.fromkeys(past, WALKING)
    alone, beside = (Foresight(some, [], past, measures, {}) for some in ([asked], [other, asked]))
    for one in (alone, beside):
        one.look(OPENING, is_last=True)
    assert alone.outlooks["q", YEAR[1]] == beside.outlooks["q", YEAR[1]]


def test_the_answer_does_not_depend_on_units() -> None:
    values = walk(5, 240)
    plain = final(question(RISES, ("cpi",)), {"cpi": published(monthly(values))}, OPENING)
    scaled = final(question(RISES, ("cpi",)), {"cpi": published(monthly(values * 1e6))}, OPENING)
    assert plain == scaled


# The statistician feeds noise, constants, a single jump, a series that ends, that starts late, ten observations and
# perfect correlation.


def test_of_noise_half_rises_and_half_falls() -> None:
    shares = [final(question("growth(cpi) > 0", ("cpi",)), {"cpi": published(monthly(walk(seed, 240)))}, OPENING).hold
              for seed in range(8)]  # fmt: skip
    assert np.mean(shares) == pytest.approx(0.5, abs=0.1)


def test_a_constant_never_rises_and_is_certain_of_it() -> None:
    past = {"cpi": published(monthly(np.full(240, 100.0)))}
    outlook = foresee(question("growth(cpi) > 0", ("cpi",)), past, [OPENING]).outlooks["q", YEAR[1]]
    assert outlook.odds[OPENING] == Odds(0.0, 1.0, 0.0, 0.0)
    assert outlook.information == 1.0


@pytest.mark.parametrize("level", [5.0, 5.1, 1234.567])
def test_of_a_constant_nothing_is_open_whatever_its_figure(level: float) -> None:
    past = {"cpi": published(monthly(np.full(240, level)))}
    outlook = foresee(question("mean(cpi) >= 4", ("cpi",)), past, [OPENING, MIDDLE]).outlooks["q", YEAR[1]]
    assert (outlook.information, outlook.distance) == (1.0, None)


def test_a_series_that_moved_for_the_first_time_since_the_opening_has_all_to_come() -> None:
    past = {"cpi": published(monthly(np.r_[np.full(240, 5.0), 6.0], "2026-01"))}
    outlook = foresee(question("last(cpi) >= 6", ("cpi",)), past, [OPENING, MIDDLE]).outlooks["q", YEAR[1]]
    assert 0 < outlook.odds[MIDDLE].hold < 1
    assert outlook.information == 0.0


def test_a_single_jump_long_ago_does_not_make_another_likely() -> None:
    values = walk(6, 240, sigma=0.001)
    values[60:] *= 1.5
    assert final(question("growth(cpi) > 20", ("cpi",)), {"cpi": published(monthly(values))}, OPENING).hold < 0.02


def test_a_series_that_has_ended_is_no_evidence() -> None:
    ended = {"cpi": published(monthly(walk(7, 240), "2024-11"))}
    assert final(question(RISES, ("cpi",)), ended, OPENING) == Odds(0.0, 0.0, 0.0, 1.0)


def test_a_series_that_starts_late_or_has_ten_figures_answers_what_it_can() -> None:
    ten = {"cpi": published(monthly(walk(8, 10)))}
    assert final(question(RISES, ("cpi",)), ten, OPENING).unknown == 0.0
    backwards = question(
        "mean(cpi) > mean(cpi, before=13)", ("cpi",)
    )  # three of the thirteen months before are missing
    assert final(backwards, ten, OPENING).unknown == 1.0
    nine = {"cpi": published(monthly(walk(8, 8)))}
    assert final(question(RISES, ("cpi",)), nine, OPENING).unknown == 1.0


def test_of_two_perfectly_correlated_series_neither_outpaces_the_other() -> None:
    values = walk(9, 240)
    past = {"cpi": published(monthly(values)), "cpi_electricity": published(monthly(3 * values))}
    asked = question("growth(cpi_electricity) - growth(cpi) > 0.001", ("cpi_electricity", "cpi"))
    assert final(asked, past, OPENING).hold == 0.0


def test_an_empty_history_is_unknown_and_breaks_nothing() -> None:
    empty = {"cpi": published(monthly(np.full(24, np.nan)))}
    outlook = foresee(question(RISES, ("cpi",)), empty, [OPENING]).outlooks["q", YEAR[1]]
    assert outlook.odds[OPENING].unknown == 1.0
    assert outlook.information is None


def child(holds: float, fails: float, testable: float = 1.0) -> Answers:
    return Answers(np.array([holds]), np.array([fails]), np.array([testable]))


HOLDS, FAILS, MIXED, UNKNOWN = child(1, 0), child(0, 1), child(0, 0), child(np.nan, np.nan)
UNTESTABLE = child(1, 0, testable=0)


@pytest.mark.parametrize(
    ("least", "children", "expected"),
    [
        (1, [HOLDS, UNKNOWN, UNKNOWN], "hold"),
        (1, [FAILS, UNKNOWN], "unknown"),  # the other may hold, and one is enough
        (1, [FAILS, UNTESTABLE], "unknown"),
        (1, [FAILS, FAILS], "fail"),
        (1, [FAILS, MIXED], "mixed"),  # nobody found that the other failed
        (1, [MIXED, MIXED], "mixed"),
        (2, [HOLDS, HOLDS, UNKNOWN], "hold"),
        (2, [HOLDS, FAILS, UNKNOWN], "unknown"),
        (2, [FAILS, FAILS, UNKNOWN], "fail"),  # even three would not be two
        (2, [HOLDS, FAILS, FAILS, UNKNOWN], "unknown"),
        (2, [HOLDS, FAILS, MIXED], "mixed"),
        (2, [HOLDS, HOLDS, FAILS, FAILS], "hold"),
        (3, [HOLDS, FAILS, FAILS, UNKNOWN], "fail"),
    ],
)
def test_a_claim_made_of_others_fails_only_where_those_unknown_cannot_make_it_hold(
    least: int, children: list[Answers], expected: str
) -> None:
    assert getattr(odds(combined(least, children)), expected) == 1.0


@pytest.mark.parametrize("least", range(1, 6))
def test_where_every_member_holds_or_fails_a_claim_made_of_them_is_never_mixed(least: int) -> None:
    for held in range(6):
        counted = odds(combined(least, [HOLDS] * held + [FAILS] * (5 - held)))
        assert (counted.hold, counted.fail) == ((1.0, 0.0) if held >= least else (0.0, 1.0))


@property_test
@given(st.integers(1, 4), st.lists(st.tuples(KLEENE, KLEENE, KLEENE), min_size=1, max_size=5))
def test_the_shares_of_a_claim_made_of_others_sum_to_one(least: int, drawn: list[Any]) -> None:
    counted = odds(combined(least, [Answers(*one) for one in drawn]))
    assert counted.hold + counted.fail + counted.mixed + counted.unknown == pytest.approx(1.0, abs=1e-12)
