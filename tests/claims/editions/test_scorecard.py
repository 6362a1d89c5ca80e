"""What a scorecard says, as data: all claims, each with its verdict or why it has none, and counts never added up."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.assess import assess
from claims.editions.scorecard import Scorecard
from claims.models import Article, Claim, Criterion, Theme
from claims.onrecord.summary import summary
from claims.wording.phrases import hindsight
from evidence.models import Indicator
from tests.claims import content

NAMED = {
    "slug", "kind", "theme", "statement", "statement_zh", "nature", "band", "p_hold", "p_fail", "p_mixed", "p_unknown",
    "base_rate", "information", "stand_in", "missing", "checkpoints", "criteria",
}  # fmt: skip
MORE = {
    "number", "article", "reading", "reading_zh", "holder", "opens", "checkpoint", "overlays", "outcome", "bits",
    "distance", "reasons", "reasons_zh", "hindsight", "measured_by", "measured_by_zh", "children", "rubric",
    "chart", "relation", "base", "as_far", "regime", "fan", "state", "version", "forecasters", "judgement", "links",
}  # fmt: skip


@pytest.fixture
def data(assessed_world: None) -> dict[str, Any]:
    return Scorecard(content.AS_OF).data


def one(data: dict[str, Any], number: str) -> dict[str, Any]:
    return next(claim for claim in data["claims"] if claim["number"] == number)


def test_the_keys_are_those_agreed_with_readers_of_the_json(data: dict[str, Any]) -> None:
    assert set(data) == {"as_of", "method", "ledger", "articles", "summary", "claims", "data"}
    for claim in data["claims"]:
        assert set(claim) == NAMED | MORE


def test_it_says_nowhere_when_it_was_made(data: dict[str, Any]) -> None:
    assert data["as_of"] == "2026-02-20"
    text = json.dumps(data)
    meant = {one["checkpoint"] for claim in data["claims"] for one in claim["checkpoints"]}  # today may be one of them
    assert str(datetime.now(UTC).date()) in meant or str(datetime.now(UTC).date()) not in text
    assert not re.search(r"\d\d:\d\d:\d\d", text)


def test_every_claim_is_listed_once_with_its_nature(data: dict[str, Any]) -> None:
    natures = {claim["number"]: claim["nature"] for claim in data["claims"]}
    assert natures == {
        "C1": "measured", "C2": "measured", "C3": "fact check", "C4": "measured", "C5": "judged", "C6": "measured",
        "C7": "measured",
    }  # fmt: skip


def test_a_claims_own_figures_are_those_of_its_next_checkpoint(data: dict[str, Any]) -> None:
    claim = one(data, "C1")
    assert claim["checkpoint"] == "2026-11-30"
    assert [at["checkpoint"] for at in claim["checkpoints"]] == ["2026-11-30", "2027-05-31"]
    for name in ("band", "p_hold", "p_fail", "p_mixed", "p_unknown", "base_rate", "information"):
        assert claim[name] == claim["checkpoints"][0][name]


def test_an_open_claims_probability_is_clipped_and_the_rest_is_not(data: dict[str, Any]) -> None:
    claim = one(data, "C2")
    assert claim["p_hold"] == 0.98
    assert claim["p_fail"] < 0.02
    assert claim["p_unknown"] == 0


def test_a_stand_in_names_itself_and_for_whom(data: dict[str, Any]) -> None:
    assert one(data, "C2")["stand_in"] == {"criterion": "C2.s1", "for": "C2.p"}
    assert one(data, "C1")["stand_in"] is None


def test_what_is_missing_is_named_with_source_and_code(data: dict[str, Any]) -> None:
    missing = {
        "indicator": "jobs",
        "name": "Jobs",
        "name_zh": "就業",
        "source": "agency",
        "code": "JOBS",
        "why": "no figures",
    }
    assert one(data, "C7")["missing"] == one(data, "C2")["missing"] == [missing]
    assert one(data, "C7")["band"] == "no evidence"


def test_a_relation_has_a_verdict_with_its_parts_and_no_probability(data: dict[str, Any]) -> None:
    claim = one(data, "C4")
    assert (claim["band"], claim["p_hold"], claim["base_rate"]) == ("cannot tell", None, None)
    assert claim["relation"]["why"] == "few points"
    assert (claim["relation"]["points"], claim["relation"]["due"]) == (1, 12)
    criterion = claim["criteria"][0]
    assert criterion["holds_when"] is None
    assert criterion["relation"] == {
        "target": "pct(power, 1)", "target_c": "pct(power, 1)", "a": ["pct(prices, 1)"], "c": ["yoy(prices)"],
        "lags": 1, "same_period": False,
    }  # fmt: skip
    assert "Power prices" in criterion["meaning"]
    assert "電價" in criterion["meaning_zh"]
    assert data["summary"]["measured"]["relations"] == 1


def test_judged_claims_say_that_they_are_not_assessed(data: dict[str, Any]) -> None:
    assert (one(data, "C5")["band"], one(data, "C5")["p_hold"]) == ("judged", None)
    assert len(one(data, "C5")["rubric"]) == 5


def test_hindsight_is_marked_once_for_a_late_criterion_and_twice_for_a_peeked_threshold(data: dict[str, Any]) -> None:
    assert one(data, "C1")["hindsight"] == {"written_on": "2026-06-01", "after_opening": True, "after_looking": []}
    assert one(data, "C2")["hindsight"]["after_looking"] == ["C2.s1"]


def test_criteria_carry_formulas_meanings_in_both_languages_and_their_own_figures(data: dict[str, Any]) -> None:
    criterion = one(data, "C1")["criteria"][0]
    assert criterion["holds_when"] == "mean(yoy(power) - yoy(prices)) >= 1.5"
    assert "Power prices" in criterion["meaning"]
    assert "電價" in criterion["meaning_zh"]
    assert criterion["checkpoints"][0]["p_hold"] == one(data, "C1")["p_hold"]


def test_counts_by_nature_are_never_added_up(data: dict[str, Any]) -> None:
    counts = data["summary"]
    assert counts["claims"] == 7
    assert (counts["measured"]["claims"], counts["fact_checks"]["claims"], counts["judged"]) == (5, 1, 1)
    assert counts["measured"]["scored"] == 4
    assert counts["measured"]["stand_ins"] == 1
    assert sum(counts["measured"]["bands"].values()) == 5
    assert set(counts["fact_checks"]["outcomes"]) <= {"held", "failed"}


def test_expected_and_by_base_rates_are_of_the_same_claims(data: dict[str, Any]) -> None:
    """The group has no base rate, so it is in neither sum."""
    expected = data["summary"]["measured"]["expected"]
    first, second = one(data, "C1"), one(data, "C2")
    assert expected["compared"] == 2
    assert expected["by_probabilities"] == pytest.approx(first["p_hold"] + second["p_hold"], abs=0.01)
    assert expected["by_base_rates"] == pytest.approx(first["base_rate"] + second["base_rate"], abs=0.01)


def test_a_claim_made_of_others_is_not_expected_a_second_time(data: dict[str, Any]) -> None:
    told = [{**claim, "band": "on track", "base_rate": 0.5, "p_hold": 0.95} if claim["children"] else claim
            for claim in data["claims"]]  # fmt: skip
    assert [claim["number"] for claim in told if claim["children"]] == ["C6"]
    assert summary(told)["measured"]["expected"] == data["summary"]["measured"]["expected"]


def test_a_summary_of_nothing_counts_nothing() -> None:
    assert summary([])["measured"]["expected"]["by_base_rates"] == 0
    assert summary([])["claims"] == 0


def test_the_evidence_used_is_listed_without_its_values(data: dict[str, Any]) -> None:
    used = {row["indicator"]: row for row in data["data"]}
    assert set(used) == {"jobs", "power", "prices"}
    assert used["power"]["newest"] == "2025-12"
    assert used["jobs"]["newest"] is None
    assert "values" not in used["power"]


def test_the_newest_state_of_the_evidence_is_shown(data: dict[str, Any], tmp_path: Path) -> None:
    before = one(data, "C1")["information"]
    content.learn(content.archive(tmp_path / "newer", until=313))
    assess(content.AS_OF)
    assert one(Scorecard(content.AS_OF).data, "C1")["information"] > before


def test_a_day_before_anything_was_said_has_no_claims(world: Path) -> None:
    assert Scorecard(date(2025, 11, 1)).data["claims"] == []


def test_the_number_of_queries_does_not_grow_with_the_claims(data: dict[str, Any], content_folder: Path) -> None:
    few = _queries(claims=7)
    extra = [content.claim(f"D{n}", content.criterion(f"D{n}", content.OUTPACES.format(n))) for n in range(20)]
    content.load(content.write(content_folder, [*content.CLAIMS, *extra]))
    assert Claim.objects.count() == 27
    assert Criterion.objects.count() == 26
    assert _queries(claims=27) == few <= 18


def test_the_number_of_queries_does_not_grow_with_the_articles(data: dict[str, Any]) -> None:
    few = _queries(claims=7)
    article, judged = Article.objects.get(), Claim.objects.filter(nature="judged").earliest("number")
    author = article.author
    for n in range(3):
        article.pk, article.slug, article.author = None, f"other-{n}", author
        article.save()
        judged.theme = Theme.objects.create(article=article, slug="t", name=f"T{n}", name_zh="題", position=0)
        judged.pk, judged.slug, judged.article = None, f"other-{n}-c1", article
        judged.save()
    assert _queries(claims=10) == few
    themes = [one["themes"][0]["name"] for one in Scorecard(content.AS_OF).data["articles"]]
    assert sorted(themes) == ["Power", "T0", "T1", "T2"]


def _queries(claims: int) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert len(Scorecard(content.AS_OF).data["claims"]) == claims
    return len(asked)


def test_a_measured_claim_shows_the_fan_of_its_futures_and_what_its_base_rate_rests_on(assessed_world: None) -> None:
    claim = next(one for one in Scorecard(content.AS_OF).data["claims"] if one["number"] == "C1")
    fan = claim["fan"]
    assert fan["days"][-1] == claim["checkpoint"]
    assert len(fan["quantiles"]) == len(fan["levels"]) == 7
    assert all(len(row) == len(fan["days"]) for row in fan["quantiles"])
    assert claim["base"]["windows"] > claim["base"]["effective"] > 1
    assert claim["as_far"]["windows"] > 0
    assert claim["regime"]["recent"]["windows"] + claim["regime"]["before"]["windows"] == claim["base"]["windows"]


def test_figures_that_may_not_be_passed_on_have_no_fan(world: Path) -> None:
    Indicator.objects.filter(slug="prices").update(redistribute="no")
    assess(content.AS_OF)
    claim = next(one for one in Scorecard(content.AS_OF).data["claims"] if one["number"] == "C1")
    assert claim["fan"] is None
    assert claim["p_hold"] is not None


def test_hindsight_and_drafts_are_counted_and_not_taken_for_granted() -> None:
    def claim(nature: str, *, late: bool, state: str = "registered") -> dict:
        return {"nature": nature, "band": "", "theme": "t", "stand_in": None, "criteria": [], "state": state,
                "hindsight": {"after_opening": late}}  # fmt: skip

    found = summary([claim("measured", late=True), claim("measured", late=False, state="draft"),
                     claim("fact check", late=True), claim("judged", late=True)])  # fmt: skip
    assert found["hindsight"] == {"claims": 3, "late": 2}
    assert found["drafts"] == 1
    assert hindsight(found["hindsight"]).startswith("The criteria of 2 of 3 claims were written after")
    assert hindsight({"claims": 3, "late": 0}) == "All criteria were written before their windows opened."
