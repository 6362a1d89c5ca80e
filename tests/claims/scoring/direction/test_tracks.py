import numpy as np
import pytest

from claims.scoring.direction.tracks import Track, Vintages
from evidence.publication import DAY, UNDATED


def vintages(rows: list[tuple[int, float, int]], lag: int = 3) -> Vintages:
    """Rows of date, figure and day known (-1: undated)."""
    days, values, known = (np.array(column) for column in zip(*rows, strict=True))
    return Vintages(days, values.astype(float), np.where(known < 0, UNDATED, known * DAY), lag)


def test_an_undated_figure_is_known_after_the_lag_and_not_before():
    series = vintages([(100, 1.0, -1), (107, 2.0, -1)])
    assert series.known(109).values.tolist() == [1.0]
    assert series.known(110).values.tolist() == [1.0, 2.0]


def test_a_revision_is_known_from_its_day():
    series = vintages([(100, 1.0, 103), (100, 1.5, 120)])
    assert series.known(119).values.tolist() == [1.0]
    assert series.known(120).values.tolist() == [1.5]


def test_the_date_of_a_snapshot_is_not_taken_for_a_publication():
    assert vintages([(100, 1.0, 5000)]).known(103).values.tolist() == [1.0]


def test_a_retracted_figure_is_gone():
    assert vintages([(100, 1.0, 103), (100, float("nan"), 110)]).known(111).days.tolist() == []


def test_published_by_looks_behind_the_lag_and_on_does_not():
    track = Track(np.array([100, 107]), np.array([1.0, 2.0]), 3)
    assert track.on(np.array([107])) == [2.0]
    assert track.published_by(np.array([107, 110])).tolist() == [1.0, 2.0]
    assert np.isnan(track.on(np.array([99]))).all()


@pytest.mark.parametrize(("last", "reached"), [(128, True), (122, True), (121, False), (114, False)])
def test_a_weekly_series_reaches_a_day_once_no_figure_before_it_can_come(last: int, reached: bool):
    days = np.arange(last - 70, last + 1, 7)
    assert Track(days, np.ones(len(days)), 0).reaches(128) is reached


def test_a_series_of_one_figure_reaches_nothing():
    assert not Track(np.array([5]), np.array([1.0]), 0).reaches(5)
