"""What nobody can know yet: a measured period that has not begun, a vintage of a day that has not come."""

from datetime import UTC, date, datetime

import numpy as np
import pytest

from evidence.periods import Frequency, day_number
from evidence.publication import DAY, UNDATED, microseconds
from evidence.timeliness import untimely

FETCHED = microseconds(datetime(2026, 11, 30, 12, tzinfo=UTC))  # a Monday
NAN = float("nan")
Row = tuple[str, float, str]  # period, figure, day from which it was known, or none


def found(*rows: Row, frequency: str = "D", ahead: int | None = 0, inferred: bool | None = None, lag: int = 1) -> str:
    days = np.array([day_number(date.fromisoformat(period)) for period, _, _ in rows])
    times = np.array([day_number(date.fromisoformat(known)) * DAY if known else UNDATED for _, _, known in rows])
    pseudo = None if inferred is None else np.full(len(rows), inferred)
    return untimely(days, np.array([value for _, value, _ in rows]), times, pseudo,
                    frequency=Frequency(frequency), fetched=FETCHED, lag=lag, ahead=ahead)  # fmt: skip


@pytest.mark.parametrize(
    ("period", "frequency", "is_refused"),
    [
        ("2026-11-30", "D", False),
        ("2026-12-01", "D", False),  # east of Greenwich it has begun
        ("2026-12-02", "D", True),
        ("2027-06-15", "D", True),
        ("2026-12-05", "W", False),  # a week that ends on Saturday, an average to date
        ("2026-12-07", "W", False),  # begins on 1 December
        ("2026-12-08", "W", True),
        ("2026-12-01", "M", False),
        ("2026-12-31", "M", False),  # December, dated by its last day
        ("2027-01-01", "M", True),
        ("2026-12-31", "Q", False),  # the fourth quarter, to date
        ("2027-01-01", "Q", True),
        ("2026-12-31", "A", False),
        ("2027-01-01", "A", True),
    ],
)
@pytest.mark.parametrize("dated", ["", "2026-11-30"], ids=["undated", "dated"])
def test_a_figure_is_refused_where_its_period_begins_more_than_a_day_after_the_fetch(
    period: str, frequency: str, is_refused: bool, dated: str
) -> None:
    assert bool(found((period, 90.0, dated), frequency=frequency)) is is_refused


def test_a_refusal_names_the_period_the_day_of_the_fetch_and_how_many_there_are() -> None:
    said = found(("2026-11-27", 17.5, ""), ("2027-06-15", 90.0, ""), ("2027-06-16", 91.0, ""))
    assert said == (
        "expected figures of periods that had begun when they became known, got one of 2027-06-15 known on 2026-11-30 "
        "and 1 more (plans and projections are to be declared: days_ahead of the indicator)"
    )


@pytest.mark.parametrize(("known", "is_refused"), [("2026-11-30", False), ("2026-12-01", False), ("2026-12-02", True)])
def test_a_vintage_is_refused_where_it_is_known_more_than_a_day_after_the_fetch(known: str, is_refused: bool) -> None:
    said = found(("2026-07-01", 99.0, known), frequency="M")
    assert bool(said) is is_refused
    assert not said or said == (
        "expected no figure known later than the fetch on 2026-11-30, got one known from 2026-12-02"
    )


def test_a_retraction_that_would_come_true_by_itself_is_refused_too() -> None:
    assert found(("2026-07-01", NAN, "2026-12-15"), frequency="M")
    assert found(("2026-07-01", NAN, "2026-12-15"), frequency="M", ahead=None)


@pytest.mark.parametrize(("known", "is_refused"), [("2026-08-01", False), ("2026-07-31", False), ("2026-07-30", True)])
@pytest.mark.parametrize("inferred", [None, False, True], ids=["of a provider", "exact", "inferred"])
def test_a_vintage_is_refused_where_it_is_known_more_than_a_day_before_its_period_begins(
    known: str, is_refused: bool, inferred: bool | None
) -> None:
    said = found(("2026-08-01", 77.0, known), frequency="M", inferred=inferred)
    assert bool(said) is is_refused
    assert not said or "got one of 2026-08 known on 2026-07-30" in said


def test_an_empty_figure_of_a_later_period_is_none_and_refuses_nothing() -> None:
    assert found(("2027-06-15", NAN, "")) == ""


def test_an_inferred_moment_may_lie_after_the_fetch_as_far_as_a_lag_reaches_and_no_further() -> None:
    assert found(("2026-10-01", 1.0, "2026-12-15"), frequency="M", inferred=True) == "", "45 days after October"
    assert found(("2026-07-01", 1.0, "2026-12-15"), frequency="M", inferred=True)
    assert found(("2026-10-01", 1.0, "2026-12-15"), frequency="M", inferred=False)


def test_a_projection_may_be_known_as_many_days_ahead_as_are_declared() -> None:
    assert found(("2027-01-01", 4.0, ""), frequency="Q", ahead=31) == ""
    assert found(("2027-01-01", 4.0, ""), frequency="Q", ahead=32) == ""
    said = found(("2027-01-01", 4.0, ""), frequency="Q", ahead=30)
    assert "periods that had begun or would begin within 30 days when they became known, got one of 2027Q1" in said


def test_event_days_may_be_known_any_number_of_days_ahead_but_not_from_a_day_that_has_not_come() -> None:
    assert found(("2027-12-08", 1.0, "2026-08-19"), ahead=None) == ""
    assert found(("2027-12-08", 1.0, "2026-12-24"), ahead=None)


def test_a_series_without_a_figure_refuses_nothing() -> None:
    assert found() == ""
