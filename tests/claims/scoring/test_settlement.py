"""Settling: on which day, with which figures, and what is void. One test each for what could settle a claim wrongly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.scoring.outlook import Answers, Question
from claims.scoring.settlement import GRACE, Outcome, Reason, Settlement, outcome_of, settle, settle_group
from evidence.periods import Frequency
from evidence.series import History, history
from tests.claims.scoring.worlds import question
from tests.evidence.formula.catalogue import day

OPENS, CLOSE = WINDOW = (day("2025-12-01"), day("2026-11-30"))
RISES = question("last(cpi) > start(cpi)", ("cpi",), WINDOW)
Row = tuple[str, str, float]  # a day of the period, the day on which the figure became known, the figure


def rows(given: list[Row], frequency: str = "M", lag: int = 14) -> History:
    days, known = (np.array([day(row[part]) for row in given]) for part in (0, 1))
    return history(Frequency(frequency), days, known, np.array([row[2] for row in given]), lag)


def months(values: list[float], start: str = "2025-10", late: int = 0) -> list[Row]:
    """Consecutive months, each known 14 days after its end and `late` more."""
    first = np.datetime64(start, "M")
    begins = [str((first + n).astype("datetime64[D]")) for n in range(len(values))]
    known = [str((first + n + 1).astype("datetime64[D]") + 13 + late) for n in range(len(values))]
    return list(zip(begins, known, values, strict=True))


FIFTEEN = months([100.0 + n for n in range(14)])  # October 2025 to November 2026
SETTLED = day("2026-12-14")


def settled(given: list[Row], today: str = "2027-06-01", asked: Question = RISES, lag: int = 0) -> Settlement:
    return settle(asked, CLOSE, {"cpi": rows(given)}, {}, day(today), lag)


def test_it_is_settled_on_the_first_day_on_which_the_whole_window_is_published() -> None:
    found = settled(FIFTEEN)
    assert (found.outcome, found.on, found.reason, found.would_flip, found.y) == (Outcome.HELD, SETTLED, None, False, 1)


def test_the_day_before_it_is_pending_whatever_the_known_part_says() -> None:
    assert settled(FIFTEEN, "2026-12-13").outcome is Outcome.PENDING
    assert settled(FIFTEEN, "2026-12-14").outcome is Outcome.HELD
    assert settled(FIFTEEN, "2026-12-13").y is None


def test_before_the_checkpoint_has_passed_nothing_is_settled() -> None:
    with pytest.raises(ValueError, match="after the checkpoint"):
        settled(FIFTEEN, "2026-11-30")
    with pytest.raises(ValueError, match="lag"):
        settled(FIFTEEN, lag=-1)


def test_the_lag_waits_and_reads_the_figures_of_the_later_day() -> None:
    revised = [*FIFTEEN, ("2026-11-01", "2026-12-20", 50.0)]
    assert settled(revised).outcome is Outcome.HELD
    waited = settled(revised, lag=7)
    assert (waited.outcome, waited.on) == (Outcome.FAILED, SETTLED + 7)
    assert settled(revised, "2026-12-20", lag=7).outcome is Outcome.PENDING


def test_a_revision_after_the_settlement_changes_nothing_but_raises_the_flag() -> None:
    revised = [*FIFTEEN, ("2026-11-01", "2027-02-01", 50.0)]
    found = settled(revised)
    assert (found.outcome, found.today, found.would_flip) == (Outcome.HELD, Outcome.FAILED, True)
    assert settled(revised, "2027-01-31").would_flip is False, "not before it was published"


def test_a_value_taken_back_since_gives_no_answer_today_and_no_flag() -> None:
    found = settled([*FIFTEEN, ("2026-11-01", "2027-02-01", float("nan"))])
    assert (found.outcome, found.today, found.would_flip) == (Outcome.HELD, None, False)


def test_what_is_missing_is_pending_through_the_grace_and_then_void() -> None:
    short = FIFTEEN[:-1]
    last = CLOSE + GRACE
    within, after = (settle(RISES, CLOSE, {"cpi": rows(short)}, {}, today) for today in (last, last + 1))
    assert (within.outcome, within.unpublished) == (Outcome.PENDING, ("cpi",))
    assert (after.outcome, after.reason, after.unpublished, after.y) == (
        Outcome.VOID, Reason.METRIC_MISSING, ("cpi",), None,
    )  # fmt: skip


def test_of_the_series_waited_for_in_vain_those_are_named_of_which_nothing_was_ever_read() -> None:
    both = question("last(cpi) > start(cpi) and last(ppi) > start(ppi)", ("cpi", "ppi"), WINDOW)
    found = settle(both, CLOSE, {"cpi": rows(FIFTEEN[:-1]), "ppi": rows([])}, {}, CLOSE + GRACE + 1)
    assert (found.outcome, found.reason) == (Outcome.VOID, Reason.METRIC_MISSING)
    assert (found.unpublished, found.unread) == (("cpi", "ppi"), ("ppi",))
    read = settle(both, CLOSE, {"cpi": rows(FIFTEEN), "ppi": rows(FIFTEEN)}, {}, CLOSE + GRACE + 1)
    assert (read.outcome, read.unread) == (Outcome.HELD, ())


def test_a_figure_that_comes_after_the_grace_settles_nothing() -> None:
    late = [*FIFTEEN[:-1], ("2026-11-01", "2027-03-31", 113.0)]  # 121 days
    assert settled(late).reason is Reason.METRIC_MISSING
    just = [*FIFTEEN[:-1], ("2026-11-01", "2027-03-30", 113.0)]
    assert settled(just).outcome is Outcome.HELD


def test_the_slowest_series_sets_the_day() -> None:
    both = question("last(cpi) > start(cpi) and last(ppi) > start(ppi)", ("cpi", "ppi"), WINDOW)
    slow = months([100.0 + n for n in range(14)], late=20)
    found = settle(both, CLOSE, {"cpi": rows(FIFTEEN), "ppi": rows(slow)}, {}, day("2027-06-01"))
    assert found.on == SETTLED + 20


def test_of_alternatives_the_first_to_be_whole_is_enough() -> None:
    either = question("last(coalesce(cpi, cpi_electricity)) > 0", ("cpi", "cpi_electricity"), WINDOW)
    past = {"cpi": rows(FIFTEEN), "cpi_electricity": rows(FIFTEEN[:5])}
    assert settle(either, CLOSE, past, {}, day("2027-06-01")).on == SETTLED


def test_a_month_that_was_never_collected_is_not_waited_for() -> None:
    gap = [row for row in FIFTEEN if row[0] != "2026-03-01"]
    found = settled(gap, asked=question("mean(cpi) > 100", ("cpi",), WINDOW))
    assert (found.outcome, found.on) == (Outcome.HELD, SETTLED)


def test_an_answer_that_hangs_on_such_a_month_waits_for_it_until_the_grace_ends() -> None:
    gap = [row for row in FIFTEEN if row[0] != "2026-03-01"]
    hangs = question('at(cpi, "+4m") > 100', ("cpi",), WINDOW)  # the newest by 31 March is then missing
    assert settled(gap, "2027-01-01", hangs).outcome is Outcome.PENDING
    assert settled(gap, asked=hangs).reason is Reason.METRIC_MISSING
    filled = settled([*gap, ("2026-03-01", "2027-01-15", 105.0)], asked=hangs)
    assert (filled.outcome, filled.on) == (Outcome.HELD, day("2027-01-15"))


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ((1, 0, 1), (Outcome.HELD, None)),
        ((0, 1, 1), (Outcome.FAILED, None)),
        ((0, 0, 1), (Outcome.MIXED, None)),
        ((1, 1, 1), (Outcome.VOID, Reason.CRITERION_AMBIGUOUS)),
        ((1, 0, 0), (Outcome.VOID, Reason.PRECONDITION_FALSE)),
        ((np.nan, np.nan, 0), (Outcome.VOID, Reason.PRECONDITION_FALSE)),
        ((1, 0, np.nan), (Outcome.PENDING, None)),
        ((np.nan, 1, 1), (Outcome.FAILED, None)),
        ((np.nan, 0, 1), (Outcome.PENDING, None)),
        ((0, np.nan, 1), (Outcome.PENDING, None)),
    ],
)
def test_outcomes_by_what_holds_fails_and_is_required(
    answers: tuple[float, ...], expected: tuple[Outcome, Reason | None]
) -> None:
    assert outcome_of(Answers(*(np.array([float(part)]) for part in answers))) == expected


def test_a_false_precondition_is_void_and_never_scored() -> None:
    asked = question("last(cpi) > start(cpi)", ("cpi",), WINDOW, requires="last(cpi) > 1000")
    found = settled(FIFTEEN, asked=asked)
    assert (found.outcome, found.reason, found.on, found.y) == (Outcome.VOID, Reason.PRECONDITION_FALSE, SETTLED, None)


def test_mixed_counts_as_not_held() -> None:
    asked = question("last(cpi) > 200", ("cpi",), WINDOW, fails="last(cpi) < 100")
    assert (settled(FIFTEEN, asked=asked).outcome, settled(FIFTEEN, asked=asked).y) == (Outcome.MIXED, 0)


@pytest.mark.parametrize(
    ("days", "on"),
    [
        (["2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01"], "2026-12-01"),
        (["2026-11-26", "2026-11-27", "2026-12-01", "2026-12-02"], "2026-12-02"),  # a holiday on the last day
    ],
)
def test_a_daily_series_is_whole_with_its_last_day_or_the_one_after_a_holiday(days: list[str], on: str) -> None:
    asked = question("last(price) > 0", ("price",), WINDOW)
    given = [(one, str(np.datetime64(one) + 1), 5.0) for one in days]
    found = settle(asked, CLOSE, {"price": rows(given, "D", 1)}, {}, day("2026-12-20"))
    assert found.on == day(on)


def test_a_window_that_closes_on_a_sunday_is_whole_with_its_friday() -> None:
    asked = question("last(price) > 0", ("price",), (OPENS, day("2026-11-29")))
    given = [("2026-11-27", "2026-11-28", 5.0)]
    found = settle(asked, day("2026-11-29"), {"price": rows(given, "D", 1)}, {}, day("2026-11-30"))
    assert (found.outcome, found.on) == (Outcome.HELD, day("2026-11-29")), "never before the checkpoint itself"


def test_a_weekly_series_is_whole_with_the_last_week_that_ends_inside() -> None:
    asked = question("last(claims) > 0", ("claims",), WINDOW)
    given = [("2026-11-21", "2026-11-26", 5.0), ("2026-11-28", "2026-12-03", 5.0), ("2026-12-05", "2026-12-10", 5.0)]
    found = settle(asked, CLOSE, {"claims": rows(given, "W", 5)}, {}, day("2026-12-20"))
    assert found.on == day("2026-12-03")


def test_a_derived_series_is_whole_when_what_it_is_made_of_is() -> None:
    asked = question("last(cpi) > 0", ("cpi_electricity",), WINDOW)
    tree = question("last(cpi_electricity) > 0", (), WINDOW).holds.children[0].children[0]
    found = settle(asked, CLOSE, {"cpi_electricity": rows(FIFTEEN)}, {"cpi": tree}, day("2027-06-01"))
    assert found.on == SETTLED


@given(st.lists(st.floats(50, 150), min_size=14, max_size=14), st.integers(1, 200), st.integers(1, 200),
       st.floats(50, 150))  # fmt: skip
@settings(max_examples=60)
def test_what_becomes_known_later_never_changes_a_settlement(
    values: list[float], today: int, later: int, revised: float
) -> None:
    """The leak test: cutting the future off gives the same outcome, and once settled it stays so on any later day."""
    known = str(np.datetime64("2026-11-30") + today + later)
    full = rows([*months(values), ("2026-11-01", known, revised)])
    cut = rows([row for row in [*months(values), ("2026-11-01", known, revised)] if day(row[1]) <= CLOSE + today])
    now, without = (settle(RISES, CLOSE, {"cpi": past}, {}, CLOSE + today) for past in (full, cut))
    assert now == without
    after = settle(RISES, CLOSE, {"cpi": full}, {}, CLOSE + today + later)
    if now.outcome is not Outcome.PENDING:
        assert (after.outcome, after.reason, after.on) == (now.outcome, now.reason, now.on)


def one(outcome: Outcome, on: int | None = 1) -> Settlement:
    return Settlement(outcome, None, on)


HELD, FAILED, MIXED = (one(outcome) for outcome in (Outcome.HELD, Outcome.FAILED, Outcome.MIXED))
VOID, PENDING = one(Outcome.VOID, None), one(Outcome.PENDING, None)


@pytest.mark.parametrize(
    ("least", "members", "expected"),
    [
        (2, [HELD, HELD, FAILED], Outcome.HELD),
        (2, [HELD, HELD, PENDING], Outcome.HELD),
        (2, [HELD, FAILED, FAILED], Outcome.FAILED),
        (2, [HELD, FAILED, PENDING], Outcome.PENDING),
        (2, [HELD, FAILED, MIXED], Outcome.MIXED),
        (2, [HELD, FAILED, VOID], Outcome.VOID),
        (3, [HELD, HELD, FAILED], Outcome.FAILED),
        (3, [FAILED, PENDING, VOID], Outcome.FAILED),
        (3, [HELD, HELD, MIXED], Outcome.MIXED),
        (1, [FAILED, MIXED], Outcome.MIXED),
        (2, [HELD, VOID, PENDING], Outcome.PENDING),
        (1, [VOID, HELD], Outcome.HELD),
        (1, [FAILED, PENDING], Outcome.PENDING),
        (1, [FAILED, VOID], Outcome.VOID),
    ],
)
def test_a_claim_made_of_others_is_settled_by_them(least: int, members: list[Settlement], expected: Outcome) -> None:
    assert settle_group(least, members).outcome is expected


def test_a_group_is_settled_on_the_day_of_its_last_member() -> None:
    assert settle_group(2, [one(Outcome.HELD, 7), one(Outcome.HELD, 9), PENDING]).on == 9
    assert settle_group(2, [one(Outcome.FAILED, 7), VOID, VOID]).reason is Reason.METRIC_MISSING
