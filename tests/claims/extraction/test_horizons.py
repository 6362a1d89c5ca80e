"""Horizons that a text names."""

from datetime import date

import pytest

from claims.extraction.horizons import explicit

DAY = date(2025, 12, 1)


@pytest.mark.parametrize(
    ("text", "words", "closes"),
    [
        ("市場在未來12-18個月仍將由情緒驅動", "未來12-18個月", date(2027, 5, 31)),
        ("未来十二个月内", "未来十二个月", date(2026, 11, 30)),
        ("未來十年", "未來十年", date(2035, 11, 30)),
        ("2026 年底前", "2026 年底", date(2026, 12, 31)),
        ("2026年上半年", "2026年上半年", date(2026, 6, 30)),
        ("民國115年", "民國115年", date(2026, 12, 31)),
        ("明年", "明年", date(2026, 12, 31)),
        ("明年第二季 15 萬美元", "明年第二季", date(2026, 6, 30)),
        ("在第三季見頂", "第三季", date(2026, 9, 30)),
        ("年底將落在 4% 以下", "年底", date(2025, 12, 31)),
        ("over the next 18 months", "over the next 18 months", date(2027, 5, 31)),
        ("lower by year-end", "year-end", date(2025, 12, 31)),
        ("by March", "by March", date(2026, 3, 31)),
        ("in the second half of 2026", "second half of 2026", date(2026, 12, 31)),
        ("by 2031", "2031", date(2031, 12, 31)),
        ("2027 年以前都不會", "2027 年以前", date(2026, 12, 31)),
        ("明年年中之前", "明年年中", date(2026, 6, 30)),
        ("in March and April", "in March and April", date(2026, 4, 30)),
        ("日本央行七月會再升息", "七月", date(2026, 7, 31)),
        ("下月會議", "下月", date(2026, 1, 31)),
        ("slow in the second half", "second half", date(2026, 12, 31)),
    ],
)
def test_a_horizon_is_read(text: str, words: str, closes: date) -> None:
    found = explicit(text, DAY)
    assert found is not None
    assert (found.words, found.closes) == (words, closes)


@pytest.mark.parametrize(
    "text",
    [
        "2008 年以前",
        "失業率將上升",
        "rose 3.5 percent",
        "去年底",
        "未來999999年",
        "9999 年",
        "0年",
        "this year's rally",
        "三月會議紀要顯示",
        "四個月會議",
    ],
)
def test_what_is_past_or_no_day_is_no_horizon(text: str) -> None:
    assert explicit(text, DAY) is None
