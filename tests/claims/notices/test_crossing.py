"""A probability crosses a threshold when it has passed it by 0.03, or stays beyond it: not each time it trembles."""

from itertools import pairwise

import pytest

from claims.notices.crossing import is_above


@pytest.mark.parametrize(
    ("was", "before", "now", "above"),
    [
        (False, 0.40, 0.45, False),
        (False, 0.45, 0.51, False),
        (False, 0.45, 0.53, True),
        (False, 0.51, 0.50, True),
        (True, 0.55, 0.50, True),
        (True, 0.55, 0.48, True),
        (True, 0.55, 0.47, False),
        (True, 0.49, 0.48, False),
    ],
)
def test_it_changes_sides_by_enough_or_at_two_dates_running(was: bool, before: float, now: float, above: bool) -> None:
    assert is_above(was, before, now, 0.5) is above


def test_what_trembles_about_a_threshold_crosses_it_no_more_than_once() -> None:
    side, sides = False, []
    path = [0.45, *[0.51, 0.49] * 10]
    for before, now in pairwise(path):
        side = is_above(side, before, now, 0.5)
        sides.append(side)
    assert sum(one != other for one, other in pairwise(sides)) <= 1
