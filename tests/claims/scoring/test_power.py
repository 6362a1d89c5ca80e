"""The power table of one sort of claim, against figures worked out by hand."""

import pytest

from claims.scoring.power import LEVEL, table


def test_of_ten_coins_nine_must_hold() -> None:
    found = table(0.5, (10,), (0.5, 0.9, 1.0))
    [row] = found.rows
    assert (row.need.hits, row.need.tail) == (9, pytest.approx(11 / 1024))  # METHOD.md section 8
    assert row.chances == pytest.approx((11 / 1024, 0.9**10 + 10 * 0.9**9 * 0.1, 1.0))
    assert found.enough == (None, None, 10)


@pytest.mark.parametrize(
    ("rate", "fewest"), [(0.5, 5), (0.05, 1), (0.2236, 2), (0.9, 29), (0.0, 1), (1.0, None), (0.224, 3)]
)
def test_below_the_fewest_not_even_all_suffice(rate: float, fewest: int | None) -> None:
    found = table(rate)
    assert found.fewest == fewest
    if fewest is not None and fewest > 1:
        assert rate**fewest <= LEVEL < rate ** (fewest - 1)
    if fewest is None:
        assert all(row.need.hits is None for row in found.rows)


def test_better_authors_need_fewer_and_rarer_claims_need_fewer() -> None:
    common, rare = table(0.5), table(0.2)
    told = [number or 1_000 for number in common.enough]
    assert told == sorted(told, reverse=True)
    pairs = zip(rare.rows, common.rows, strict=True)
    assert all((one.need.hits or 101) <= (other.need.hits or 101) for one, other in pairs)
