"""Noise is the same each time, moves as its process does, and is asked about like any series."""

import numpy as np
import pytest

from claims.scoring.noise import LENGTH, PROCESSES, said


@pytest.mark.parametrize(
    ("process", "persistence"), [("white noise", 0.0), ("mean-reverting, .5", 0.5), ("mean-reverting, .9", 0.9)]
)
def test_a_process_has_the_persistence_of_its_name(process: str, persistence: float) -> None:
    rng = np.random.default_rng(1)
    found = [PROCESSES[process](rng) for _ in range(40)]
    assert {len(one) for one in found} == {LENGTH}
    assert np.mean([np.corrcoef(one[:-1], one[1:])[0, 1] for one in found]) == pytest.approx(persistence, abs=0.05)


def test_the_same_noise_is_asked_about_each_time_and_more_of_it_begins_with_the_same() -> None:
    one, again, two = said("random walk", 1), said("random walk", 1), said("random walk", 2)
    assert (one.p == again.p).all()
    assert (two.p[two.series == 0] == one.p).all()
    assert set(two.age.tolist()) == {0, 6, 12, 15, 17}
    assert set(two.y.tolist()) == {0.0, 1.0}
