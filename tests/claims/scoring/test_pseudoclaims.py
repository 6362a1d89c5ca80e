"""Pseudo-claims: asked from what was known, settled on what was published first, answered as an assessment would."""

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest

from claims.scoring import baserate
from claims.scoring.outlook import Measure
from claims.scoring.pseudoclaims import (
    AGES,
    MONTHS,
    WEEKS,
    Case,
    Form,
    Horizon,
    PastClaims,
    Subject,
    horizons_of,
    pasts,
    settlement_days,
)
from evidence.formula import Kind, parse
from evidence.periods import Frequency, first_of_month, month_of
from evidence.series import History, history
from tests.claims.scoring.worlds import foresee, monthly, published, question, walk
from tests.evidence.formula.catalogue import CATALOGUE, day

LAG = 14
NAME = "cpi"
OPENS = day("2024-12-01")
LOG = Measure("log", "SA", None)


def form(text: str, kind: str = "trend", signed: bool = True) -> Form:
    return Form(kind, text, parse(text, CATALOGUE, Kind.NUMBER).tree, signed)


GROWTH = form(f"growth({NAME})")
HIGHEST = form(f"100 * (highest({NAME}) / start({NAME}) - 1)", "event", signed=False)


def past_claims(past: History, *forms: Form, horizons: Sequence[Horizon] = MONTHS) -> PastClaims:
    subject = Subject(NAME, "prices", (NAME,), forms, tuple(horizons))
    return PastClaims([subject], {NAME: past}, {NAME: LOG})


def cases(past: History, *forms: Form, opens: int = OPENS, horizons: Sequence[Horizon] = MONTHS) -> list[Case]:
    return past_claims(past, *forms, horizons=horizons).look(opens, [NAME])[NAME]


def claim(case: Case) -> str:
    """The pseudo-claim as a criterion."""
    return f"{case.text} > {Decimal(case.threshold):f}"


@pytest.fixture(scope="module")
def long_walk() -> History:
    return published(monthly(walk(7, 420, 0.002), "2026-06"), LAG)


def test_the_engine_says_what_an_assessment_of_the_same_claim_says(long_walk: History) -> None:
    new = [one for one in cases(long_walk, GROWTH, HIGHEST) if not one.age and one.horizon == "12m"]
    assert {one.kind for one in new} == {"trend", "event"}
    for one in new:
        asked = question(claim(one), (NAME,), (OPENS, day("2025-11-30")))
        answered = foresee(asked, {NAME: long_walk}, [OPENS - 1], LOG).outlooks["q", day("2025-11-30")]
        assert answered.odds[OPENS - 1].hold == one.p, one.text


def test_a_claim_scored_again_says_what_a_later_assessment_of_it_says(long_walk: History) -> None:
    old = [one for one in cases(long_walk, GROWTH) if one.age == 12]
    opens, closes = day("2023-12-01"), day("2025-05-31")
    assert old
    for one in old:
        asked = question(claim(one), (NAME,), (opens, closes))
        answered = foresee(asked, {NAME: long_walk}, [OPENS - 1], LOG).outlooks["q", closes]
        assert answered.odds[OPENS - 1].hold == one.p


def test_the_outcome_is_that_of_the_figures_themselves(long_walk: History) -> None:
    figures = dict(zip(long_walk.ends.tolist(), long_walk.values.tolist(), strict=True))
    growth = 100 * (figures[day("2025-11-30")] / figures[day("2024-11-30")] - 1)
    found = [one for one in cases(long_walk, GROWTH) if one.horizon == "12m" and not one.age]
    assert {one.y for one in found} == {0.0, 1.0}
    for one in found:
        assert one.y == float(growth > one.threshold)


def test_what_differs_by_rounding_only_is_no_rise() -> None:
    tenths = 40 + np.cumsum(np.random.default_rng(4).integers(-2, 3, 240))  # whole numbers of them
    past = past_claims(published(monthly(tenths / 10)), form(f"change({NAME})"), horizons=MONTHS[:1])
    change, newest, asked = np.diff(tenths), month_of(day("2025-11-30")), 0
    for back in range(1, 13):  # binary fractions make 0.1 of a step from 4.0 to 4.1 another one than from 4.3 to 4.4
        for case in past.look(first_of_month(newest - back), [NAME])[NAME]:
            if abs(case.threshold * 10 - round(case.threshold * 10)) < 1e-6:
                asked += 1
                assert case.y == float(change[-1 - back] > round(case.threshold * 10))
    assert asked > 12


def test_the_base_rate_is_that_of_windows_settled_before_the_opening(long_walk: History) -> None:
    values = dict(zip(long_walk.ends.tolist(), long_walk.values.tolist(), strict=True))
    ends = sorted(values)
    by = [(100 * (values[ends[at + 3]] / values[ends[at]] - 1), ends[at + 3] + LAG) for at in range(len(ends) - 3)]
    known = np.array([growth for growth, settled in by if settled <= OPENS - 1])
    for one in (one for one in cases(long_walk, GROWTH) if one.horizon == "3m"):
        counted = baserate.rate(baserate.Tally(len(known), int((known > one.threshold).sum()), 3.0))
        assert counted is not None
        assert one.base == pytest.approx(counted.rate)


