"""Requirements of panels and histories (METHOD.md sections 2, 4 and 10)."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.periods import Frequency, date_of, end_days, period_of
from evidence.series import History, Panel, days_a_week, history, regular
from tests.evidence.formula.catalogue import daily_panel, day, monthly_panel, regular_panel
from tests.evidence.formula.fred_archive import fred_monthly

property_test = settings(derandomize=True, max_examples=120)
Row = tuple[int, int, float | None]  # day of the period, day on which it became known, figure


def history_of(rows: Sequence[Row], frequency: Frequency = Frequency.MONTH, are_events: bool = False) -> History:
    """A history from rows in any order."""
    days, known = (np.array([row[place] for row in rows], dtype=np.int64) for place in (0, 1))
    values = np.array([np.nan if row[2] is None else row[2] for row in rows], dtype=np.float64)
    return history(frequency, days, known, values, are_events=are_events)


def dated(rows: Sequence[Row], frequency: Frequency) -> list[Row]:
    """Rows as a series has them that dates every week by the same weekday."""
    return [(day // 7 * 7 if frequency is Frequency.WEEK else day, *more) for day, *more in rows]


def newest_by(rows: Sequence[Row], frequency: Frequency, moment: int) -> dict[int, float]:
    """METHOD's DISTINCT ON: per period the newest row known by then; a retracted figure is none."""
    newest: dict[int, Row] = {}
    for row in rows:
        period = int(period_of(row[0], frequency))
        if row[1] <= moment and (period not in newest or row[1] >= newest[period][1]):
            newest[period] = row
    return {period: row[2] for period, row in newest.items() if row[2] is not None}


def known_figures(panel: Panel, row: int) -> dict[int, float]:
    """The figures of one row by period."""
    return {int(o): float(v) for o, v in zip(panel.ordinals, panel.values[row], strict=True) if not np.isnan(v)}


ROWS = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 500), st.one_of(st.none(), st.integers(-9, 9).map(float))),
    min_size=1,
    max_size=40,
)
MOMENTS = st.lists(st.integers(-10, 520), min_size=1, max_size=6)


@given(ROWS, MOMENTS, st.sampled_from(Frequency))
@property_test
def test_a_row_of_the_panel_is_the_newest_vintage_known_by_its_day(
    rows: list[Row], moments: list[int], frequency: Frequency
) -> None:
    rows = dated(rows, frequency)
    panel = history_of(rows, frequency).as_of(moments)
    assert panel.values.shape[0] == len(moments)
    for row, moment in enumerate(moments):
        assert known_figures(panel, row) == newest_by(rows, frequency, moment)


@given(ROWS, MOMENTS, st.sampled_from([f for f in Frequency if f is not Frequency.DAY]))
@property_test
def test_the_periods_of_a_panel_are_consecutive_whatever_is_missing(
    rows: list[Row], moments: list[int], frequency: Frequency
) -> None:
    panel = history_of(rows, frequency).as_of(moments)
    assert (np.diff(panel.ordinals) == 1).all()
    assert (np.diff(panel.ends) > 0).all()
    assert panel.values.shape == (len(moments), len(panel.ordinals))
    assert panel.ordinals.shape == panel.ends.shape


@given(ROWS, MOMENTS)
@property_test
def test_the_calendar_of_a_daily_series_is_the_days_on_which_it_has_values(rows: list[Row], moments: list[int]) -> None:
    panel = history_of(rows, Frequency.DAY).as_of(moments)
    seen = {day for moment in moments for day in newest_by(rows, Frequency.DAY, moment)}
    assert list(panel.ends) == sorted(seen)


@given(ROWS, MOMENTS, st.sampled_from(Frequency))
@property_test
def test_several_days_at_once_give_what_each_gives_alone(
    rows: list[Row], moments: list[int], frequency: Frequency
) -> None:
    rows = dated(rows, frequency)
    past = history_of(rows, frequency)
    together = past.as_of(moments)
    for row, moment in enumerate(moments):
        assert known_figures(together, row) == known_figures(past.as_of(moment), 0)


@given(ROWS, st.integers(0, 500), st.sampled_from(Frequency))
@property_test
def test_nothing_is_known_before_it_was_published_so_later_rows_change_nothing(
    rows: list[Row], moment: int, frequency: Frequency
) -> None:
    rows = dated(rows, frequency)
    by_then = [row for row in rows if row[1] <= moment]
    if by_then:
        whole, cut = (history_of(chosen, frequency).as_of(moment) for chosen in (rows, by_then))
        assert known_figures(whole, 0) == known_figures(cut, 0)


