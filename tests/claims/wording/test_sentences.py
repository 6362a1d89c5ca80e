"""The plain sentences: the figures of an assessment, in the language that is active."""

from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

from claims.assess import assess
from claims.editions.scorecard import Scorecard
from claims.models import Assessment, Claim
from claims.scoring.verdict import Band, Overlay
from claims.wording.phrases import licence_word
from claims.wording.sentences import Wording, band_word, percent
from evidence.formula import Kind, parse
from evidence.formula.tree import Operation
from tests.claims import content

WORDS = {
    Band.ON_TRACK: ("on track", "成立中"),
    Band.LEANING_TO_HOLD: ("leaning to hold", "傾向成立"),
    Band.UNDECIDED: ("undecided", "未定"),
    Band.LEANING_TO_FAIL: ("leaning to fail", "傾向不成立"),
    Band.OFF_TRACK: ("off track", "不成立中"),
}


@pytest.mark.parametrize("band", WORDS)
def test_bands_have_the_methods_words(band: Band) -> None:
    english, chinese = WORDS[band]
    assert band_word(band) == english
    with override("zh-hant"):
        assert band_word(band) == chinese


@pytest.mark.parametrize("word", [*Overlay, "held", "failed", "mixed", "not assessed", "judged", "void"])
def test_every_overlay_and_outcome_has_a_word_of_its_own_in_each_language(word: str) -> None:
    assert band_word(word)
    with override("zh-hant"):
        assert not band_word(word).isascii()


@pytest.mark.parametrize(
    ("share", "expected"),
    [(None, "–"), (0, "0%"), (0.001, "<1%"), (0.01, "1%"), (0.5, "50%"), (0.99, "99%"), (0.995, ">99%"), (1, "100%")],
)
def test_shares_are_never_rounded_to_certainty(share: float | None, expected: str) -> None:
    assert percent(share) == expected


def test_a_licence_is_translated_where_the_catalogue_knows_it() -> None:
    with override("zh-hant"):
        assert licence_word("public domain (US government)") == "公有領域（美國政府）"
        assert licence_word("CC BY 4.0") == "CC BY 4.0"
        assert licence_word("") == "", "gettext of nothing is the catalogue's head"


@pytest.fixture
def scorecard(assessed_world: None) -> Scorecard:
    return Scorecard(content.AS_OF)


def said(scorecard: Scorecard, number: str, language: str = "en") -> str:
    claim = next(one for one in scorecard.claims if one.number == number)
    row = scorecard.shown(claim)
    assert row is not None
    with override(language):
        return "\n".join(scorecard.wording.sentences(row, scorecard.speaking(claim, row)))


def test_a_negative_threshold_is_named_once(scorecard: Scorecard) -> None:
    types = scorecard.dossier.catalogue.types
    tree = parse("mean(yoy(power) - yoy(prices)) <= -2", types, Kind.TRUTH).tree
    assert isinstance(tree, Operation)
    said = scorecard.wording.comparison(tree, {"left": -1.0, "right": -2.0, "until": "2026-01-31"})
    assert said.endswith("-1 percentage points by 2026-01-31; at most -2 percentage points needed.")


def test_a_claim_says_where_it_stands_what_is_needed_the_odds_and_the_base_rate(scorecard: Scorecard) -> None:
    first, *rest = said(scorecard, "C1").splitlines()
    assert first.startswith("The mean of (Power prices") or "Power prices" in first
    assert "by 2025-12-31; at least 1.5 percentage points needed." in first or "at least 1.5 percentage points" in first
    assert any("of 5,000 simulated continuations" in sentence and "To 2026-11-30" in sentence for sentence in rest)
    assert any("independent windows: drawn towards one half" in sentence for sentence in rest)
    assert any("of the uncertainty about the figures at the opening has gone." in sentence for sentence in rest)


@pytest.mark.parametrize(
    ("p_hold", "information", "is_open"), [(0.608, 0.996, True), (0.608, 0.5, False), (0.99, 0.996, False)]
)
def test_little_uncertainty_close_to_the_threshold_is_not_said_as_if_the_answer_were_known(
    scorecard: Scorecard, p_hold: float, information: float, is_open: bool
) -> None:
    row = Assessment(p_hold=p_hold, information=information)
    (sentence,) = scorecard.wording.information(row)
    assert ("and yet the answer is open" in sentence) is is_open


