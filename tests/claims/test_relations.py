"""Requirements of assessed relations: a verdict from what was known, append-only, and never a probability."""

from datetime import date
from pathlib import Path

import pytest
from django.utils.translation import override

from claims.assess import assess
from claims.editions.scorecard import Scorecard
from claims.models import Assessment, Claim, Criterion
from claims.scoring.verdict import Overlay
from tests.claims import content

LATE = date(2027, 1, 20)  # the first checkpoint, 2026-11-30, has passed and its last month is published
FORETOLD = {"target": "pct(power)", "a": ["pct(prices)"], "c": ["yoy(prices)"], "lags": 1}


def own(day: date = date(2026, 11, 30), as_of: date = content.AS_OF) -> Assessment:
    return Assessment.objects.get(claim__number="C4", criterion=None, checkpoint=day, as_of=as_of)


def assessed(as_of: date = content.AS_OF) -> Assessment:
    assess(as_of, [Claim.objects.with_everything().get(number="C4")])
    return own(as_of=as_of)


def test_an_open_relation_says_how_many_points_are_to_come_and_has_no_probability(world: Path) -> None:
    row = assessed()
    assert (row.band, row.outcome, row.overlays) == ("cannot tell", "", [])
    assert (row.p_hold, row.p_fail, row.p_mixed, row.p_unknown, row.base_rate) == (None,) * 5
    seen = row.facts["relation"]
    assert (seen["points"], seen["due"], seen["to_come"], seen["until"]) == (1, 12, 11, "2025-12-31")
    assert seen["why"] == "few points"
    assert seen["prospect"]["cannot_tell_if_equal"] > 0.8


def test_it_keeps_how_the_difference_adds_up_for_its_chart(world: Path) -> None:
    row = assessed()
    kept, seen = row.facts["cumulated"], row.facts["relation"]
    assert kept["days"] == ["2025-12-31"]
    assert kept["sums"] == [pytest.approx(seen["gain_a"] - seen["gain_c"], rel=1e-5)]
    assert len(kept["chance"]) == 7
    assert {len(one) for one in kept["chance"]} == {len(kept["ahead"])} == {12}
    assert kept["ahead"][-1] == "2026-11-30"


def test_it_has_rows_of_its_criterion_and_its_claim_at_each_checkpoint(world: Path) -> None:
    assessed()
    rows = Assessment.objects.filter(claim__number="C4")
    assert {(row.criterion and row.criterion.key, str(row.checkpoint)) for row in rows} == {
        (key, day) for key in (None, "C4.p") for day in ("2026-11-30", "2027-05-31")
    }


def test_at_its_checkpoint_it_comes_to_an_outcome(world: Path, tmp_path: Path) -> None:
    content.learn(content.archive(tmp_path / "newer", until=324))
    row = assessed(LATE)
    assert row.outcome == {"favours a": "held", "favours c": "failed", "cannot tell": "mixed"}[row.band]
    assert row.facts["relation"]["to_come"] == 0
    assert own(date(2027, 5, 31), LATE).outcome == ""


def test_a_checkpoint_that_has_passed_without_all_points_is_pending(world: Path, tmp_path: Path) -> None:
    content.learn(content.archive(tmp_path / "newer", until=322))
    early = date(2026, 12, 5)
    row = assessed(early)
    assert (row.outcome, row.overlays, row.facts["relation"]["to_come"]) == ("", [Overlay.PENDING], 1)


def test_a_relation_without_figures_is_no_evidence_and_names_what_it_lacks(world: Path) -> None:
    Criterion.objects.filter(key="C4.p").update(relation={**FORETOLD, "c": ["pct(jobs)"]})
    row = assessed()
    assert (row.band, row.overlays, row.missing) == ("", [Overlay.NO_EVIDENCE], ["jobs"])
    card = Scorecard(content.AS_OF)
    claim = next(one for one in card.data["claims"] if one["number"] == "C4")
    assert (claim["band"], claim["relation"]) == ("no evidence", None)
    assert claim["reasons"] == ["Missing: Jobs (agency JOBS)."]


def test_later_figures_leave_an_earlier_days_verdict_as_it_was(world: Path, tmp_path: Path) -> None:
    january = date(2026, 1, 10)
    before = assessed(january)
    content.learn(content.archive(tmp_path / "newer", until=324))
    assert assessed(january).pk == before.pk


def test_a_second_run_records_nothing_and_a_changed_relation_a_new_row(world: Path) -> None:
    first = assessed()
    assess(content.AS_OF, [Claim.objects.with_everything().get(number="C4")])
    assert Assessment.objects.filter(claim__number="C4", criterion=None).count() == 2
    Criterion.objects.filter(key="C4.p").update(relation={**FORETOLD, "lags": 2})
    assess(content.AS_OF, [Claim.objects.with_everything().get(number="C4")])
    rows = Assessment.objects.filter(claim__number="C4", criterion=None, checkpoint=first.checkpoint)
    assert len({row.inputs for row in rows}) == 2


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            ["too few points", "1 of 12 points are known, by 2025-12-31; 11 are still to come.", "Known beforehand"],
        ),
        ("zh-hant", ["時點太少", "12 個時點中已知 1 個，截至 2025-12-31；尚有 11 個未到。", "事前即知"]),
    ],
)
def test_sentences_say_what_is_known_and_what_can_be_and_never_a_cause(
    world: Path, language: str, said: list[str]
) -> None:
    row = assessed()
    card = Scorecard(content.AS_OF)
    claim = next(one for one in card.claims if one.number == "C4")
    with override(language):
        text = " ".join(card.wording.sentences(row, card.speaking(claim, row)))
        meaning = card.wording.meaning(card.dossier.relations["power-runs-short-c4:C4.p"])
    for part in said:
        assert part in text
    assert "because" not in text + meaning
    assert ("Power prices" if language == "en" else "電價") in meaning
