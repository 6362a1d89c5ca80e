"""Random numbers belong to the calendar (METHOD.md section 5)."""

import numpy as np
import pytest

from claims.scoring.randomness import (
    BOOTSTRAP,
    CHANGES,
    EPOCH,
    MEAN_BLOCK,
    MODELS,
    PATHS,
    SOURCES,
    WALK,
    bootstrap_shifts,
    change_shifts,
    generator,
    key_of,
    paths_of,
    weights,
)


def test_every_path_follows_one_model_and_all_models_have_an_equal_share() -> None:
    shares = [paths_of(model) for model in (WALK, BOOTSTRAP, CHANGES)]
    assert sum(shares) == PATHS
    assert max(shares) - min(shares) <= 1
    assert MODELS == 3


def test_a_month_has_its_own_stream_and_always_the_same() -> None:
    np.testing.assert_array_equal(weights(680), weights(680))
    assert weights(680).shape == (paths_of(WALK), SOURCES)
    streams = [
        generator(model, month, within).random(4) for model in (0, 1) for month in (680, 681) for within in (0, 9)
    ]
    assert len({tuple(stream) for stream in streams}) == len(streams)


def test_normal_weights_are_standard_and_independent_between_months() -> None:
    one, next_one = weights(680).ravel(), weights(681).ravel()
    assert abs(one.mean()) < 0.01
    assert abs(one.std() - 1) < 0.01
    assert abs(np.corrcoef(one, next_one)[0, 1]) < 0.01


def test_a_later_start_or_a_longer_horizon_reshuffles_no_block() -> None:
    whole = bootstrap_shifts(np.arange(670, 700))
    np.testing.assert_array_equal(bootstrap_shifts(np.arange(680, 700)), whole[:, 10:])
    np.testing.assert_array_equal(bootstrap_shifts(np.arange(670, 690)), whole[:, :20])


def test_blocks_have_the_mean_length_of_the_method_and_reach_every_source_month() -> None:
    shifts = bootstrap_shifts(np.arange(EPOCH, EPOCH + 120))
    begins = (np.diff(shifts, axis=1) != 0).mean()
    assert abs(begins * MEAN_BLOCK - 1) < 0.03
    counts = np.bincount(shifts.ravel(), minlength=SOURCES + 1)
    assert counts[0] == 0
    assert (counts[1:] > 0).all()
    assert MEAN_BLOCK == 9  # 1.5 * 240^(1/3) = 9.3


def test_the_third_model_draws_one_origin_a_path_for_good() -> None:
    shifts = change_shifts()
    assert shifts.shape == (paths_of(CHANGES),)
    assert (shifts.min(), shifts.max()) == (1, SOURCES)


def test_every_method_version_has_a_key_of_its_own() -> None:
    keys = {key_of(version) for version in ("1", "2", "12", "2a")}
    assert len(keys) == 4
    assert max(keys) < 2**128
    with pytest.raises(OverflowError):
        key_of("1234567")