def test_the_same_is_said_in_chinese_with_the_same_figures(scorecard: Scorecard) -> None:
    import re

    def figures(text: str) -> list[str]:
        return sorted(re.findall(r"\d[\d.,]*\d|\d", text))

    for number in ("C1", "C2", "C3", "C6", "C7"):
        english, chinese = said(scorecard, number), said(scorecard, number, "zh-hant")
        assert figures(english) == figures(chinese)
        assert not re.search(r"[a-z]{3,} [a-z]{3,}", chinese)
        assert len(english.splitlines()) == len(chinese.splitlines())


def test_what_is_missing_is_said_by_name_source_and_code(scorecard: Scorecard) -> None:
    assert said(scorecard, "C7") == "Missing: Jobs (agency JOBS)."
    assert said(scorecard, "C7", "zh-hant") == "缺少：就業（agency JOBS）。"


def test_a_stand_in_says_for_what_it_speaks_and_that_it_settles_nothing(scorecard: Scorecard) -> None:
    assert (
        "Stand-in: C2.s1 speaks for the primary criterion, which lacks its figures; it never settles the claim."
        in said(scorecard, "C2")
    )
    assert "Stand-in" not in said(scorecard, "C1")


def test_a_group_names_the_relations_that_it_does_not_know_and_claims_no_base_rate(scorecard: Scorecard) -> None:
    text = said(scorecard, "C6")
    unknown = "being relations, which have a verdict and no probability, or unreadable: C4."
    assert f"Unknown on every continuation, {unknown}" in text
    assert "A claim made of others has no base rate of its own yet." in text


def test_late_figures_are_named_with_their_newest_period(world: Path) -> None:
    late = date(2026, 3, 10)
    assess(late, [Claim.objects.with_everything().get(number="C1")])
    text = said(Scorecard(late), "C1")
    assert "Late, with the newest figure in brackets: Power prices (2025-12); Prices (2025-12)." in text


def row(**facts: object) -> Assessment:
    return Assessment(facts=facts, checkpoint=date(2026, 11, 30), p_hold=0.5, p_fail=0.25, p_mixed=0.25)


def change(*releases: str) -> dict[str, object]:
    return {"on": "2026-04-30", "from": Band.UNDECIDED, "to": Band.ON_TRACK, "releases": list(releases)}


def test_a_change_of_band_is_said_with_its_causes_or_that_time_alone_passed(world: Path) -> None:
    wording = Wording(Scorecard(content.AS_OF).dossier)
    assert wording.changes(row(changes=[change("power", "prices")])) == [
        "It went from “undecided” to “on track” by 2026-04-30, after news of: Power prices, Prices."
    ]
    assert wording.changes(row(changes=[change()])) == [
        "It went from “undecided” to “on track” by 2026-04-30, by the passing of time alone."
    ]
    assert wording.changes(row()) == []


def test_how_many_bits_each_indicator_moved_it_is_said_with_its_cause(world: Path) -> None:
    wording = Wording(Scorecard(content.AS_OF).dossier)
    bits = (("", 0.0), ("power", 0.5), ("prices", -0.254), ("power", 0.25))
    parts = [{"indicator": slug, "known": "2026-04-14", "bits": moved} for slug, moved in bits]
    assert wording.changes(row(changes=[change("power", "prices") | {"parts": parts}])) == [
        "It went from “undecided” to “on track” by 2026-04-30, after news of: Power prices, Prices.",
        "In bits: +0.75 by Power prices, −0.25 by Prices, +0.00 by time alone.",
    ]


def test_a_precondition_that_may_fail_is_said(world: Path) -> None:
    wording = Wording(Scorecard(content.AS_OF).dossier)
    assert wording.precondition(row(void=0.33)) == [
        "Its precondition is false on 33% of the continuations; then it would be void."
    ]
    assert wording.precondition(row(void=0.0)) == []
    assert wording.precondition(row()) == []


def with_facts(**facts: object) -> Assessment:
    return Assessment(facts=facts)


def base(rate: float, hits: int, windows: int = 100, pooled: tuple[str, ...] = ()) -> dict[str, object]:
    return {"rate": rate, "hits": hits, "windows": windows, "effective": 8.3, "low": 0.1, "high": 0.2, "pooled": pooled}


