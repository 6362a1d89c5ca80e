"""Figures that a text names."""

import pytest

from claims.extraction.amounts import Counted, amounts

PERCENT, PLAIN, DOLLARS, OTHER, POINTS = Counted.PERCENT, Counted.PLAIN, Counted.DOLLARS, Counted.OTHER, Counted.POINTS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("升到 4.6%", [(4.6, PERCENT)]),
        ("fall to 2.5 percent", [(2.5, PERCENT)]),
        ("超過三成", [(30, PERCENT)]),
        ("百分之九", [(9, PERCENT)]),
        ("1.6% 至 1.9% 之間", [(1.6, PERCENT), (1.9, PERCENT)]),
        ("再降兩碼", [(0.5, POINTS)]),
        ("下调 20 个基点", [(0.2, POINTS)]),
        ("rise 0.4 percentage points", [(0.4, POINTS)]),
        ("below $2.8 trillion", [(2.8e12, DOLLARS)]),
        ("15 萬美元", [(150_000, DOLLARS)]),
        ("五千美元", [(5_000, DOLLARS)]),
        ("5000 亿美元", [(5e11, DOLLARS)]),
        ("一兆美元", [(1e12, DOLLARS)]),
        ("14 万元", [(140_000, OTHER)]),
        ("€50", [(50, OTHER)]),
        ("the S&P 500 at 7,000", [(7_000, PLAIN)]),
        ("降到五万以下", [(50_000, PLAIN)]),
        ("十年期公債在 2026 年第二季的三次會議後", []),
        ("M2, ten-year yields, 18 months, the 3rd quarter", []),
        ("投入數十億美元，幾百萬人，上千億元", []),
        ("", []),
    ],
)
def test_a_figure_is_read_in_base_units(text: str, found: list[tuple[float, Counted]]) -> None:
    assert [(one.value, one.counted) for one in amounts(text)] == [
        (pytest.approx(value), kind) for value, kind in found
    ]


def test_the_words_of_a_horizon_hold_no_amount() -> None:
    assert [one.value for one in amounts("25 個月圓之夜到 5%", "25 個月圓之夜")] == [5]
