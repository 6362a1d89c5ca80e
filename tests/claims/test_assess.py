"""Assessing: what is recorded of each kind of claim; safe to repeat, to interrupt and to replay."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from django.db import transaction

from claims import processes
from claims.assess import Assessed, assess, speaker
from claims.editions.publish import unassessed
from claims.editions.scorecard import Scorecard
from claims.models import Assessment, Claim, Criterion
from claims.scoring.appraisal import Phase
from claims.scoring.dynamics import Dynamics
from claims.scoring.dynamics import walk as free_walk
from claims.scoring.verdict import Band, Overlay
from tests.claims import content

CHECKPOINTS = [date(2026, 11, 30), date(2027, 5, 31)]


def own(number: str, checkpoint: date = CHECKPOINTS[0], as_of: date = content.AS_OF) -> Assessment:
    """The newest assessment of a claim itself."""
    rows = Assessment.objects.filter(claim__number=number, criterion=None, checkpoint=checkpoint, as_of=as_of)
    return rows.order_by("pk").last() or pytest.fail(f"nothing was recorded of {number}")


def state() -> list[dict[str, Any]]:
    """Everything recorded, without keys and times."""
    hidden = ("id", "recorded_at")
    rows = Assessment.objects.order_by("claim__number", "criterion__key", "checkpoint", "as_of").values()
    return [{name: value for name, value in row.items() if name not in hidden} for row in rows]


@pytest.fixture
def assessed(world: Path) -> Assessed:
    return assess(content.AS_OF)


def test_all_but_judged_claims_are_assessed(assessed: Assessed) -> None:
    numbers = Assessment.objects.order_by().values_list("claim__number", flat=True).distinct()
    assert sorted(numbers) == ["C1", "C2", "C3", "C4", "C6", "C7"]
    assert assessed == Assessed(6, 0)


def test_a_measured_claim_has_shares_that_sum_to_one_at_each_checkpoint(assessed: Assessed) -> None:
    for day in CHECKPOINTS:
        row = own("C1", day)
        assert row.p_hold + row.p_fail + row.p_mixed + row.p_unknown == pytest.approx(1)
        assert row.p_hold > 0.9, "power has outpaced prices by four points a year for 26 years"
        assert row.band == Band.ON_TRACK
        assert 0 <= row.information <= 1
        assert row.base_rate > 0.7


def test_a_criterion_has_rows_of_its_own(assessed: Assessed) -> None:
    rows = Assessment.objects.filter(claim__number="C2", checkpoint=CHECKPOINTS[0]).exclude(criterion=None)
    assert {row.criterion.key: Overlay.NO_EVIDENCE in row.overlays for row in rows} == {"C2.p": True, "C2.s1": False}


def test_a_stand_in_speaks_labelled_for_a_primary_without_figures(assessed: Assessed) -> None:
    row = own("C2")
    assert row.facts["stand_in"] is True
    assert row.facts["speaks"] == "C2.s1"
    assert row.missing == ["jobs"], "what the primary criterion lacks stays named"
    assert row.p_hold > 0.9


def test_a_stand_in_never_settles_a_claim(assessed: Assessed, tmp_path: Path) -> None:
    assert own("C2").outcome == ""
    late = date(2026, 12, 20)
    content.learn(content.archive(tmp_path / "newer", until=323))
    assess(late, [Claim.objects.with_everything().get(number="C2")])
    after = own("C2", CHECKPOINTS[0], late)
    assert after.outcome == ""
    assert Overlay.PENDING in after.overlays


def test_the_primary_speaks_for_itself_where_it_has_figures(assessed: Assessed) -> None:
    assert own("C1").facts["stand_in"] is False
    assert own("C1").facts["speaks"] == "C1.p"


def test_a_claim_without_figures_names_the_series_it_lacks(assessed: Assessed) -> None:
    row = own("C7")
    assert row.missing == ["jobs"]
    assert row.band == row.overlays[0] == Overlay.NO_EVIDENCE
    assert row.p_unknown == 1


def test_a_fact_check_has_an_outcome_and_no_probability(assessed: Assessed) -> None:
    row = own("C3", date(2025, 11, 30))
    assert row.outcome in ("held", "failed")
    assert (row.p_hold, row.base_rate, row.band) == (None, None, "")
    so_far = row.facts["so_far"][0]
    assert (row.outcome == "held") == (so_far["left"] > so_far["right"])


def test_a_fact_check_whose_figures_are_missing_has_no_outcome(world: Path) -> None:
    claim = Claim.objects.with_everything().get(number="C3")
    claim.criteria.update(holds_when="last(jobs) > start(jobs)")
    assess(content.AS_OF, [Claim.objects.with_everything().get(number="C3")])
    row = own("C3", date(2025, 11, 30))
    assert (row.outcome, row.overlays, row.missing) == ("", [Overlay.NO_EVIDENCE], ["jobs"])


def test_a_claim_made_of_others_is_asked_on_the_same_continuations(assessed: Assessed) -> None:
    """At least one of C1, C4 and C7: C4 is a relation, C7 has no figures, so it holds exactly where C1 does.

    Where C1 does not hold it is unknown, for the relation may.
    """
    group = own("C6")
    assert group.p_hold == own("C1").p_hold
    assert group.p_unknown == 1 - group.p_hold
    assert group.facts["not_assessed"] == ["C4"]
    assert group.missing == ["jobs"]
    assert group.base_rate is None


def test_a_draft_that_cannot_be_read_is_named_and_the_others_are_assessed(world: Path) -> None:
    Criterion.objects.filter(key="C1.p").update(holds_when="mean(yoy(powr)) > 1")
    done = assess(content.AS_OF, processes=1)
    assert [(one.claim.number, str(one.error)) for one in done.unreadable] == [
        ("C1", "character 10: expected a known indicator, got powr; did you mean power?")
    ]
    assert (done.anew, done.unchanged) == (5, 0)
    assert not Assessment.objects.filter(claim__number="C1").exists()
    assert own("C6").facts["not_assessed"] == ["C1", "C4"], "what is made of it is assessed without it"
    card = {one["number"]: one for one in Scorecard(content.AS_OF).data["claims"]}
    assert (card["C1"]["band"], card["C1"]["criteria"]) == ("not assessed", [])
    assert "did you mean power?" in card["C1"]["reasons"][0]
    assert "是否指 power" in card["C1"]["reasons_zh"][0]
    assert card["C2"]["band"] not in ("", "not assessed")


NO_TEST: dict[str, tuple[dict[str, Any], str]] = {
    "without a primary criterion": ({"role": "secondary"}, "expected one primary criterion of C1, got 0"),
    "with a relation": (
        {"holds_when": "", "relation": {"target": "pct(power)", "a": ["pct(prices)"], "c": ["yoy(prices)"], "lags": 1}},
        "expected criteria that fit the kind of C1, comparison, got others: C1.p",
    ),
    "without any": ({}, "expected one primary criterion of C1, got 0"),
}


@pytest.mark.parametrize("what", NO_TEST)
def test_a_draft_that_is_no_test_yet_is_named_and_holds_up_nothing(world: Path, what: str) -> None:
    values, why = NO_TEST[what]
    criterion = Criterion.objects.filter(key="C1.p")
    criterion.update(**values) if values else criterion.delete()
    done = assess(content.AS_OF, processes=1)
    assert [(one.claim.number, str(one.error)) for one in done.unreadable] == [("C1", why)]
    assert (done.anew, done.unchanged) == (5, 0)
    assert unassessed(Scorecard(content.AS_OF)) == [], "no edition waits for it"
    (card,) = (one for one in Scorecard(content.AS_OF).data["claims"] if one["number"] == "C1")
    assert (card["band"], why in card["reasons"][0]) == ("not assessed", True)


def test_a_relation_with_a_formula_is_no_test(world: Path) -> None:
    Criterion.objects.filter(key="C4.p").update(holds_when="growth(power) > 0", relation={})
    done = assess(content.AS_OF, processes=1)
    assert [str(one.error) for one in done.unreadable] == [
        "expected criteria that fit the kind of C4, relation, got others: C4.p"
    ]


def test_what_is_made_of_a_claim_that_cannot_be_read_is_another_state_than_without_it(world: Path) -> None:
    assess(content.AS_OF, processes=1)
    before = own("C6").inputs
    Criterion.objects.filter(key="C7.p").update(holds_when="last(jbs) > 1")
    assess(content.AS_OF, processes=1)
    assert Assessment.objects.filter(claim__number="C6", criterion=None).values("inputs").distinct().count() == 2
    Claim.objects.get(number="C6").children.remove(Claim.objects.get(number="C7"))
    assess(content.AS_OF, processes=1)
    states = Assessment.objects.filter(claim__number="C6", criterion=None).values_list("inputs", flat=True)
    assert (len(set(states)), before in states) == (3, True)


def test_a_second_run_records_nothing(assessed: Assessed) -> None:
    before = Assessment.objects.count()
    assert assess(content.AS_OF) == Assessed(0, 6)
    assert Assessment.objects.count() == before


def test_no_claims_are_none_and_not_all(world: Path) -> None:
    assert assess(content.AS_OF, Claim.objects.none()) == Assessed(0, 0)
    assert not Assessment.objects.exists()


def test_a_replay_gives_the_same_figures_to_the_last_bit(world: Path) -> None:
    states = []
    for _ in range(2):
        with transaction.atomic():
            assess(content.AS_OF)
            states.append(state())
            transaction.set_rollback(True)
    assert states[0] == states[1]


def test_several_processes_give_the_figures_of_one(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    states = []
    for executor in (processes.ProcessPoolExecutor, ProcessPoolExecutor):
        monkeypatch.setattr(processes, "ProcessPoolExecutor", executor)
        with transaction.atomic():
            assess(content.AS_OF)
            states.append(state())
            transaction.set_rollback(True)
    assert states[0] == states[1]


def test_an_interrupted_run_is_taken_up_where_it_stopped(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each claim is recorded whole or not at all."""
    real, written = Assessment.objects.bulk_create, []

    def stopping(rows: list[Assessment], **options: Any) -> Any:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(rows)
        return real(rows, **options)

    with monkeypatch.context() as patch:
        patch.setattr(Assessment.objects, "bulk_create", stopping)
        with pytest.raises(KeyboardInterrupt):
            assess(content.AS_OF)
    assert Assessment.objects.filter(criterion=None).values("claim").distinct().count() == 2
    assert assess(content.AS_OF) == Assessed(4, 2)


