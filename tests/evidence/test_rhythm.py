"""When an indicator is due: after its next release, politely when that is late, and not never."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from evidence.rhythm import EPOCH, LONGEST_REST, SHORTEST_REST, Standing, due_at


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def standing(expected: str, asked: str, **more: int) -> Standing:
    return Standing((at(expected) - EPOCH).days, at(asked), **more)


def test_what_was_never_asked_for_is_due() -> None:
    assert due_at(Standing(None, None)) == EPOCH


def test_nothing_is_due_before_its_next_release() -> None:
    assert due_at(standing("2026-09-12", "2026-08-20")) == at("2026-09-12")


def test_a_late_figure_is_asked_for_after_a_quarter_of_its_lateness() -> None:
    assert due_at(standing("2026-09-12", "2026-09-12T01:00")) == at("2026-09-12T07:00")
    assert due_at(standing("2026-09-12", "2026-09-16")) == at("2026-09-17")
    assert due_at(standing("2020-09-12", "2026-09-16")) == at("2026-09-23"), "a dead series is asked weekly"


def test_revisions_are_looked_for_even_where_no_release_is_near() -> None:
    assert due_at(standing("2027-03-31", "2026-02-01")) == at("2026-02-01") + LONGEST_REST


def test_failures_space_the_next_asking() -> None:
    gaps = [due_at(standing("2026-09-12", "2026-08-20", failures=n)) - at("2026-08-20") for n in (1, 2, 3, 50)]
    assert gaps == [SHORTEST_REST, 2 * SHORTEST_REST, 4 * SHORTEST_REST, timedelta(days=7)]


def test_a_file_of_this_machine_is_looked_at_hourly() -> None:
    local = Standing(30_000, at("2026-08-20"), is_local=True)
    assert due_at(local) == at("2026-08-20T01:00")


def test_one_without_figures_is_asked_daily() -> None:
    assert due_at(Standing(None, at("2026-08-20"))) == at("2026-08-21")


@given(st.integers(0, 40_000), st.integers(0, 40_000 * 24), st.integers(0, 40))
def test_it_is_always_due_later_than_asked_and_never_rests_longer_than_a_month(
    expected: int, hour: int, failures: int
) -> None:
    asked = EPOCH + timedelta(hours=hour)
    gap = due_at(Standing(expected, asked, failures)) - asked
    assert timedelta(0) < gap <= LONGEST_REST
