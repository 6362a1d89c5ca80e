"""Drafted criteria: each is a formula of the language, and what cannot be drafted says why."""

from datetime import date

import pytest

from claims.extraction.drafting import Draft, draft
from claims.extraction.draftwords import NOTES, REASONS, draft_in_words
from claims.extraction.evaluation.labels import articles
from claims.extraction.extract import readings, trained
from claims.extraction.lexicon import words
from claims.scoring.relationform import written
from evidence.formula import Kind, parse
from evidence.models import Catalogue

DAY = date(2025, 12, 1)
VERBS = (
    "will rise above 5%", "falls below $50", "keeps growing by 20 percent", "outpaces gold", "hits a record",
    "averages 3", "drives gold", ", not gold, drives the S&P 500", "between 2% and 3%", "passes", "drops by 50 bp",
)  # fmt: skip


def drafted(text: str, catalogue: Catalogue, **options: bool) -> Draft:
    return draft(next(iter(readings(text, DAY, None))), catalogue.types, **options)


def proposed(text: str, catalogue: Catalogue) -> Draft:
    """The same with the kind that is learnt."""
    return draft(next(iter(readings(text, DAY, trained()))), catalogue.types)


def test_every_draft_is_a_formula_or_relation_of_the_language(catalogue: Catalogue) -> None:
    texts = [(one.text, one.published) for one in articles()]
    for verb in VERBS:
        texts += [(f"{concept.forms[-1]} {verb}.", DAY) for concept in words().concepts.values()]
    found = [draft(one, catalogue.types) for text, day in texts for one in readings(text, day, None)]
    assert sum(bool(one.holds_when) for one in found) > 200
    for one in found:
        if one.holds_when:
            parse(one.holds_when, catalogue.types, expect=Kind.TRUTH)
        elif one.relation:
            written(one.relation, catalogue.types)
        assert (one.why in REASONS) != (one.note in NOTES)
        for language, names in (("en", catalogue.names), ("zh-hant", catalogue.names_zh)):
            assert draft_in_words(one, catalogue.types, names, language)


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("美國失業率明年將升破 5%。", "highest(unemployment_rate) > 5%"),
        ("美國失業率明年不會超過 5%。", "last(unemployment_rate) <= 5%"),
        ("美國失業率明年不會升破 5%。", "not (highest(unemployment_rate) > 5%)"),
        ("The U.S. unemployment rate rises next year.", "change(unemployment_rate) > 0"),
        ("The U.S. unemployment rate will not rise next year.", "not (change(unemployment_rate) > 0)"),
        ("Core inflation in the U.S. should fall to 2.5 percent.", "last(yoy(cpi_core)) <= 2.5%"),
        ("U.S. wage growth slows.", "change(yoy(hourly_earnings)) < 0"),
        ("Bitcoin falls 30 percent.", "growth(bitcoin) <= -30%"),
        ("Bitcoin falls below $60,000.", "lowest(bitcoin) < 60000"),
        ("The S&P 500 ends 2026 at 7,500.", "between(last(sp500), 7125, 7875)"),
        ("The VIX averages more than 20.", "mean(vix) > 20"),
        ("The VIX averages at least 20.", "mean(vix) >= 20"),
        ("The VIX averages less than 20.", "mean(vix) < 20"),
        ("The VIX averages at most 20.", "mean(vix) <= 20"),
        ("美國失業率明年將高於 5%。", "last(unemployment_rate) > 5%"),
        ("美國失業率明年將超過 5%。", "last(unemployment_rate) > 5%"),
        ("美國失業率明年將低於 5%。", "last(unemployment_rate) < 5%"),
        ("美國失業率明年將跌破 4%。", "lowest(unemployment_rate) < 4%"),
        ("美國失業率明年將在 5% 以上。", "last(unemployment_rate) >= 5%"),
        ("美國失業率明年不會低於 5%。", "last(unemployment_rate) >= 5%"),
        ("美國失業率明年至多 5%。", "last(unemployment_rate) <= 5%"),
        ("U.S. wages rise by more than 30 percent.", "growth(hourly_earnings) > 30%"),
        ("美國電價的漲勢還沒有結束。", "change(cpi_electricity) > 0"),
        (
            "美國消費者電價的年增率仍將高於整體消費者物價至少 2 個百分點。",
            "mean(yoy(cpi_electricity) - yoy(cpi_all)) >= 2pp",
        ),
        (
            "U.S. electricity inflation will be more than 2 percentage points above consumer price inflation.",
            "mean(yoy(cpi_electricity) - yoy(cpi_all)) > 2pp",
        ),
        ("美國失業率明年將降到 4% 左右。", "between(last(unemployment_rate), 3.75%, 4.25%)"),
        (
            "The U.S. unemployment rate falls to around 4 percent next year.",
            "between(last(unemployment_rate), 3.75%, 4.25%)",
        ),
        ("美國失業率明年將低於 4% 左右的水準。", "last(unemployment_rate) < 4%"),
        ("The U.S. unemployment rate falls to 4 percent around 2028.", "last(unemployment_rate) <= 4%"),
        ("2028 年左右，美國失業率將降到 4%。", "last(unemployment_rate) <= 4%"),
        ("Bitcoin falls by about 30 percent.", "between(growth(bitcoin), -31.5%, -28.5%)"),
        (
            "U.S. electricity inflation will be about 2 percentage points above consumer price inflation.",
            "between(mean(yoy(cpi_electricity) - yoy(cpi_all)), 1.75pp, 2.25pp)",
        ),
        ("比特幣將跑贏黃金。", "growth(bitcoin) > growth(gold)"),
        ("比特幣將跑輸黃金。", "growth(bitcoin) < growth(gold)"),
        ("不過，美國經濟不會陷入衰退。", "not (longest(gdp_growth < 0) >= 2)"),
    ],
)
def test_the_form_follows_kind_and_direction(text: str, formula: str, catalogue: Catalogue) -> None:
    assert drafted(text, catalogue).holds_when == formula


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("天氣將變壞。", "no concept"),
        ("白銀將上漲。", "no indicator"),
        ("台灣失業率明年將上升。", "other country"),
        ("如果金價上漲，失業率將上升。", "conditional"),
        ("The 10-year Treasury yield exceeds 5%.", "only proxies"),
        ("Silver will outperform gold.", "one quantity"),
        ("Ether falls below 0.02 bitcoin.", "no indicator of the main one"),
        ("信用卡違約率仍在惡化。", "no direction"),
        ("U.S. GDP shrinks by 2 percent.", "figure does not fit"),
    ],
)
def test_what_cannot_be_drafted_says_why(text: str, why: str, catalogue: Catalogue) -> None:
    found = drafted(text, catalogue)
    assert (found.why, found.holds_when, found.relation) == (why, "", {})