def test_new_figures_are_assessed_anew_beside_the_old_rows(assessed: Assessed, tmp_path: Path) -> None:
    before = own("C1")
    content.learn(content.archive(tmp_path / "newer", until=313))
    assert assess(content.AS_OF).anew == 5, "all but the one that lacks figures"
    assert own("C1").inputs != before.inputs
    assert Assessment.objects.filter(pk=before.pk, inputs=before.inputs).exists()


def test_a_day_sees_only_what_was_known_on_it(assessed: Assessed, tmp_path: Path) -> None:
    """Figures that come later leave an earlier day's assessment as it was."""
    january = date(2026, 1, 10)
    assess(january)
    before = own("C1", as_of=january)
    content.learn(content.archive(tmp_path / "newer", until=313))
    assert assess(january) == Assessed(0, 6)
    assert own("C1", as_of=january).pk == before.pk
    assert before.inputs != own("C1").inputs


def test_claims_of_articles_that_had_not_appeared_are_left_out(world: Path) -> None:
    assert assess(date(2025, 11, 30)) == Assessed(0, 0)
    assert not Assessment.objects.exists()


def test_progress_tells_of_every_long_phase_from_nothing_to_its_total(world: Path) -> None:
    seen: dict[Phase, list[tuple[int, int]]] = {}
    assess(content.AS_OF, progress=lambda phase, done, total: seen.setdefault(phase, []).append((done, total)))
    assert list(seen) == list(Phase)
    for told in seen.values():
        assert [done for done, _ in told] == list(range(told[-1][1] + 1))
        assert len({total for _, total in told}) == 1