def test_the_figure_of_march_is_unknown_on_the_31st_of_march() -> None:
    past = history_of([(day("2025-03-01"), day("2025-04-10"), 319.6)])
    assert past.as_of(day("2025-03-31")).is_empty()
    assert past.as_of(day("2025-04-09")).is_empty()
    assert past.as_of(day("2025-04-10")).values.tolist() == [[319.6]]


def test_a_retracted_figure_is_missing_from_then_on_and_not_its_predecessor() -> None:
    past = history_of([(day("2025-03-01"), day("2025-04-10"), 1.0), (day("2025-03-01"), day("2025-05-10"), None)])
    panel = past.as_of([day("2025-05-09"), day("2025-05-10")])
    assert panel.values[0, 0] == 1.0
    assert np.isnan(panel.values[1, 0])


def weekly(*dates: str) -> list[Row]:
    """A weekly series with the figures 1, 2, 3 ... each known three days after its date."""
    return [(day(one), day(one) + 3, float(number)) for number, one in enumerate(dates, 1)]


def by_end(panel: Panel) -> dict[str, float]:
    return {str(date_of(end)): value for end, value in zip(panel.ends.tolist(), panel.values[0], strict=True)}


def test_both_of_two_reports_in_one_week_are_seen_and_the_early_one_stands_for_the_week_after() -> None:
    early = weekly("2001-12-11", "2001-12-18", "2001-12-21", "2001-12-28", "2002-01-08")  # CFTC's, of two holidays
    panel = history_of(early, Frequency.WEEK).as_of(day("2002-02-01"))
    assert by_end(panel) == {"2001-12-11": 1, "2001-12-18": 2, "2001-12-21": 3, "2001-12-28": 4, "2002-01-08": 5}
    usual = ["2001-12-11", "2001-12-18", "2001-12-25", "2002-01-01", "2002-01-08"]
    assert panel.ordinals.tolist() == [period_of(day(one), Frequency.WEEK) for one in usual]


def test_a_report_that_was_withdrawn_for_one_of_another_day_of_its_week_takes_no_week() -> None:
    wrong, right, after = weekly("2001-12-17", "2001-12-18", "2001-12-25")
    rows = [wrong, (wrong[0], right[1], None), right, after]
    panel = history_of(rows, Frequency.WEEK).as_of([wrong[1], after[1]])
    assert panel.values[:, 0].tolist() == [1.0, 2.0]
    assert panel.values[1].tolist() == [2.0, 3.0]


def test_a_missing_month_is_missing_and_never_skipped() -> None:
    rows = [(day(f"2025-{month:02}-01"), day("2026-01-10"), float(month)) for month in (8, 9, 11)]
    panel = history_of(rows).as_of(day("2026-01-31"))
    assert panel.values[0].tolist()[:2] == [8.0, 9.0]
    assert np.isnan(panel.values[0, 2])
    assert panel.values[0, 3] == 11.0
    assert list(panel.ends) == [day("2025-08-31"), day("2025-09-30"), day("2025-10-31"), day("2025-11-30")]


def test_a_history_is_revised_when_a_period_has_two_vintages() -> None:
    once, twice = (day("2025-03-01"), 10, 1.0), (day("2025-03-15"), 20, 2.0)
    assert not history_of([once]).is_revised
    assert history_of([once, twice]).is_revised  # the same month


def test_a_history_without_rows_is_an_empty_panel() -> None:
    none = np.empty(0, dtype=np.int64)
    panel = history(Frequency.MONTH, none, none, np.empty(0)).as_of([1, 2])
    assert panel.values.shape == (2, 0)
    assert panel.is_empty()
    assert panel.known_end() is None


@pytest.mark.parametrize("frequency", list(Frequency))
def test_on_no_day_nothing_is_known(frequency: Frequency) -> None:
    panel = history_of([(day("2025-03-01"), 10, 1.0), (day("2025-03-01"), 20, 2.0)], frequency).as_of([])
    assert panel.values.shape == (0, 0)
    assert panel.is_empty()


def test_missing_weeks_are_filled_on_their_own_weekday() -> None:
    wednesdays = np.array([day("2025-10-01"), day("2025-10-22")])
    panel = regular(Frequency.WEEK, period_of(wednesdays, Frequency.WEEK), wednesdays, np.array([[1.0, 4.0]]))
    assert list(panel.ends) == [day("2025-10-01"), day("2025-10-08"), day("2025-10-15"), day("2025-10-22")]
    assert np.isnan(panel.values[0]).tolist() == [False, True, True, False]


def test_a_daily_series_with_weekends_is_told_from_one_of_trading_days() -> None:
    all_days = np.arange(day("2025-01-01"), day("2025-02-01"))
    assert days_a_week(Frequency.DAY, all_days) == 7
    assert days_a_week(Frequency.DAY, all_days[(all_days + 3) % 7 < 5]) == 5
    assert days_a_week(Frequency.MONTH, all_days) == 5


