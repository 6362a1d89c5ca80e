"""When an indicator is due: after its next release, politely when that is late, and not never."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.periods import Frequency, day_number
from evidence.rhythm import EPOCH, LONGEST_REST, SHORTEST_REST, Standing, due_at, expected_at


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def standing(newest: str, asked: str, frequency: Frequency = Frequency.MONTH, lag: int = 12, **more: int) -> Standing:
    return Standing(frequency, lag, day_number(date.fromisoformat(newest)), at(asked), **more)


@pytest.mark.parametrize(
    ("newest", "frequency", "lag", "when"),
    [
        ("2026-07-01", Frequency.MONTH, 12, "2026-09-12"),
        ("2026-07-31", Frequency.MONTH, 12, "2026-09-12"),
        ("2026-08-21", Frequency.DAY, 1, "2026-08-23"),
        ("2026-08-19", Frequency.WEEK, 1, "2026-08-27"),
        ("2026-04-01", Frequency.QUARTER, 30, "2026-10-30"),
        ("2025-01-01", Frequency.YEAR, 90, "2027-03-31"),
    ],
)
def test_the_next_figure_is_expected_when_its_period_has_ended_and_its_lag_has_passed(
    newest: str, frequency: Frequency, lag: int, when: str
) -> None:
    assert expected_at(day_number(date.fromisoformat(newest)), frequency, lag) == at(when)


def test_what_was_never_asked_for_is_due() -> None:
    assert due_at(Standing(Frequency.MONTH, 12, None, None)) == EPOCH


def test_nothing_is_due_before_its_next_release() -> None:
    assert due_at(standing("2026-07-01", "2026-08-20")) == at("2026-09-12")


def test_a_late_figure_is_asked_for_after_a_quarter_of_its_lateness() -> None:
    assert due_at(standing("2026-07-01", "2026-09-12T01:00")) == at("2026-09-12T07:00")
    assert due_at(standing("2026-07-01", "2026-09-16")) == at("2026-09-17")
    assert due_at(standing("2020-07-01", "2026-09-16")) == at("2026-09-23"), "a dead series is asked weekly"


def test_revisions_are_looked_for_even_where_no_release_is_near() -> None:
    assert due_at(standing("2026-01-01", "2026-02-01", Frequency.YEAR)) == at("2026-02-01") + LONGEST_REST


def test_failures_space_the_next_asking() -> None:
    gaps = [due_at(standing("2026-07-01", "2026-08-20", failures=n)) - at("2026-08-20") for n in (1, 2, 3, 50)]
    assert gaps == [SHORTEST_REST, 2 * SHORTEST_REST, 4 * SHORTEST_REST, timedelta(days=7)]


def test_a_file_of_this_machine_is_looked_at_hourly() -> None:
    local = Standing(Frequency.DAY, 0, day_number(date(2027, 1, 1)), at("2026-08-20"), is_local=True)
    assert due_at(local) == at("2026-08-20T01:00")


@given(
    st.sampled_from(Frequency),
    st.integers(0, 400),
    st.integers(0, 40_000),
    st.integers(0, 40_000 * 24),
    st.integers(0, 40),
)
def test_it_is_always_due_later_than_asked_and_never_rests_longer_than_a_month(
    frequency: Frequency, lag: int, newest: int, hour: int, failures: int
) -> None:
    asked = EPOCH + timedelta(hours=hour)
    gap = due_at(Standing(frequency, lag, newest, asked, failures)) - asked
    assert timedelta(0) < gap <= LONGEST_REST