def test_the_band_is_a_function_of_the_day_alone(world: Path) -> None:
    """Runs on earlier days, in whatever order, change nothing of a later day's."""
    with transaction.atomic():
        assess(content.AS_OF)
        alone = own("C1")
        transaction.set_rollback(True)
    for day in (date(2026, 1, 31), date(2025, 12, 31)):
        assess(day)
    assess(content.AS_OF)
    after = own("C1")
    assert (after.band, after.p_hold, after.facts) == (alone.band, alone.p_hold, alone.facts)


@pytest.mark.parametrize(
    ("unknown", "missing", "speaks"),
    [(0.18, ["jobs"], "s1"), (0.01, ["jobs"], "p"), (0.18, [], "p")],
)
def test_a_primary_whose_answer_may_hang_on_a_missing_series_lets_a_whole_stand_in_speak(
    unknown: float, missing: list[str], speaks: str
) -> None:
    def row(key: str, role: str, unknown: float, missing: list[str]) -> tuple[Any, Assessment]:
        return SimpleNamespace(criterion=Criterion(key=key, role=role)), Assessment(p_unknown=unknown, missing=missing)

    rows = [row("p", "primary", unknown, missing), row("s1", "secondary", 0.0, []), row("a1", "alternative", 0.0, [])]
    reading, _ = speaker(rows) or pytest.fail("nobody spoke")
    assert reading.criterion.key == speaks
    assert speaker(rows[:1]) == rows[0], "without a stand-in it speaks itself"


def test_how_far_each_way_an_indicator_may_move_is_believed_is_stored_with_the_reason(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    growth = Dynamics("growth", np.full(12, 0.05), 0.0, 0.0, 0.75, 2.0, 100)
    ways = (replace(free_walk(12), share=0.25), growth)
    monkeypatch.setattr("claims.dossier.dynamics_of", lambda leaf: ways)
    assess(content.AS_OF)
    reason = [
        {"form": "walk", "share": 0.25, "evidence": 0.0, "cases": 0},
        {"form": "growth", "share": 0.75, "evidence": 2.0, "cases": 100},
    ]
    assert own("C1").facts["dynamics"] == {"power": reason, "prices": reason}


def test_an_indicator_that_walks_freely_is_given_no_reason(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.dossier.dynamics_of", lambda leaf: (free_walk(12),))
    assess(content.AS_OF)
    assert own("C1").facts["dynamics"] == {}
