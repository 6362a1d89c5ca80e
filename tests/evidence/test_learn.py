"""A lag is learnt from days of publication, and not from days on which somebody looked."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest

from evidence.learn import without_snapshots
from evidence.models import Indicator
from evidence.periods import Frequency, last_day
from evidence.refresh import refresh
from evidence.revisions import Vintages, learnt_lag
from tests import factories
from tests.evidence.sources.played import shared


def firsts(lags: Sequence[int], frequency: Frequency = Frequency.MONTH, inferred: Sequence[int] = ()) -> Vintages:
    """A period's first row each, so many days after the end of each."""
    periods = np.arange(100, 100 + len(lags))
    ends = periods if frequency is Frequency.DAY else last_day(periods, frequency)
    pseudo = np.isin(np.arange(len(lags)), inferred)
    return Vintages(ends, ends + np.array(lags), np.ones(len(lags)), pseudo)


def learnt(of: Vintages, frequency: Frequency = Frequency.MONTH) -> tuple[int, int, int] | None:
    lag = learnt_lag(without_snapshots(of, frequency))
    return None if lag is None else (lag.usual, lag.late, lag.periods)


def test_a_day_that_dates_several_months_at_once_is_no_day_of_publication() -> None:
    lags = [28, 29, 28, 27, 28, 28, 28]
    looked = firsts([*lags, 77, 47, 16])  # April, May and June, all on one day
    looked.known[-3:] = looked.ends[-1] + 16
    assert learnt(looked) == (28, 29, 7)


def test_a_day_before_a_periods_end_is_no_day_of_publication() -> None:
    assert learnt(firsts([28, 29, -6, 28, 27, 28, 28, 28])) == (28, 29, 7)


def test_figures_that_mostly_come_before_their_periods_end_are_learnt_from() -> None:
    assert learnt(firsts([-3, -2, -3, 1, -3, -4, -3])) == (0, 1, 7)


def test_the_first_dated_month_after_inferred_ones_may_have_been_seen_with_them() -> None:
    assert learnt(firsts([28, 28, 22, 14, 15, 14, 14, 15, 14], inferred=[0, 1])) == (14, 15, 6)


def test_several_days_may_be_published_at_once() -> None:
    daily = firsts([3, 2, 1, 1, 1, 1, 1, 1], Frequency.DAY)
    assert learnt(daily, Frequency.DAY) == (1, 3, 8)
    weekly = firsts([7, 6, 5, 4, 3, 2, 1] * 8, Frequency.DAY)  # a week's days every week
    assert learnt(weekly, Frequency.DAY) == (4, 7, 56)


def test_nothing_is_learnt_of_days_from_the_one_day_on_which_somebody_looked() -> None:
    looked = firsts(range(15, 0, -1), Frequency.DAY)
    assert len(set(looked.known.tolist())) == 1
    assert learnt(looked, Frequency.DAY) is None
    looked_once = firsts([1] * 20 + list(range(15, 0, -1)) + [1] * 5, Frequency.DAY)
    assert learnt(looked_once, Frequency.DAY) == (1, 1, 25)


def test_nothing_is_learnt_from_nothing() -> None:
    assert learnt(firsts([])) is None


@pytest.mark.django_db
def test_the_money_stock_of_the_archive_is_not_taken_to_come_41_days_late() -> None:
    factories.indicator("m2", code="M2SL", unit="bn USD", publication_lag=28)
    refresh(
        Indicator.objects.raw().select_related("source"), client=None, now=datetime(2026, 9, 1, tzinfo=UTC),
        settings={}, archive_folder=shared("archive"), own=False,
    )  # fmt: skip
    assert Indicator.objects.get().learnt_lag in (None, 26, 27, 28, 29, 30)
