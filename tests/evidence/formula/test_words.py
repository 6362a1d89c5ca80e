"""Requirements of the words: they say what the formula says, so that an analyst sees what she has written."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formula import in_words, parse
from evidence.formula.functions import ANY_KIND, CALENDAR_NAMES, FUNCTIONS
from evidence.formula.tree import Literal
from tests.evidence.formula.catalogue import CATALOGUE
from tests.evidence.formula.random_formulas import RandomFormula

NAMES = {slug: f"<{slug}>" for slug in CATALOGUE}
NAMES_ZH = {slug: f"《{slug}》" for slug in CATALOGUE}


def english(text: str) -> str:
    return in_words(parse(text, CATALOGUE).tree, NAMES)


def chinese(text: str) -> str:
    return in_words(parse(text, CATALOGUE).tree, NAMES_ZH, "zh")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "mean(yoy(cpi_electricity) - yoy(cpi)) >= 1.5",
            "the mean of (the year-on-year change of <cpi_electricity> minus the year-on-year change of <cpi>) "
            "is at least 1.5 percentage points",
        ),
        ("mean(assets) > 300bn", "the mean of <assets> is above 300 billion dollars"),
        ("change(unemployment) < -0.5",
         "the change of <unemployment> since the start is below minus 0.5 percentage points"),
        ("unemployment > 4", "<unemployment> is above 4%"),
        ("count(cpi > 300) >= 8", "the number of periods in which <cpi> is above 300 index points is at least 8"),
        ("last(lag(cpi, 2)) > 1", "the last figure of <cpi> 2 months earlier is above 1 index points"),
        ("lag(gdp)", "<gdp> one quarter earlier"),
        ("at(cpi, '+3m')", "<cpi> at +3m"),
        ("mean(cpi, first=3)", "the mean of <cpi> over the first 3 months"),
        ("monthly(price)", "<price> by month (last figure)"),
        ("weekly(price, ending='wed')", "<price> by week (last figure), weeks ending on wed"),
        ("mean(price, where=weekday <= 2)", "the mean of <price>, counting only periods in which "
         "the day of the week (Monday = 1) is at most 2"),
        ("at_least(1, mean(cpi) > 1, mean(cpi) > 2)", "at least 1 of: the mean of <cpi> is above 1 index points; "
         "the mean of <cpi> is above 2 index points"),
        ("corr(cpi, unemployment, lag=3)",
         "the correlation of <cpi> with <unemployment>, the first one 3 months earlier"),
    ],
)  # fmt: skip
def test_a_formula_is_said_in_english(text: str, words: str) -> None:
    assert english(text) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("mean(assets) > 300bn", "《assets》的平均高於 3,000 億美元"),
        ("mean(unemployment, last=3) <= 4", "《unemployment》的平均（最後 3 個月）不高於 4%"),
        ("not (mean(cpi) > 1)", "並非「《cpi》的平均高於 1 指數點」"),
        ("longest(yoy(cpi) > 3) >= 6", "《cpi》的年增率高於 3% 的最長連續期數不低於 6"),
    ],
)
def test_a_formula_is_said_in_chinese(text: str, words: str) -> None:
    assert chinese(text) == words


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("mean(assets) > 300bn", "300 billion dollars"),
        ("change(assets) > -(20bn)", "minus 20 billion dollars"),
        ("mean(assets) > 300bn + 5bn", "300 billion dollars plus 5 billion dollars"),
        ("mean(payrolls) > 150mn", "150 million persons"),
        ("share(cpi > 300) > 0.5", "is above 0.5"),
        ("max(unemployment, 3)", "3%"),
    ],
)
def test_a_bare_literal_is_shown_back_with_the_unit_it_took(text: str, figure: str) -> None:
    assert figure in english(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("assets / (account * savings_ratio)", "assets / account * savings_ratio"),
        ("assets / (account / spending)", "assets / account / spending"),
        ("assets - (account - spending)", "assets - account - spending"),
        ("assets - (account + spending)", "assets - account + spending"),
        ("(assets + account) * 2", "assets + account * 2"),
        ("-(assets + account)", "-assets + account"),
        ("not (mean(cpi) > 1 and mean(cpi) > 2)", "not mean(cpi) > 1 and mean(cpi) > 2"),
        ("not (mean(cpi) > 1 or mean(cpi) > 2)", "not mean(cpi) > 1 or mean(cpi) > 2"),
        ("(cpi > 1 or cpi > 2) and cpi > 3", "cpi > 1 or cpi > 2 and cpi > 3"),
        ("mean(assets - account) > 1", "mean(assets) - mean(account) > 1"),
        ("weekly(price, ending='wed')", "weekly(price, ending='fri')"),
        ("mean(cpi, first=3)", "mean(cpi, last=3)"),
        ("mean(cpi, from='+3m')", "mean(cpi, to='+3m')"),
        ("lag(cpi, 3)", "lag(cpi, 2)"),
        ("monthly(price, how='mean')", "monthly(price, how='last')"),
        ("corr(cpi, unemployment, lag=3)", "corr(unemployment, cpi, lag=3)"),
    ],
)
def test_formulas_that_mean_different_things_are_said_differently(one: str, other: str) -> None:
    assert english(one) != english(other)
    assert chinese(one) != chinese(other)


SAMPLES = {
    "log": "log(cpi)", "exp": "exp(savings_ratio)", "coalesce": "coalesce(assets, account)", "lag": "lag(cpi, 2)",
    "yoy": "yoy(cpi)", "at": "at(cpi, '+3m')", "corr": "corr(cpi, ppi)", "r2": "r2(cpi, ppi, unemployment)",
    "abs": "abs(cpi)", "min": "min(cpi, 3)", "max": "max(cpi, 3)", "between": "between(cpi, 1, 3)",
    "at_least": "at_least(1, 1 > 0)",
    **{name: f"{name}(cpi, 3)" for name in ("diff", "pct", "mavg", "msum", "mstd", "vol")},
    **{name: f"{name}(price)" for name in ("weekly", "monthly", "quarterly", "yearly")},
    "daily": "daily(cpi, how='hold')",
    **{name: f"{name}(cpi)" for name in ("first", "last", "mean", "total", "lowest", "highest", "change", "growth")},
    **{name: f"{name}(cpi)" for name in ("slope", "start")},
    **{name: f"{name}(cpi > 1)" for name in ("share", "count", "longest")},
}  # fmt: skip


@pytest.mark.parametrize("name", [*FUNCTIONS, *ANY_KIND])
def test_every_function_has_its_words_in_both_languages(name: str) -> None:
    for words in (english(SAMPLES[name]), chinese(SAMPLES[name])):
        assert words
        assert not re.search(r"[{}_]\d|\{|\}|None", words)
    assert re.search(r"[\u4e00-\u9fff]", chinese(SAMPLES[name]))


@pytest.mark.parametrize("name", CALENDAR_NAMES)
def test_the_figures_of_the_calendar_have_names(name: str) -> None:
    assert english(f"share({name} > 3)") != chinese(f"share({name} > 3)")


@given(st.integers(0, 10**9))
@settings(derandomize=True, max_examples=250)
def test_the_words_name_every_indicator_and_every_figure(seed: int) -> None:
    formula = parse(RandomFormula(seed).text(), CATALOGUE)
    for words, names in ((in_words(formula.tree, NAMES), NAMES), (in_words(formula.tree, NAMES_ZH, "zh"), NAMES_ZH)):
        assert all(names[slug] in words for slug in formula.references)
        assert words.count("(") == words.count(")")
    marked = [node for node in formula.tree.walk() if isinstance(node, Literal) and node.mark == "%"]
    assert in_words(formula.tree, NAMES).count("%") >= len(marked)


def test_an_indicator_without_a_name_is_called_by_its_slug() -> None:
    assert in_words(parse("mean(cpi) > 3", CATALOGUE).tree, {}).startswith("the mean of cpi is above")


def test_a_name_with_braces_is_left_alone() -> None:
    assert "{0} a {name}" in in_words(parse("mean(cpi) > 3", CATALOGUE).tree, {"cpi": "{0} a {name}"})
