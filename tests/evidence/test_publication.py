"""When a figure became known, where the provider does not say."""

import numpy as np
import pytest

from evidence.publication import DAY, UNDATED, dated


@pytest.mark.parametrize(
    ("time", "known", "is_inferred"),
    [
        (30 * DAY, 30 * DAY, False),  # three usual lags late: published late
        (30 * DAY + 1, 10 * DAY, True),  # later still: the day of a snapshot
        (UNDATED, 10 * DAY, True),
    ],
)
def test_a_first_date_later_than_three_usual_lags_is_that_of_a_snapshot(
    time: int, known: int, is_inferred: bool
) -> None:
    found = dated(np.array([0]), np.array([time]), lag=10)
    assert (found.times.tolist(), found.pseudo.tolist()) == ([known], [is_inferred])


def test_later_vintages_of_a_snapshot_stay_dated() -> None:
    found = dated(np.array([0, 0]), np.array([99 * DAY, 120 * DAY]), lag=10)
    assert found.times.tolist() == [10 * DAY, 120 * DAY]
    assert found.pseudo.tolist() == [True, False]


def test_an_undated_figure_was_known_before_the_one_that_replaced_it() -> None:
    found = dated(np.array([0, 0]), np.array([UNDATED, 5 * DAY]), lag=10)
    assert found.times.tolist() == [4 * DAY, 5 * DAY]
