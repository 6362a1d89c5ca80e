"""Random numbers belong to the calendar (METHOD.md section 5)."""

import numpy as np
import pytest

from claims.scoring import randomness
from claims.scoring.randomness import (
    BOOTSTRAP,
    CHANGES,
    DOUBT,
    EPOCH,
    HISTORY,
    LADDER,
    LONGEST,
    MEAN_BLOCK,
    MODELS,
    PATHS,
    SOURCES,
    TOGETHER,
    bootstrap_shifts,
    change_shifts,
    followers,
    generator,
    key_of,
    paths_of,
    rungs,
    weights,
    windows_of,
)
from evidence.series import Floats


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
    assert counts[0] == 0
    assert farthest - 5 <= len(counts) - 1 <= farthest
    for window in LADDER[model]:
        own = shifts[windows_of(model) == window]
        assert own.max() <= window
        assert abs((own <= window // 2).mean() - 0.5) < 4 * np.sqrt(0.25 / len(own))


def test_every_rung_of_a_ladder_has_an_equal_share_of_the_paths() -> None:
    for model, windows in LADDER.items():
        shares = [(windows_of(model) == window).sum() for window in windows]
        assert sum(shares) == paths_of(model)
        assert max(shares) - min(shares) <= 1


def test_weights_of_source_months_are_normal_and_belong_to_the_month() -> None:
    one, next_one = _weights_of(400), _weights_of(401)
    assert (one.mean(), one.std()) == pytest.approx((0, 1), abs=0.05)
    assert abs(np.corrcoef(one, next_one)[0, 1]) < 0.06
    np.testing.assert_array_equal(one, generator(DOUBT, 400).standard_normal(PATHS))


def _weights_of(month: int) -> Floats:
    found = np.full(PATHS, np.nan)
    for table, (_, _, _, paths) in zip(weights(month // TOGETHER), rungs(), strict=True):
        found[paths] = table[month % TOGETHER]
    return found


def test_every_method_version_has_a_key_of_its_own() -> None:
    keys = {key_of(version) for version in ("1", "2", "12", "2a")}
    assert len(keys) == 4
    assert max(keys) < 2**128
    with pytest.raises(OverflowError):
        key_of("1234567")


def test_each_path_is_on_one_rung_with_the_window_of_its_model() -> None:
    found = np.zeros(PATHS, dtype=np.int64)
    for model, _, window, paths in rungs():
        assert (np.arange(PATHS)[paths] % MODELS == model).all()
        assert (found[paths] == 0).all()
        found[paths] = window
    said = [windows_of(path % MODELS)[path // MODELS] for path in range(PATHS)]
    np.testing.assert_array_equal(found, said)


def test_a_kept_chain_of_blocks_is_the_one_that_is_drawn_afresh() -> None:
    kept = bootstrap_shifts(np.arange(EPOCH - 20, EPOCH + 20))
    randomness._bootstrap_shift.cache_clear()
    np.testing.assert_array_equal(bootstrap_shifts(np.arange(EPOCH + 3, EPOCH + 20)), kept[:, 23:])


@pytest.mark.parametrize("shares", [(1.0,), (0.5, 0.2, 0.2, 0.1), (0.999, 0.001), (0.0, 1.0), (1e-9, 1.0)])
def test_every_path_follows_one_belief_and_every_rung_has_the_same_share_of_each(shares: tuple[float, ...]) -> None:
    found = followers(shares)
    assert sorted(np.concatenate(found).tolist()) == list(range(PATHS))
    for share, paths in zip(shares, found, strict=True):
        for _, _, _, own in rungs():
            rung = np.arange(PATHS)[own]
            assert np.isin(rung, paths).mean() == pytest.approx(share, abs=4 / len(rung))


def test_a_belief_that_grows_keeps_its_paths() -> None:
    (walks, growing, level), (more, still, less) = followers([0.5, 0.2, 0.3]), followers([0.6, 0.2, 0.2])
    assert set(walks) < set(more)
    assert set(less) < set(level)
    assert len(set(growing) & set(still)) == pytest.approx(0.1 * PATHS, abs=10)
