"""Previews of relations and of claims made of others: what the assessment would say, recorded nowhere, in words."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from claims.assess import assess
from claims.models import Assessment, Claim, Criterion
from claims.preview.draft import GroupDraft, RelationDraft
from claims.preview.verdicts import Verdicts, group, relation
from claims.scoring.dryrun import Fault
from claims.scoring.relationform import RelationError
from tests.claims import content

MADE = date(2025, 12, 1)
BY = (date(2026, 11, 30), date(2027, 5, 31))
FORETELLS: dict[str, Any] = {"target": "pct(power)", "a": ["pct(prices)"], "c": ["yoy(prices)"], "lags": 1}
COMPARED = ("p_hold", "p_fail", "p_mixed", "p_unknown", "base_rate", "information", "band", "overlays", "outcome",
            "missing")  # fmt: skip


def stored(number: str, day: date) -> Assessment:
    return Assessment.objects.get(claim__number=number, criterion=None, checkpoint=day)


def assessed(*numbers: str) -> None:
    assess(content.AS_OF, Claim.objects.with_everything().filter(number__in=numbers), processes=1)


def members(*numbers: str) -> tuple[Claim, ...]:
    return tuple(Claim.objects.filter(number__in=numbers).order_by("number"))


def equal(found: Verdicts, number: str) -> None:
    assert [row.checkpoint for row in found.rows] == list(BY)
    for row in found.rows:
        other = stored(number, row.checkpoint)
        assert [getattr(row, name) for name in COMPARED] == [getattr(other, name) for name in COMPARED]


def test_a_drafted_relation_says_what_its_assessment_would_and_is_recorded_nowhere(world: Path) -> None:
    assessed("C4")
    count = Assessment.objects.count(), Claim.objects.count(), Criterion.objects.count()
    found = relation(RelationDraft(FORETELLS, MADE, BY), content.AS_OF)
    equal(found, "C4")
    for row in found.rows:
        assert row.facts["relation"] == stored("C4", row.checkpoint).facts["relation"]
    assert [one.fault for one in found.findings] == [Fault.RELATION]
    assert (Assessment.objects.count(), Claim.objects.count(), Criterion.objects.count()) == count


def test_a_drafted_claim_made_of_others_says_what_its_assessment_would(world: Path) -> None:
    assessed("C6")
    found = group(GroupDraft(1, members("C1", "C4", "C7"), MADE, BY), content.AS_OF)
    equal(found, "C6")
    assert found.rows[0].facts["not_assessed"] == ["C4"]


def test_a_relation_without_figures_is_refused_with_the_series_it_lacks(world: Path) -> None:
    found = relation(RelationDraft({**FORETELLS, "c": ["pct(jobs)"]}, MADE, BY), content.AS_OF)
    assert [one.fault for one in found.findings] == [Fault.NO_VALUE, Fault.RELATION]
    assert found.rows[0].missing == ["jobs"]


def test_a_relation_that_cannot_be_read_says_why(world: Path) -> None:
    with pytest.raises(RelationError, match="powr"):
        relation(RelationDraft({**FORETELLS, "target": "pct(powr)"}, MADE, BY), content.AS_OF)


@pytest.mark.parametrize(
    ("least", "numbers", "days", "said"),
    [
        (3, ("C1", "C7"), BY, "expected at least 1 to 2 of different claims, got 3 of C1, C7"),
        (0, ("C1", "C7"), BY, "got 0 of C1, C7"),
        (1, ("C1", "C7"), (date(2026, 12, 31),), "expected checkpoints of C1 .*, got 2026-12-31"),
        (1, ("C1", "C7"), (BY[1], BY[0]), "expected checkpoints in order"),
    ],
    ids=["too many", "none", "a day that members lack", "turned round"],
)
def test_a_claim_made_of_others_that_cannot_be_is_refused(
    world: Path, least: int, numbers: tuple[str, ...], days: tuple[date, ...], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        GroupDraft(least, members(*numbers), MADE, days)


def test_a_checkpoint_too_far_ahead_is_named(world: Path) -> None:
    found = relation(RelationDraft(FORETELLS, MADE, (BY[0], date(2035, 11, 30))), content.AS_OF)
    assert (len(found.rows), found.beyond) == (1, (date(2035, 11, 30),))


RELATION = {"target": "pct(power)", "a": ["pct(prices)"], "c": ["yoy(prices)"], "lags": 1, "made": MADE}


@pytest.mark.parametrize(
    ("language", "of_relation", "of_group"),
    [
        ("en", ["is foretold better", "cannot tell", "1 of 12 points are known"],
         ["At least 1 of 2 hold: C1, C7", "To 2026-11-30", "Missing: Jobs"]),
        ("zh-hant", ["12 個時點中已知 1 個", "無法判定"], ["C1、C7 這 2 則中至少 1 則成立", "缺少"]),
    ],
    ids=["en", "zh"],
)  # fmt: skip
def test_the_command_says_it_in_both_languages(
    world: Path, language: str, of_relation: list[str], of_group: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("preview", **RELATION, as_of=content.AS_OF, language=language)
    printed = capsys.readouterr().out
    assert [one for one in of_relation if one not in printed] == []
    call_command("preview", of=["C1", "power-runs-short-c7"], at_least=1, as_of=content.AS_OF, language=language)
    printed = capsys.readouterr().out
    assert [one for one in of_group if one not in printed] == []
    assert "%(" not in printed


def test_the_command_gives_both_as_json(world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("preview", **RELATION, as_of=content.AS_OF, as_json=True)
    data = json.loads(capsys.readouterr().out)
    assert (data["relation"]["a"], data["members"], data["verdicts"][0]["band"]) == (
        ["pct(prices, 1)"],
        None,
        "cannot tell",
    )
    assert data["verdicts"][0]["sentences_zh"] != data["verdicts"][0]["sentences"]
    call_command("preview", of=["C1", "C7"], as_of=content.AS_OF, as_json=True)
    data = json.loads(capsys.readouterr().out)
    assert (data["at_least"], data["members"]) == (2, ["power-runs-short-c1", "power-runs-short-c7"])
    assert [one["checkpoint"] for one in data["verdicts"]] == [str(day) for day in BY], "the days that both have"


@pytest.mark.parametrize("more", [{}, {"of": ["C1"], "target": "pct(power)"}], ids=["none", "two"])
def test_one_form_at_a_time(db: None, more: dict[str, Any]) -> None:
    with pytest.raises(CommandError, match=r"expected one of a formula, a relation .* and a claim made of others"):
        call_command("preview", **more, as_of=content.AS_OF)
