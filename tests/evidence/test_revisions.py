"""First, second, third and latest figures, learnt lags, and the day of the next one."""

from datetime import date

import numpy as np
import pytest

from evidence.periods import date_of, day_number
from evidence.revisions import Lag, Vintages, learnt_lag, revisions

NONE = np.array([], dtype=np.int64)


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def vintages(*rows: tuple[str, str, float, bool]) -> Vintages:
    """Rows of period end, known from, value, pseudo."""
    ends, known, values, pseudo = zip(*rows, strict=True)
    return Vintages(
        np.array([day(one) for one in ends]), np.array([day(one) for one in known]), np.array(values), np.array(pseudo)
    )


PAYROLLS = vintages(
    ("2025-07-31", "2025-08-01", 100.0, True),  # its first figure may be a later vintage: left out
    ("2025-08-31", "2025-09-05", 100.0, False),
    ("2025-08-31", "2025-10-03", 101.0, False),
    ("2025-08-31", "2025-11-07", 102.0, False),
    ("2025-08-31", "2026-02-06", 98.0, False),
    ("2025-09-30", "2025-10-03", 200.0, False),
    ("2025-10-31", "2025-11-07", 50.0, False),
    ("2025-10-31", "2025-12-05", np.nan, False),
)


def test_each_period_has_first_second_third_and_latest() -> None:
    found = revisions(PAYROLLS)
    assert [str(date_of(end)) for end in found.ends] == ["2025-08-31", "2025-09-30", "2025-10-31"]
    assert repr(found.steps.tolist()) == repr(
        [[100.0, 101.0, 102.0], [200.0, np.nan, np.nan], [50.0, np.nan, np.nan]]
    ).replace("np.", "")
    assert repr(found.latest.tolist()) == "[98.0, 200.0, nan]"


def test_the_usual_size_is_the_median_distance_to_the_latest() -> None:
    found = revisions(PAYROLLS)
    assert found.usual(0) == 1.0  # of 2 and 0
    assert found.usual(2) == 4.0
    assert found.usual_percent(2) == pytest.approx(400 / 98)
    assert found.revised() == 0.5, "October was retracted, which is no revision"


def test_a_new_definition_of_the_whole_series_years_later_is_no_revision_of_a_figure() -> None:
    redefined = vintages(
        ("2015-03-31", "2015-04-29", 16_000.0, False),
        ("2015-03-31", "2015-05-29", 16_010.0, False),
        ("2015-03-31", "2023-09-28", 18_000.0, False),
        ("2015-06-30", "2015-07-30", 16_100.0, False),
        ("2015-06-30", "2023-09-28", 18_100.0, False),
    )
    found = revisions(redefined)
    assert found.latest.tolist() == [18_000.0, 18_100.0]
    assert np.isnan(found.steps[1, 1]), "nor a second figure"
    assert (found.usual(0), found.usual(1), found.revised()) == (5.0, 0.0, 0.5)


@pytest.mark.parametrize(
    ("figures", "digits"),
    [
        ((158_612_000.0, 158_598_000.0, 158_633_000.0), 6),  # 14,000 apart
        ((2.5, 2.75, 2.5), 4),
        ((100.0, 100.0, 100.0), 4),
        ((1e9, 1e9 + 1e-6, 1e9), 10),  # noise
    ],
)
def test_figures_are_written_as_finely_as_they_were_revised(figures: tuple[float, ...], digits: int) -> None:
    rows = [("2025-08-31", f"2025-{9 + n:02}-05", value, False) for n, value in enumerate(figures)]
    assert revisions(vintages(*rows)).digits() == digits


def test_nothing_known_has_no_usual_size() -> None:
    found = revisions(Vintages(NONE, NONE, np.array([]), np.array([], dtype=bool)))
    assert np.isnan([found.usual(0), found.usual_percent(1), found.revised()]).all()


def test_a_lag_is_learnt_from_dated_first_figures_only() -> None:
    rows = [(f"2025-{month:02}-28", f"2025-{month + 1:02}-{10 + month % 3:02}", 1.0, False) for month in range(1, 9)]
    lags = [day(known) - day(end) for end, known, *_ in rows]
    late = vintages(("2024-12-31", "2025-12-31", 1.0, True), *rows)
    assert learnt_lag(late) == Lag(sorted(lags)[4], max(lags), 8)
    assert learnt_lag(vintages(*rows[:5])) is None
