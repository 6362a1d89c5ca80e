"""A long series in few points that draw the same line."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.charts.thinning import thinned


@settings(derandomize=True, max_examples=60)
@given(st.lists(st.floats(-1e6, 1e6), min_size=41, max_size=400))
def test_ends_and_extremes_are_kept_in_few_points(values: list[float]) -> None:
    figures = np.array(values)
    days, kept = thinned(np.arange(len(figures)), figures, 40)
    assert len(days) <= 40
    assert (days[0], days[-1]) == (0, len(figures) - 1)
    assert (kept.min(), kept.max()) == (figures.min(), figures.max())
    assert (figures[days] == kept).all()
    assert (np.diff(days) > 0).all()


def test_a_short_series_is_left_as_it_is() -> None:
    days, values = thinned(np.arange(40), np.arange(40.0), 40)
    assert days.tolist() == list(range(40))
    assert values.tolist() == list(range(40))