def test_nothing_that_became_known_later_moves_what_was_asked_or_answered(long_walk: History) -> None:
    later = long_walk.known >= OPENS
    scrambled = History(
        long_walk.frequency, long_walk.ordinals, long_walk.ends, long_walk.known,
        np.where(later, long_walk.values * 3, long_walk.values), long_walk.lag,
    )  # fmt: skip
    before, after = (
        {(one.text, one.horizon, one.age, one.threshold): (one.p, one.base) for one in cases(past, GROWTH, HIGHEST)}
        for past in (long_walk, scrambled)
    )
    assert before == after


def test_an_outcome_is_read_as_first_published_in_full_and_not_as_revised_since(long_walk: History) -> None:
    ends, lag = long_walk.ends, long_walk.lag
    known = np.r_[ends + lag, np.full(len(ends), day("2026-08-01"))]
    revised = history(
        long_walk.frequency, np.r_[ends, ends], known, np.r_[long_walk.values, long_walk.values * 1.5], lag
    )
    first, now = (pasts([GROWTH], {NAME: one}, Horizon(6, "m"))[GROWTH.text] for one in (long_walk, revised))
    assert now.outcome(OPENS) == first.outcome(OPENS)


def test_a_window_is_settled_once_its_slowest_figure_is_out(long_walk: History) -> None:
    known = long_walk.known.copy()
    known[100] += 400  # one month came out very late
    late = History(long_walk.frequency, long_walk.ordinals, long_walk.ends, known, long_walk.values, LAG)
    closes = long_walk.ends[[99, 100, 103]]
    assert settlement_days(late, closes).tolist() == [closes[0] + LAG, known[100], known[100]]


def test_a_window_that_is_not_over_has_no_outcome(long_walk: History) -> None:
    past = pasts([GROWTH], {NAME: long_walk}, Horizon(6, "m"))[GROWTH.text]
    assert np.isfinite(past.outcome(day("2026-01-01")))
    assert np.isnan(past.outcome(day("2026-02-01")))


def test_a_claim_of_eighteen_months_is_scored_again_as_it_grows_older(long_walk: History) -> None:
    found = cases(long_walk, GROWTH)
    assert {one.age for one in found if one.horizon == "18m"} == {0, *AGES}
    assert {one.age for one in found if one.horizon != "18m"} == {0}


def test_a_series_without_enough_independent_windows_is_not_asked_about(long_walk: History) -> None:
    lengths = {months: cases(long_walk, GROWTH, opens=int(long_walk.ends[months]) + 1) for months in (24, 80)}
    assert {one.horizon for one in lengths[24]} == {"1m", "3m"}
    assert {one.horizon for one in lengths[80]} == {"1m", "3m", "6m", "12m"}


def test_a_series_that_has_stopped_is_not_asked_about(long_walk: History) -> None:
    cut = long_walk.known < day("2020-01-01")
    stopped = History(*(part[cut] if isinstance(part, np.ndarray) else part for part in vars(long_walk).values()))
    assert cases(stopped, GROWTH) == []


def test_easy_claims_are_left_out_as_a_dry_run_would_refuse_them(long_walk: History) -> None:
    bases = [one.base for one in cases(long_walk, GROWTH, HIGHEST)]
    assert min(bases) >= 0.05
    assert max(bases) <= 0.95


def test_a_comparison_needs_both_of_its_series(long_walk: History) -> None:
    other = published(monthly(walk(8, 200, 0.002), "2026-06"), LAG)
    pair = form(f"growth({NAME}) - growth(payrolls)", "comparison")
    subject = Subject("pair", "prices", (NAME, "payrolls"), (pair,), (Horizon(6, "m"),))
    histories = {NAME: long_walk, "payrolls": other}
    found = PastClaims([subject], histories, dict.fromkeys(histories, LOG)).look(OPENS, ["pair"])["pair"]
    assert {one.kind for one in found} == {"comparison"}
    early = PastClaims([subject], histories, dict.fromkeys(histories, LOG)).look(day("2005-01-01"), ["pair"])["pair"]
    assert early == []


@pytest.mark.parametrize(
    ("frequency", "expected"), [("D", WEEKS), ("W", WEEKS), ("M", MONTHS), ("Q", MONTHS[1:]), ("A", MONTHS[3:])]
)
def test_a_series_is_asked_about_over_windows_that_hold_a_period(frequency: str, expected: tuple[Horizon, ...]) -> None:
    assert horizons_of(Frequency(frequency)) == expected


def test_weeks_and_months_end_on_the_day_before_the_same_day() -> None:
    opens = np.array([day("2025-12-01")])
    assert Horizon(18, "m").closes(opens)[0] == day("2027-05-31")
    assert Horizon(4, "w").closes(opens)[0] == day("2025-12-28")
