"""Random numbers belong to the calendar (METHOD.md section 5)."""

import numpy as np
import pytest

from claims.scoring.randomness import (
    BOOTSTRAP,
    CHANGES,
    EPOCH,
    HISTORY,
    LONGEST,
    MEAN_BLOCK,
    MODELS,
    PATHS,
    SOURCES,
    bootstrap_shifts,
    change_shifts,
    generator,
    key_of,
    paths_of,
)


def test_every_path_follows_one_model_and_all_models_have_an_equal_share() -> None:
    shares = [paths_of(model) for model in (HISTORY, BOOTSTRAP, CHANGES)]
    assert sum(shares) == PATHS
    assert max(shares) - min(shares) <= 1
    assert MODELS == 3


def test_a_month_has_its_own_stream_and_always_the_same() -> None:
    np.testing.assert_array_equal(generator(BOOTSTRAP, 680).random(9), generator(BOOTSTRAP, 680).random(9))
    streams = [
        generator(model, month, within).random(4) for model in (0, 1) for month in (680, 681) for within in (0, 9)
    ]
    assert len({tuple(stream) for stream in streams}) == len(streams)


def test_a_later_start_or_a_longer_horizon_reshuffles_no_block() -> None:
    whole = bootstrap_shifts(np.arange(670, 700))
    np.testing.assert_array_equal(bootstrap_shifts(np.arange(680, 700)), whole[:, 10:])
    np.testing.assert_array_equal(bootstrap_shifts(np.arange(670, 690)), whole[:, :20])
    around = bootstrap_shifts(np.arange(EPOCH - 30, EPOCH + 30))
    np.testing.assert_array_equal(bootstrap_shifts(np.arange(EPOCH - 10, EPOCH + 9)), around[:, 20:39])
    assert abs((np.diff(around, axis=1) != 0).mean() * MEAN_BLOCK - 1) < 0.05


def test_blocks_have_the_mean_length_of_the_method_and_reach_every_source_month() -> None:
    shifts = bootstrap_shifts(np.arange(EPOCH, EPOCH + 120))
    begins = (np.diff(shifts, axis=1) != 0).mean()
    assert abs(begins * MEAN_BLOCK - 1) < 0.03
    counts = np.bincount(shifts.ravel(), minlength=SOURCES + 1)
    assert counts[0] == 0
    assert (counts[1:] > 0).all()
    assert MEAN_BLOCK == 9  # 1.5 * 240^(1/3) = 9.3


@pytest.mark.parametrize(("model", "farthest"), [(HISTORY, LONGEST), (CHANGES, SOURCES)])
def test_a_stretch_begins_at_one_origin_a_path_for_good_and_any_month_may_be_it(model: int, farthest: int) -> None:
    shifts = change_shifts(model)
    np.testing.assert_array_equal(shifts, change_shifts(model))
    assert shifts.shape == (paths_of(model),)
    counts = np.bincount(shifts, minlength=farthest + 1)
    assert (counts[0], len(counts)) == (0, farthest + 1)
    halves = counts[1 : farthest // 2 + 1].sum() / counts.sum()
    assert abs(halves - 0.5) < 4 * np.sqrt(0.25 / len(shifts))


def test_every_method_version_has_a_key_of_its_own() -> None:
    keys = {key_of(version) for version in ("1", "2", "12", "2a")}
    assert len(keys) == 4
    assert max(keys) < 2**128
    with pytest.raises(OverflowError):
        key_of("1234567")
