"""Horizons that a text names."""

from datetime import date

import pytest

from claims.extraction.extract import readings
from claims.extraction.horizons import explicit

DAY = date(2025, 12, 1)


@pytest.mark.parametrize(
    ("text", "words", "closes"),
    [
        ("市場在未來12-18個月仍將由情緒驅動", "未來12-18個月", date(2027, 5, 31)),
        ("未来十二个月内", "未来十二个月", date(2026, 11, 30)),
        ("未來十年", "未來十年", date(2035, 11, 30)),
        ("2026 年底前", "2026 年底前", date(2026, 12, 31)),
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
        ("明年年中之前", "明年年中之前", date(2026, 6, 30)),
        ("in March and April", "in March and April", date(2026, 4, 30)),
        ("日本央行七月會再升息", "七月", date(2026, 7, 31)),
        ("下月會議", "下月", date(2026, 1, 31)),
        ("slow in the second half", "second half", date(2026, 12, 31)),
        ("by the end of June 2027", "end of June 2027", date(2027, 6, 30)),
        ("by mid-2027", "mid-2027", date(2027, 6, 30)),
        ("late in the second quarter of 2027", "late in the second quarter of 2027", date(2027, 6, 30)),
        ("the second half of next year", "second half of next year", date(2026, 12, 31)),
        ("over the next 12 to 18 months", "over the next 12 to 18 months", date(2027, 5, 31)),
        ("over the next year", "over the next year", date(2026, 11, 30)),
        ("within two years", "within two years", date(2027, 11, 30)),
        ("in five years' time", "in five years' time", date(2030, 11, 30)),
        ("before 2030", "before 2030", date(2029, 12, 31)),
        ("before the end of March", "before the end of March", date(2026, 3, 31)),
        ("by September 30, 2027", "by September 30, 2027", date(2027, 9, 30)),
        ("by mid-June", "mid-June", date(2026, 6, 15)),
        ("early next year", "early next year", date(2026, 3, 31)),
        ("next quarter", "next quarter", date(2026, 3, 31)),
        ("before the quarter is out", "before the quarter is out", date(2025, 12, 31)),
        ("Q3 2027", "Q3 2027", date(2027, 9, 30)),
        ("1H27", "1H27", date(2027, 6, 30)),
        ("fiscal 2027", "fiscal 2027", date(2027, 9, 30)),
        ("from 2026 to 2028", "2026 to 2028", date(2028, 12, 31)),
        ("in the 2030s", "2030s", date(2039, 12, 31)),
        ("by the end of the decade", "end of the decade", date(2029, 12, 31)),
        ("2027年6月底前", "2027年6月底前", date(2027, 6, 30)),
        ("2027 年 6 月 30 日前", "2027 年 6 月 30 日前", date(2027, 6, 30)),
        ("十月之前", "十月之前", date(2026, 9, 30)),
        ("八月中以前", "八月中以前", date(2026, 8, 15)),
        ("明年初", "明年初", date(2026, 3, 31)),
        ("明年中國的出口", "明年", date(2026, 12, 31)),
        ("今年第四季到明年第一季", "今年第四季到明年第一季", date(2026, 3, 31)),
        ("下一季度", "下一季度", date(2026, 3, 31)),
        ("兩三年內", "兩三年內", date(2028, 11, 30)),
        ("未來一年半", "未來一年半", date(2027, 5, 31)),
        ("“十五五”期間", "十五五”期間", date(2030, 12, 31)),
        ("27年底", "27年底", date(2027, 12, 31)),
    ],
)
def test_a_horizon_is_read(text: str, words: str, closes: date) -> None:
    found = explicit(text, DAY)
    assert found is not None
    assert (found.words, found.closes) == (words, closes)


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("by this time next year", date(2026, 11, 30)),
        ("明年此時", date(2026, 11, 30)),
        ("the coming year", date(2026, 11, 30)),
        ("in 2026–27", date(2027, 12, 31)),
        ("over 2026-2028", date(2028, 12, 31)),
        ("in 2027/9", date(2027, 9, 30)),
        ("for the remainder of the year", date(2025, 12, 31)),
        ("over the rest of the quarter", date(2025, 12, 31)),
        ("in the final three months of the year", date(2025, 12, 31)),
        ("over the next half year", date(2026, 5, 31)),
        ("in the two years ahead", date(2027, 11, 30)),
        ("three to five years out", date(2030, 11, 30)),
        ("on a 12-month view", date(2026, 11, 30)),
        ("over a three-year horizon", date(2028, 11, 30)),
        ("for at least two more years", date(2027, 11, 30)),
        ("for another two quarters", date(2026, 5, 31)),
        ("for another year", date(2026, 11, 30)),
        ("in the next year or two", date(2027, 11, 30)),
        ("next year and the year after", date(2027, 12, 31)),
        ("by 2026's end", date(2026, 12, 31)),
        ("by the end of '27", date(2027, 12, 31)),
        ("明年上半", date(2026, 6, 30)),
        ("今明兩年", date(2026, 12, 31)),
        ("明後兩年", date(2027, 12, 31)),
        ("月底前", date(2025, 12, 31)),
        ("季底前", date(2025, 12, 31)),
        ("二〇二七年底", date(2027, 12, 31)),
        ("二○二六年第三季", date(2026, 9, 30)),
        ("民國一一六年", date(2027, 12, 31)),
        ("歲末", date(2025, 12, 31)),
        ("今年餘下時間", date(2025, 12, 31)),
        ("在2030年代", date(2039, 12, 31)),
        ("before the decade is out", date(2029, 12, 31)),
        ("next fiscal year", date(2027, 9, 30)),
        ("下個會計年度", date(2026, 12, 31)),
        ("over the course of the year", date(2025, 12, 31)),
        ("over the next year and a half", date(2027, 5, 31)),
        ("in the first six months of 2027", date(2027, 6, 30)),
        ("明年前兩季", date(2026, 6, 30)),
        ("2026 年第 3 季", date(2026, 9, 30)),
        ("第十五個五年計畫期間", date(2030, 12, 31)),
        ("at the January FOMC meeting", date(2026, 1, 31)),
        ("十二至十八個月，失業率將上升", date(2027, 5, 31)),
        ("by Christmas", date(2025, 12, 25)),
        ("before Thanksgiving", date(2026, 11, 25)),
        ("by Labor Day", date(2026, 9, 7)),
        ("春節前", date(2026, 2, 16)),
        ("聖誕節前", date(2025, 12, 24)),
        ("三季度內至少還有一個城市取消限購", date(2026, 9, 30)),
        ("三個季度內", date(2026, 8, 31)),
        ("這一季的合約價再往上加兩成", date(2025, 12, 31)),
        ("這個過程要走三到五年", date(2030, 11, 30)),
        ("before the third quarter is over", date(2026, 9, 30)),
        ("今年只有一成，明年也不會好", date(2026, 12, 31)),
        ("close to 3 percent this year and 2 percent by the end of 2027", date(2027, 12, 31)),
    ],
)
def test_a_day_follows_from_words(text: str, closes: date) -> None:
    found = explicit(text, DAY)
    assert found is not None
    assert found.closes == closes


