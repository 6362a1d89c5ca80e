"""What is drawn goes to the paths that follow one way of moving, and to no other."""

import numpy as np

from claims.scoring.differences import differences
from claims.scoring.drawing import Drawing, Shifts
from claims.scoring.randomness import PATHS, followers
from evidence.periods import month_of
from tests.claims.scoring.worlds import monthly, walk

PANEL = monthly(walk(3, 150))
WALKING = differences(PANEL, True, True)[0]
NEXT = int(month_of(PANEL.ends[-1:])[0]) + 1
MONTHS = np.arange(NEXT, NEXT + 4)


def filled(paths: np.ndarray, together: int = len(MONTHS)) -> np.ndarray:
    drawing, changes, shifts = Drawing(WALKING, paths), np.full((PATHS, len(MONTHS)), np.nan), Shifts(MONTHS)
    for first in range(0, len(MONTHS), together):
        own = slice(first, first + together)
        drawing.fill(changes[:, own], np.full(len(MONTHS[own]), 0.5), MONTHS[own], shifts)
    return changes


def test_a_month_draws_the_same_however_many_are_drawn_together() -> None:
    for together in (1, 3):
        np.testing.assert_array_equal(filled(np.arange(PATHS), together), filled(np.arange(PATHS)))


def test_only_the_paths_that_follow_are_filled_and_as_if_all_did() -> None:
    every = filled(np.arange(PATHS))
    assert not np.isnan(every).any()
    for paths in followers([0.85, 0.15]):
        some = filled(paths)
        np.testing.assert_array_equal(np.flatnonzero(~np.isnan(some).any(axis=1)), paths)
        np.testing.assert_array_equal(some[paths], every[paths])


def test_moves_are_those_of_the_paths_that_follow() -> None:
    paths = followers([0.85, 0.15])[1]
    every, some = (Drawing(WALKING, one).moves(filled(one), MONTHS) for one in (np.arange(PATHS), paths))
    assert some.shape == (len(paths), len(MONTHS))
    np.testing.assert_array_equal(some, every[paths])
