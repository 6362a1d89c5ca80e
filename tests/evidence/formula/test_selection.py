"""Requirements of windows: they hold the periods that end from opens to close (METHOD.md section 2)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formula import Windows
from evidence.formula.selection import bounds, day_before, day_from, gather, select, spread
from evidence.periods import date_of
from evidence.series import Panel
from tests.evidence.formula.catalogue import daily_panel, day, monthly_panel, regular_panel, weekdays, window, windows
from tests.evidence.formula.window_oracle import days_of, pick

property_test = settings(derandomize=True, max_examples=150)
PLACES = ["+0m", "-3m", "+2m", "-1y", "+10d", "-6w", "+1q", "2024", "2024Q3", "2024-05", "2025-02-10"]


def held(panel: Panel, over: Windows, **options: object) -> list[str]:
    """The dates on which the periods in a single window end."""
    wide = spread(panel, over, options)
    span = select(wide, over, options)
    return [date_of(int(end)).isoformat() for end in wide.ends[span.first[0] : span.stop[0]]]


def due(panel: Panel, over: Windows, **options: object) -> int:
    """How many periods are due in a single window."""
    return int(select(spread(panel, over, options), over, options).due[0])


YEAR = window("2025-12-01", "2026-11-30")
MONTHS = monthly_panel("2024-01", range(40))


def test_a_window_holds_the_periods_that_end_from_opens_to_close() -> None:
    assert held(MONTHS, YEAR)[0] == "2025-12-31"
    assert held(MONTHS, YEAR)[-1] == "2026-11-30"
    assert len(held(MONTHS, YEAR)) == due(MONTHS, YEAR) == 12


def test_the_fourth_quarter_belongs_to_a_window_that_opens_in_december() -> None:
    quarters = regular_panel("Q", "2024-01-01", range(14))
    assert held(quarters, YEAR) == ["2025-12-31", "2026-03-31", "2026-06-30", "2026-09-30"]


def test_the_days_on_which_a_window_opens_and_closes_belong_to_it() -> None:
    days = daily_panel("2025-11-24", range(30))
    assert held(days, window("2025-12-01", "2025-12-05"))[0] == "2025-12-01"
    assert held(days, window("2025-12-01", "2025-12-05"))[-1] == "2025-12-05"
    assert held(MONTHS, window("2025-12-31", "2025-12-31")) == ["2025-12-31"]
    assert held(MONTHS, window("2025-12-01", "2025-12-30")) == []


def test_a_week_belongs_to_a_window_by_its_own_date() -> None:
    wednesdays = regular_panel("W", "2025-11-05", range(12))
    assert held(wednesdays, window("2025-12-03", "2025-12-16")) == ["2025-12-03", "2025-12-10"]
    assert due(wednesdays, window("2025-12-03", "2025-12-16")) == 2
    assert due(wednesdays, window("2025-12-02", "2025-12-05")) == 1  # a Wednesday lies in these four days
    assert due(wednesdays, window("2025-12-04", "2025-12-09")) == 0


def test_first_last_and_before_pick_periods() -> None:
    assert held(MONTHS, YEAR, first=2) == ["2025-12-31", "2026-01-31"]
    assert held(MONTHS, YEAR, last=2) == ["2026-10-31", "2026-11-30"]
    assert held(MONTHS, YEAR, before=2) == ["2025-10-31", "2025-11-30"]
    assert due(MONTHS, YEAR, before=2) == due(MONTHS, YEAR, first=2) == 2


def test_from_and_to_are_offsets_from_the_opening() -> None:
    assert held(MONTHS, YEAR, **{"from": "+0m", "to": "+3m"}) == ["2025-12-31", "2026-01-31", "2026-02-28"]
    assert held(MONTHS, YEAR, **{"from": "-2m", "to": "+0m"}) == ["2025-10-31", "2025-11-30"]
    assert held(MONTHS, YEAR, **{"from": "+10m"}) == ["2026-10-31", "2026-11-30"]


def test_from_and_to_may_name_periods_and_hold_the_whole_of_both() -> None:
    assert held(MONTHS, YEAR, **{"from": "2025Q4", "to": "2026-01"}) == [
        "2025-10-31", "2025-11-30", "2025-12-31", "2026-01-31",
    ]  # fmt: skip
    assert len(held(MONTHS, YEAR, **{"from": "2024", "to": "2025"})) == 24
    days = daily_panel("2025-09-01", range(80))
    assert held(days, YEAR, **{"from": "2025-10", "to": "2025-11"})[0] == "2025-10-01"
    assert held(days, YEAR, **{"from": "2025-10", "to": "2025-11"})[-1] == "2025-11-28"


def test_a_window_that_ends_before_it_begins_holds_nothing() -> None:
    assert held(MONTHS, YEAR, **{"from": "+3m", "to": "+0m"}) == []
    assert due(MONTHS, YEAR, **{"from": "+3m", "to": "+0m"}) == 0


@pytest.mark.parametrize("start", ["2025-12", "2026-03", "2027-06", "2040-01"])
def test_what_is_due_before_a_series_begins_is_missing_and_not_replaced_by_its_beginning(start: str) -> None:
    late = monthly_panel(start, range(1, 6))
    wide = spread(late, YEAR, {"first": 3})
    first_three = gather(wide, select(wide, YEAR, {"first": 3}))[0]
    assert first_three[~np.isnan(first_three)].tolist() == ([1.0, 2.0, 3.0] if start == "2025-12" else [])


@pytest.mark.parametrize("years", [1, 3, 20])
def test_what_is_due_after_a_series_ends_is_missing_and_not_replaced_by_its_end(years: int) -> None:
    early = monthly_panel("2024-01", range(24))
    over = window("2025-12-01", f"{2025 + years}-11-30")
    wide = spread(early, over, {"last": 3})
    assert np.isnan(gather(wide, select(wide, over, {"last": 3}))).all()
    wide = spread(early, window("2027-01-01", "2027-12-31"), {"before": 3})
    assert np.isnan(gather(wide, select(wide, window("2027-01-01", "2027-12-31"), {"before": 3}))).all()


@pytest.mark.parametrize("place", ["+9999y", "-9999y", "0001", "9999"])
def test_a_far_away_place_costs_no_memory(place: str) -> None:
    many = monthly_panel("2024-01", np.zeros((5000, 36)))
    for option in ("from", "to"):
        assert spread(many, YEAR, {option: place}).values.shape[1] < 50


def test_a_daily_series_has_no_due_days_of_its_own() -> None:
    days = daily_panel("2025-12-01", range(30))
    assert spread(days, YEAR, {"before": 250}) is days


@given(
    st.sampled_from(["+1m", "-3m", "+10d", "2025-03", "2024Q1"]),
    st.lists(st.integers(15000, 21000), min_size=1, max_size=5),
)
@property_test
def test_places_are_found_for_each_opening(text: str, opens: list[int]) -> None:
    days = np.array(opens)
    for option, function in (("from", day_from), ("to", day_before)):
        expected = [days_of(one, one, {option: text})[0 if option == "from" else 1] for one in opens]
        assert function(text, days).tolist() == expected


@st.composite
def cases(draw: st.DrawFn) -> tuple[Panel, list[tuple[int, int]], dict[str, object]]:
    """A series of any frequency, some windows that may lie far beside it, and options."""
    frequency = draw(st.sampled_from("DWMQA"))
    periods = draw(st.integers(1, 60))
    values = np.arange(1.0, periods + 1)
    if frequency == "D":
        panel = daily_panel(weekdays("2024-02-05", periods * 2)[:: draw(st.sampled_from([1, 2, 9]))][:periods], values)
        panel = panel.with_values(panel.values[:, : len(panel.ends)])
    else:
        panel = regular_panel(frequency, "2022-02-02", values)
    reach = {"D": 200, "W": 700, "M": 2000, "Q": 4000, "A": 9000}[frequency]
    opens = draw(st.lists(st.integers(int(panel.ends[0]) - reach, int(panel.ends[-1]) + reach), min_size=1, max_size=4))
    spans = [(one, one + draw(st.integers(0, reach // 2))) for one in opens]
    options: dict[str, object] = {}
    pick_by = draw(st.sampled_from(["", "first", "last", "before"]))
    if pick_by:
        options[pick_by] = draw(st.integers(1, 8))
    if pick_by != "before":
        options |= {side: draw(st.sampled_from(PLACES)) for side in ("from", "to") if draw(st.integers(0, 2)) == 0}
    return panel, spans, options


@given(cases())
@property_test
def test_the_picked_periods_are_those_that_counting_by_hand_gives(
    case: tuple[Panel, list[tuple[int, int]], dict[str, object]],
) -> None:
    panel, spans, options = case
    over = Windows(np.array([opens for opens, _ in spans]), np.array([closes for _, closes in spans]))
    wide = spread(panel, over, options)
    span = select(wide, over, options)
    figures = gather(wide, span)
    for row, (opens, closes) in enumerate(spans):
        picked = pick(panel, 0, None, opens, closes, options)
        wanted = [period.figure for period in picked.periods if period.figure is not None]
        assert [v for v in figures[row] if not np.isnan(v)] == wanted
        if picked.reachable:
            assert span.due[row] == picked.due
        else:
            assert span.due[row] > 1_000_000  # never enough
        assert bounds(over, options)[0][row] == days_of(opens, closes, options)[0]


@given(cases())
@property_test
def test_many_windows_at_once_are_the_windows_one_by_one(
    case: tuple[Panel, list[tuple[int, int]], dict[str, object]],
) -> None:
    panel, spans, options = case
    over = Windows(np.array([opens for opens, _ in spans]), np.array([closes for _, closes in spans]))
    wide = spread(panel, over, options)
    together = gather(wide, select(wide, over, options))
    for row, (opens, closes) in enumerate(spans):
        one = Windows.single(opens, closes)
        narrow = spread(panel, one, options)
        alone = gather(narrow, select(narrow, one, options))[0]
        known = [together[row][~np.isnan(together[row])], alone[~np.isnan(alone)]]
        assert known[0].tolist() == known[1].tolist()


def test_each_row_is_laid_under_its_own_window() -> None:
    rows = monthly_panel("2025-01", [[1, 2, 3, 4], [5, 6, 7, 8]])
    over = windows(("2025-01-01", "2025-02-28"), ("2025-03-01", "2025-04-30"))
    assert gather(rows, select(rows, over, {})).tolist() == [[1, 2], [7, 8]]


def test_a_row_with_a_shorter_window_is_filled_up_with_missing() -> None:
    row = monthly_panel("2025-01", [1, 2, 3, 4])
    figures = gather(row, select(row, windows(("2025-01-01", "2025-01-31"), ("2025-02-01", "2025-04-30")), {}))
    np.testing.assert_array_equal(figures, [[1, np.nan, np.nan], [2, 3, 4]])


def test_an_empty_panel_holds_nothing() -> None:
    for panel in (monthly_panel("2025-01", []), daily_panel([], [])):
        over = windows(("2025-01-01", "2025-02-28"), ("2025-03-01", "2025-04-30"))
        for options in ({}, {"first": 2}, {"last": 2}, {"before": 2}):
            wide = spread(panel, over, options)
            assert np.isnan(gather(wide, select(wide, over, options))).all()


def test_a_window_of_one_day_given_by_its_number() -> None:
    assert Windows.single(5, 5).opens.tolist() == Windows.single(5, 5).closes.tolist() == [5]
    assert held(daily_panel([day("2025-12-01")], [1]), window("2025-12-01", "2025-12-01")) == ["2025-12-01"]