@pytest.mark.parametrize(
    "text",
    [
        "the highest in two years",
        "for the first time in five years",
        "過去三年內",
        "after 2030",
        "2027年以後",
        "class of 2027",
        "GDP rose 3% in the first quarter",
        "一季度同比增長 5%",
        "近期",
        "長期來看",
        "$2030",
        "it may rise",
        "soon",
        "三個月會議後公布",
        "十年期公債",
        "2008 年以前",
        "失業率將上升",
        "rose 3.5 percent",
        "去年底",
        "未來999999年",
        "9999 年",
        "beyond 2027",
        "not before 2028",
        "no earlier than 2028",
        "春節後",
        "政策有十二至十八個月的落後",
        "2027 年後",
        "two years ahead of schedule",
        "上月底",
        "0年",
        "this year's rally",
        "三月會議紀要顯示",
        "四個月會議",
    ],
)
def test_what_is_past_or_no_day_is_no_horizon(text: str) -> None:
    assert explicit(text, DAY) is None


@pytest.mark.parametrize(
    "text", ["今年這個關係已經失靈", "Gold has run ahead of bitcoin this year.", "Liquidity turned up in May."]
)
def test_what_the_year_has_brought_is_no_horizon(text: str) -> None:
    assert explicit(text, DAY) is None


@pytest.mark.parametrize("text", ["今年已少了一成，全年會少兩成", "今年會升至 5%", "Growth will slow this year."])
def test_what_the_year_will_bring_is_one(text: str) -> None:
    found = explicit(text, DAY)
    assert found is not None
    assert found.closes == date(2025, 12, 31)


def test_at_the_end_of_a_year_the_whole_year_is_the_one_that_the_text_speaks_of() -> None:
    november, text = date(2025, 11, 20), "{}的出口會放緩。全年 CPI 在 0.6% 左右。下半年房價將止跌。"
    for said, day, closes in (("明年", november, 2026), ("2026 年", november, 2026), ("今年", november, 2025),
                              ("明年", date(2025, 9, 1), 2025)):  # fmt: skip
        _, whole, half = readings(text.format(said), day, None)
        assert whole.horizon is not None, said
        assert half.horizon is not None, said
        assert {whole.horizon.closes, half.horizon.closes} == {date(closes, 12, 31)}, said


def test_a_year_that_is_only_compared_with_is_not_spoken_of() -> None:
    _, whole = readings("明年的出口會放緩。全年降幅比今年收窄。", DAY, None)
    assert whole.horizon is not None
    assert whole.horizon.closes == date(2026, 12, 31)