def test_since_drops_what_ended_before_and_keeps_what_ends_on_the_day() -> None:
    panel = monthly_panel("2025-01", [1, 2, 3, 4])
    assert list(panel.since(day("2025-02-28")).ends) == list(panel.ends[1:])
    assert list(panel.since(day("2025-03-01")).ends) == list(panel.ends[2:])
    assert panel.since(day("2024-01-01")).values.shape == (1, 4)
    assert panel.since(day("2026-01-01")).values.shape == (1, 0)


def test_the_known_end_is_the_newest_period_that_every_row_knows() -> None:
    panel = monthly_panel("2025-01", [[1, 2, 3, 4], [1, 2, None, None]])
    assert panel.known_end() == day("2025-02-28")
    assert monthly_panel("2025-01", [None, None]).known_end() is None


def test_taking_periods_takes_their_figures_with_them() -> None:
    panel = regular_panel("Q", "2025-01-01", [[1, 2, 3], [4, 5, 6]], lag=30)
    taken = panel.take(np.array([True, False, True]))
    assert taken.values.tolist() == [[1, 3], [4, 6]]
    assert list(taken.ends) == [panel.ends[0], panel.ends[2]]
    assert (taken.frequency, taken.lag) == (Frequency.QUARTER, 30)
    assert daily_panel("2025-01-01", [1, 2]).take(slice(0, 0)).is_empty()


# Event days: 0/1, missing days are 0, and the future is known once it is announced (METHOD.md section 2).


def test_days_without_an_event_are_zero_and_announced_events_are_known_ahead() -> None:
    announced = day("2025-06-01")
    rows = [(day(text), announced, 1.0) for text in ("2025-12-10", "2026-01-28")]
    panel = history_of(rows, Frequency.DAY, are_events=True).as_of(day("2025-07-01"))
    figures = known_figures(panel, 0)
    assert figures[day("2025-12-10")] == figures[day("2026-01-28")] == 1.0
    assert figures[day("2025-12-11")] == 0.0
    assert sum(figures.values()) == 2.0
    assert day("2025-12-13") not in figures  # a Saturday


def test_an_event_not_yet_announced_is_unknown_and_not_zero() -> None:
    rows = [(day("2025-12-10"), day("2025-06-01"), 1.0), (day("2026-01-28"), day("2025-09-01"), 1.0)]
    panel = history_of(rows, Frequency.DAY, are_events=True).as_of([day("2025-07-01"), day("2025-10-01")])
    assert day("2025-12-11") not in known_figures(panel, 0)
    assert known_figures(panel, 1)[day("2025-12-11")] == 0.0
    assert known_figures(panel, 1)[day("2026-01-28")] == 1.0


def test_a_cancelled_event_is_a_day_without_one() -> None:
    rows = [(day(text), day("2025-06-01"), 1.0) for text in ("2025-12-10", "2025-12-12", "2026-01-28")]
    cancelled = (day("2025-12-12"), day("2025-11-01"), None)
    panel = history_of([*rows, cancelled], Frequency.DAY, are_events=True).as_of(day("2025-11-30"))
    assert known_figures(panel, 0)[day("2025-12-12")] == 0.0


def test_an_event_on_a_weekend_counts_on_the_monday_after() -> None:
    rows = [(day("2025-11-07"), 0, 1.0), (day("2025-11-16"), 0, 1.0), (day("2025-11-21"), 0, 1.0)]
    figures = known_figures(history_of(rows, Frequency.DAY, are_events=True).as_of(10), 0)
    assert figures[day("2025-11-17")] == 1.0
    assert sum(figures.values()) == 3.0


# Real vintages (METHOD.md section 4).


@pytest.mark.parametrize(
    ("code", "lag", "as_of", "value"),
    [
        ("PAYEMS", 5, "2025-12-01", 159_626),
        ("PAYEMS", 5, "2026-01-31", 159_593),
        ("PAYEMS", 5, "2026-03-01", 158_548),
        ("CPIAUCSL", 14, "2025-12-01", 324.368),
        ("CPIAUCSL", 14, "2026-03-01", 324.245),
    ],
)
def test_september_2025_reads_as_it_was_known_on_the_day(code: str, lag: int, as_of: str, value: float) -> None:
    panel = fred_monthly(code, lag).as_of(day(as_of))
    assert panel.values[0, panel.ends == end_days(day("2025-09-01"), Frequency.MONTH)] == [value]


def test_october_2025_was_never_collected() -> None:
    panel = fred_monthly("CPIAUCSL", 14).as_of(day("2026-08-31"))
    assert np.isnan(panel.values[0, panel.ends == day("2025-10-31")]).all()
    assert panel.ends[-1] == day("2026-07-31")
