"""A relation's difference added up over its window, and how far such sums stray by chance."""

import numpy as np
import pytest

from claims.scoring.cumulated import cumulated
from claims.scoring.relation import Losses
from evidence.periods import Frequency, last_day, period_of
from evidence.series import Floats
from tests.evidence.formula.catalogue import day

OPENS, CLOSE = day("2020-01-01"), day("2020-12-31")


def made(difference: Floats, first: str = "2000-01-01") -> Losses:
    """Losses whose differences are as given: a's are zero, and the others have a mean of one."""
    start = int(period_of(day(first), Frequency.MONTH))
    ends = np.array([int(last_day(start + one, Frequency.MONTH)) for one in range(len(difference))])
    alone = np.ones(len(difference))
    return Losses(ends, 1.0 - difference, alone, alone, alone, 1, Frequency.MONTH, 0)


def noise(count: int, seed: int = 1) -> Floats:
    return np.random.default_rng(seed).normal(size=count)


def test_it_is_the_sum_of_the_windows_differences_alone() -> None:
    d = noise(246)  # to June 2020
    found = cumulated(made(d), OPENS, CLOSE, 12)
    assert found is not None
    np.testing.assert_allclose(found.sums, np.cumsum(d[240:]))
    assert found.days[0] == day("2020-01-31")
    assert found.days[-1] == day("2020-06-30")


def test_a_period_without_a_forecast_is_missing_and_adds_nothing() -> None:
    d = noise(246)
    d[242] = np.nan
    found = cumulated(made(d), OPENS, CLOSE, 12)
    assert found is not None
    assert np.isnan(found.sums[2])
    assert found.sums[3] == pytest.approx(d[240] + d[241] + d[243])


def test_chance_is_that_of_earlier_windows_without_their_mean_and_reaches_to_the_checkpoint() -> None:
    d = noise(246) + 3.0
    found = cumulated(made(d), OPENS, CLOSE, 12)
    assert found is not None
    before = d[:240] - d[:240].mean()
    sums = np.array([np.cumsum(before[at : at + 12]) for at in range(229)])
    np.testing.assert_allclose(found.chance[3], np.median(sums, axis=0), atol=1e-9)
    np.testing.assert_allclose(found.chance[-1], np.quantile(sums, 0.975, axis=0), atol=1e-9)
    assert len(found.ahead) == 12
    assert found.ahead[-1] == CLOSE
    assert found.ahead[:6].tolist() == found.days.tolist()


def test_the_band_knows_nothing_of_the_window_itself() -> None:
    d = noise(246)
    other = np.concatenate([d[:240], d[240:] * 100])
    one, two = (cumulated(made(series), OPENS, CLOSE, 12) for series in (d, other))
    assert one is not None
    assert two is not None
    np.testing.assert_array_equal(one.chance, two.chance)


def test_with_little_history_there_is_no_band_and_with_no_point_nothing() -> None:
    short = cumulated(made(noise(46), "2016-09-01"), OPENS, CLOSE, 12)
    assert short is not None
    assert (len(short.ahead), short.chance.size, len(short.sums)) == (0, 0, 6)
    assert cumulated(made(noise(240)), OPENS, CLOSE, 12) is None
    assert cumulated(made(np.append(noise(240), [np.nan] * 3)), OPENS, CLOSE, 12) is None