@pytest.mark.parametrize(
    ("rate", "hits", "said"),
    [
        (0.96, 99, "It would be true anyway: at 99 of 100 earlier dates it was."),
        (0.04, 1, "It would hardly ever be true: at 1 of 100 earlier dates it was."),
        (0.95, 97, ""), (0.05, 3, ""), (0.5, 50, ""),
    ],
)  # fmt: skip
def test_a_claim_that_holds_anyway_is_called_so(scorecard: Scorecard, rate: float, hits: int, said: str) -> None:
    assert scorecard.wording.anyway(with_facts(base=base(rate, hits))) == said
    assert scorecard.wording.anyway(with_facts(base=base(rate, hits, pooled=("jobs",)))) == "", "its own dates are few"


def test_without_a_base_rate_nothing_is_said_of_anyway_distance_or_lately(scorecard: Scorecard) -> None:
    words = scorecard.wording
    assert words.anyway(with_facts()) == words.as_far(with_facts()) == words.regime(with_facts()) == ""


def test_the_base_rate_at_the_distance_of_now_is_said_with_its_effective_number(scorecard: Scorecard) -> None:
    said = scorecard.wording.as_far(with_facts(as_far=base(0.31, 30)))
    assert "it held on 30 of 100: 31%, drawn towards one half (about 8.3 independent windows)." in said


def odds(scorecard: Scorecard, hold: float, fail: float, mixed: float, unknown: float = 0.0, outcome: str = "") -> str:
    row = Assessment(checkpoint=date(2026, 11, 30), p_hold=hold, p_fail=fail, p_mixed=mixed, p_unknown=unknown,
                     outcome=outcome)  # fmt: skip
    return scorecard.wording.odds(row)


def test_the_odds_say_what_it_is_that_neither_holds_nor_fails(scorecard: Scorecard) -> None:
    said = odds(scorecard, 0.03, 0.0, 0.97)
    assert "holds on 3% of 5,000 simulated continuations and fails on 0%." in said
    assert "On 97% it would end mixed: what makes it hold is not true, nor is what makes it fail." in said
    assert "mixed" not in odds(scorecard, 0.4, 0.6, 0.0)
    assert "On 10% it cannot be told." in odds(scorecard, 0.4, 0.5, 0.0, 0.1)


@pytest.mark.parametrize(("hold", "published"), [(0.0, "2%"), (1.0, "98%")])
def test_a_share_beyond_what_is_published_is_said_beside_what_is(
    scorecard: Scorecard, hold: float, published: str
) -> None:
    said = odds(scorecard, hold, 1 - hold, 0.0)
    assert f"holds on {hold:.0%} of" in said
    assert f"It is published as {published}: while a claim is open, its probability stays between 2% and 98%." in said
    assert "published" not in odds(scorecard, 0.5, 0.5, 0.0)
    assert "published" not in odds(scorecard, hold, 1 - hold, 0.0, outcome="failed"), "once settled none is published"


def test_a_base_rate_that_is_not_hits_by_dates_says_why(scorecard: Scorecard) -> None:
    said = scorecard.wording.base_rate(with_facts(base=base(0.2, 11)))
    assert "It held on 11 of 100 earlier dates" in said
    assert "drawn towards one half as these are few, a base rate of 20%" in said


@pytest.mark.parametrize("differs", [True, False])
def test_the_last_sixty_months_are_said_beside_those_before(scorecard: Scorecard, differs: bool) -> None:
    parts = {"recent": {"rate": 0.9, "windows": 42}, "before": {"rate": 0.2, "windows": 200}}
    said = scorecard.wording.regime(with_facts(regime={"months": 60, "differs": differs, **parts}))
    assert said.startswith("Of the 42 windows of the last 60 months 90% held, before 20%.")
    assert ("another time" in said) == differs


def test_an_assessed_claim_has_all_of_them(scorecard: Scorecard) -> None:
    text = said(scorecard, "C1")
    assert "independent windows" in text
    assert "With the threshold as far from the start" in text
    assert "windows of the last 60 months" in text


@pytest.mark.parametrize(("effective", "rough"), [(1.0, True), (4.9, True), (5.0, False)])
def test_a_base_rate_of_few_windows_is_called_a_rough_guess(
    scorecard: Scorecard, effective: float, rough: bool
) -> None:
    said = scorecard.wording.base_rate(with_facts(base={**base(0.6, 6, 6), "effective": effective}))
    assert said.endswith("take it for a rough guess.") == rough
