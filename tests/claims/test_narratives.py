"""Claims together: which are asked, by which criterion, and what is said of them."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.management import call_command

from claims import narratives as module
from claims.assess import assess
from claims.editions.scorecard import Scorecard
from claims.models import Assessment, Claim, Criterion
from claims.narratives import Narrative, narratives, narratives_of
from claims.scoring import outlook
from claims.scoring.baserate import BaseRate
from claims.scoring.outlook import Foresight, Question
from claims.scoring.past import World, before
from claims.scoring.pastanswers import Placebos
from evidence.series import Panel
from tests.claims import content


@pytest.fixture
def found(world: Path) -> list[Narrative]:
    return narratives(content.AS_OF)


def test_themes_come_before_the_article_as_a_whole(found: list[Narrative]) -> None:
    assert [one.theme and one.theme.slug for one in found] == ["power", None]


def test_measured_claims_are_asked_once_each_by_a_criterion_with_all_its_evidence(found: list[Narrative]) -> None:
    """C1 by itself, C2 by its stand-in, C7 not at all; relations, judged ones, checks and groups stand apart."""
    assert [(one.claims, one.answered, one.stand_ins) for one in found] == [(3, 2, 1)] * 2


def test_the_expected_number_is_that_of_the_assessments(found: list[Narrative]) -> None:
    assess(content.AS_OF)
    close = Claim.objects.get(number="C1").next_checkpoint(content.AS_OF)
    rows = Assessment.objects.filter(criterion__key__in=["C1.p", "C2.s1"], checkpoint=close)
    assert found[0].odds is not None
    assert found[0].odds.expected == pytest.approx(sum(row.p_hold or 0 for row in rows))
    assert found[0].odds.by_base_rates == pytest.approx(sum(row.base_rate or 0 for row in rows))


def test_what_happened_in_the_past_stands_beside_it(found: list[Narrative]) -> None:
    past = found[0].past
    assert past is not None
    assert past.dates == past.complete > 200
    assert past.values[0] == 1
    assert found[0].power is not None
    assert found[0].power.jointly is not None


def test_without_evidence_the_claims_are_only_counted(world: Path) -> None:
    Claim.objects.exclude(number="C7").update(nature="fact check", kind="trend")
    assert [(one.claims, one.answered, one.odds) for one in narratives(content.AS_OF)] == [(1, 0, None)] * 2


@pytest.mark.parametrize(("language", "word"), [("en", "in the past"), ("zh-hant", "過去")])
def test_the_command_prints_it_in_both_languages(
    world: Path, language: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("narratives", as_of=content.AS_OF, language=language)
    printed = capsys.readouterr().out
    assert word in printed
    assert "%(" not in printed


def test_a_scorecards_own_evidence_gives_the_same_and_another_reading_is_asked_only_where_it_must(
    found: list[Narrative], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def counting(questions: Sequence[Question], world: World) -> list[tuple[BaseRate | None, Placebos]]:
        asked.append(len(questions))
        return before(questions, world)

    monkeypatch.setattr(module, "before", counting)
    again = narratives_of(Scorecard(content.AS_OF).dossier)
    assert asked == [2], "C1 by its primary criterion, C2 by its stand-in"
    for one, other in zip(found, again, strict=True):
        assert (one.claims, one.answered, one.stand_ins) == (other.claims, other.answered, other.stand_ins)
        assert one.odds is not None
        assert other.odds is not None
        assert one.odds.at_least.tolist() == other.odds.at_least.tolist()
        assert one.odds.by_base_rates == other.odds.by_base_rates


def test_a_reading_without_a_past_gives_way_to_the_next_one(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Criterion.objects.filter(key="C2.p").update(holds_when=content.OUTPACES.format(1))
    asked: list[list[str]] = []

    def forgetting(questions: Sequence[Question], world: World) -> list[tuple[BaseRate | None, Placebos]]:
        asked.append([one.key for one in questions])
        told = before(questions, world)
        return [(None if one.key.endswith("C2.p") else base, past)
                for one, (base, past) in zip(questions, told, strict=True)]  # fmt: skip

    monkeypatch.setattr(module, "before", forgetting)
    (theme, _) = narratives(content.AS_OF)
    assert [[key.rpartition(":")[2] for key in keys] for keys in asked] == [["C1.p", "C2.p"], ["C2.s1"]]
    assert (theme.answered, theme.stand_ins) == (2, 1)


def test_indicators_that_do_not_fit_into_memory_together_are_simulated_one_after_the_other(
    found: list[Narrative], monkeypatch: pytest.MonkeyPatch
) -> None:
    simulated: list[int] = []

    def counting(foresight: Foresight, day: int, questions: Sequence[Question]) -> dict[str, Panel]:
        simulated.append(len(questions))
        return panels(foresight, day, questions)

    panels = Foresight.panels
    monkeypatch.setattr(outlook, "_MOST_BYTES", 1)
    monkeypatch.setattr(Foresight, "panels", counting)
    again = narratives(content.AS_OF)
    assert simulated == [1, 1]
    for one, other in zip(found, again, strict=True):
        assert one.odds is not None
        assert other.odds is not None
        assert one.odds.at_least.tolist() == other.odds.at_least.tolist()
