"""Work on some rows at a time gives what work on all of them gives, to the last bit."""

import numpy as np
import pytest

from evidence.formula import byrows, kleene
from evidence.formula.byrows import by_rows
from evidence.series import Floats


def figures(rows: int, columns: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    values = np.round(rng.normal(size=(rows, columns)), 1)
    return np.where(rng.random(values.shape) < 0.1, np.nan, values)


def greater(left: Floats, right: Floats) -> Floats:
    return kleene.comparison(">=", left, right)


@pytest.mark.parametrize("shapes", [
    ((50, 7), (50, 7)), ((50, 7), (1, 7)), ((1, 7), (50, 7)), ((50, 7), (1, 1)), ((50, 7), (50, 1)), ((1, 7), (1, 7)),
    ((0, 7), (1, 7)), ((50, 0), (1, 1)), ((4, 500), (4, 500)), ((48, 7), (48, 7)),
])  # fmt: skip
def test_some_rows_at_a_time_are_all_of_them(
    shapes: tuple[tuple[int, int], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    operands = [figures(*shape, seed) for seed, shape in enumerate(shapes)]
    whole = greater(*operands)
    monkeypatch.setattr(byrows, "_CACHED", 28)  # four rows of seven
    assert by_rows(greater, *operands).tobytes() == whole.tobytes()
    assert by_rows(greater, *operands).shape == whole.shape


def test_no_more_than_fits_is_worked_on_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(byrows, "_CACHED", 28)
    seen: list[int] = []

    def summed(values: Floats) -> Floats:
        seen.append(values.size)
        return values.sum(axis=1, keepdims=True)

    assert by_rows(summed, np.ones((50, 7))).tolist() == [[7.0]] * 50
    assert seen == [28] * 12 + [14]


@pytest.mark.parametrize("rows", [49, 48, 2])
def test_operands_of_other_rows_are_refused_as_ever(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(byrows, "_CACHED", 28)
    with pytest.raises(ValueError, match="broadcast"):
        by_rows(greater, np.ones((50, 7)), np.ones((rows, 7)))
