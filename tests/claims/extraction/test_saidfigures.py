"""A formula and the words beside it name the same figures, or the difference is said."""

import pytest

from claims.extraction.saidfigures import unsaid
from evidence.formula import Kind, parse
from evidence.formula.tree import Type
from evidence.periods import Frequency
from evidence.units import PERCENT, RATIO, Unit

TYPES = {
    slug: Type(Kind.SERIES, unit, Frequency.MONTH, "mean")
    for slug, unit in (("rate", PERCENT), ("oil", Unit((("USD", 1),))), ("cpi", Unit((("index[x]", 1),))),
                       ("share", RATIO))
}  # fmt: skip
READING = "The last figure is at most 2.5%."
QUOTE = "核心通膨會在 2027 年底前降到 2.5% 以下"


def missing(formula: str, *texts: str) -> list[tuple[str, str]]:
    return [(one.threshold, ", ".join(one.said)) for one in unsaid(parse(formula, TYPES, Kind.TRUTH).tree, texts)]


def test_a_threshold_that_words_and_quote_contradict_is_named_with_what_they_say() -> None:
    assert missing("last(rate) <= 4%", READING, QUOTE) == [("4%", "2.5%")]
    assert missing("last(rate) <= 2.5%", READING, QUOTE) == []


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("growth(oil) <= -30%", "油價將下跌三成"),
        ("last(oil) > 60000", "升破 6 萬美元"),
        ("change(rate) <= -0.5pp", "再降息兩碼"),
        ("between(last(oil), 95, 105)", "about $100"),
        ("change(rate) > 0", "It rises from 3%."),
        ("last(oil) > 80", "It gains 5%."),
        ("last(oil) > 80", "Oil is dear."),
        ("share(oil > 60) >= 0.6", "低於 70 美元之後的月份中，至少有六成"),
        ("share(oil > 60) >= 0.9", "on at least nine days in ten, of 3 indexes"),
        ("last(rate) >= 50%", "至少一半，年輕者不超過 12%"),
        ("last(rate) >= 50%", "at least half of it; the young no more than 12%"),
        ("last(rate) <= 4%", "in the second half of 2027"),
        ("last(share) >= 1.25", "at least a quarter of it more"),
        ("share(oil > 60) >= 0.66", "in at least two thirds of the quarters"),
        ("share(oil > 60) >= 0.67", "至少三分之二的季度"),
        ("100 * (last(oil) / start(oil) - 1) <= -0.5", "falls by at least 0.5%"),
        ("last(share) >= 1.25", "至少大四分之一"),
        ("share(oil > 60) >= 0.75", "three quarters of all 20 days"),
    ],
)
def test_what_is_said_in_other_words_or_left_to_the_formula_contradicts_nothing(formula: str, words: str) -> None:
    assert missing(formula, words) == []


def test_every_threshold_of_a_compound_is_looked_for() -> None:
    assert missing("last(oil) > 80 and last(oil) < 120", "above $80") == [("120", "80")]
    assert missing("between(last(oil), 95, 105)", "about $80") == [("95, 105", "80")]


def test_a_fraction_in_words_contradicts_another_figure() -> None:
    assert missing("last(rate) >= 60%", "at least half of it") == [("60%", "50%")]
    assert missing("share(oil > 60) >= 0.6", "two thirds of all days") == [("0.6", "66.67%")]
    assert missing("share(oil > 60) >= 0.5", "on 0.5% of all days") == [("0.5", "0.5%")]
    assert missing("100 * (last(oil) / start(oil) - 1) <= -0.5", "by at least 5%") == [("-0.5", "5%")]
    assert missing("share(oil > 60) >= 0.8", "至少九成的交易日") == [("0.8", "90%")]


def test_figures_that_words_name_are_told_as_a_reader_writes_them() -> None:
    assert missing("last(oil) > 80", "above 1,500,000 or 0.0125 or 66.7") == [("80", "1,500,000, 0.0125, 66.7")]
    assert missing("last(rate) > 80%", "two thirds of it") == [("80%", "66.67%")]