def test_a_figure_that_is_only_about_right_has_no_side(catalogue: Catalogue) -> None:
    found = proposed("實質 GDP 成長將放緩到 1% 左右。", catalogue)
    assert (found.holds_when, found.note) == ("between(last(yoy(real_gdp)), 0.75%, 1.25%)", "around")
    assert proposed("實質 GDP 成長將放緩到 1% 以下。", catalogue).holds_when == "last(yoy(real_gdp)) <= 1%"


def test_what_a_draft_leaves_out_of_a_claim_of_two_parts_is_named(catalogue: Catalogue) -> None:
    found = proposed("核心通膨會在 2027 年底前降到 2.5% 以下，聯準會因此有空間再降息兩碼。", catalogue)
    assert (found.holds_when, found.uncovered) == ("last(yoy(cpi_core)) <= 2.5%", ("聯準會因此有空間再降息兩碼",))
    other = proposed("實質 GDP 成長將放緩到 1% 左右，但不會陷入衰退。", catalogue)
    assert (other.holds_when, other.uncovered) == ("between(last(yoy(real_gdp)), 0.75%, 1.25%)", ("但不會陷入衰退",))


def test_what_is_denied_after_a_figure_denies_not_the_figure(catalogue: Catalogue) -> None:
    found = drafted("美國失業率明年將升破 5%，但不會更高。", catalogue)
    assert found.holds_when == "highest(unemployment_rate) > 5%"


def test_the_draft_is_of_what_the_author_says_to_think_not_of_why(catalogue: Catalogue) -> None:
    found = proposed("資料中心用電大增，電網投資落後，我認為美國電價的漲勢還沒有結束。", catalogue)
    assert found.holds_when == "change(cpi_electricity) > 0"


@pytest.mark.parametrize(
    "text",
    [
        "Core inflation in the U.S. should fall to 2.5 percent, as rents cool.",
        "美國失業率明年將升破 5%，而且會在 2027 年底前發生。",
        "Bitcoin falls to $60,000.",
    ],
)
def test_a_draft_of_all_that_is_claimed_leaves_nothing_out(text: str, catalogue: Catalogue) -> None:
    found = drafted(text, catalogue)
    assert found.holds_when
    assert found.uncovered == ()


def test_an_article_about_another_country_has_no_draft_of_american_figures(catalogue: Catalogue) -> None:
    assert drafted("失業率明年將上升。", catalogue).holds_when
    assert drafted("失業率明年將上升。", catalogue, abroad=True).why == "other country"
    assert drafted("金價明年將上升。", catalogue, abroad=True).holds_when


def test_a_draft_says_in_both_languages_what_it_asks_and_why(catalogue: Catalogue) -> None:
    found = drafted("The VIX averages more than 20.", catalogue)
    english = draft_in_words(found, catalogue.types, catalogue.names)
    assert english == "The mean of VIX is above 20%. On average over the window."
    assert draft_in_words(found, catalogue.types, catalogue.names_zh, "zh-hant").endswith("取評估期平均。")


def test_of_two_drivers_the_one_before_the_contrast_is_favoured(catalogue: Catalogue) -> None:
    found = drafted("推動美國金價的是比特幣，而不是失業率。", catalogue)
    assert (found.relation["target"], found.relation["a"], found.relation["c"]) == (
        "pct(monthly(gold))", ["pct(monthly(bitcoin))"], ["diff(unemployment_rate)"],
    )  # fmt: skip


def test_nothing_is_held_against_itself(catalogue: Catalogue) -> None:
    found = drafted("市場情緒驅動波動率。", catalogue)
    assert found.indicators == ("vix", "vix3m")


def test_what_analysts_took_before_comes_first(catalogue: Catalogue) -> None:
    one = next(iter(readings("U.S. economic growth will rise.", DAY, None)))
    assert draft(one, catalogue.types).indicators == ("real_gdp",)
    assert draft(one, catalogue.types, {("gdp", "gdp_growth"): 2}).indicators == ("gdp_growth",)
