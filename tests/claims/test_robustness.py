"""Readings and regimes of assessed claims."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.assess import assess
from claims.models import Claim
from claims.robustness import Robustness, robustness
from tests.claims import content


def one(number: str) -> Robustness:
    return next(found for found in robustness(content.AS_OF) if found.claim.number == number)


def with_reading(number: str, key: str, holds: str, role: str = "alternative") -> None:
    claim = Claim.objects.get(number=number)
    claim.criteria.create(
        key=key, role=role, position=9, holds_when=holds, thresholds="as worded", written_on=claim.opens
    )


def test_before_an_assessment_nothing_is_said(world: Path) -> None:
    assert robustness(content.AS_OF) == []
    with pytest.raises(CommandError, match="assessed on 2026-02-20, got none"):
        call_command("robustness", as_of=content.AS_OF)


def test_other_readings_agree_or_stand_against_by_name(world: Path) -> None:
    with_reading("C1", "C1.a1", "mean(yoy(power) - yoy(prices)) >= 1")
    with_reading("C1", "C1.a2", "mean(yoy(power) - yoy(prices)) >= 50")
    with_reading("C1", "C1.a3", "last(jobs) > 0")
    assess(content.AS_OF)
    panel = one("C1").panel
    assert panel is not None
    assert (panel.readings, panel.agree, panel.against, panel.silent) == (2, 0.5, ("C1.a2",), ("C1.a3",))


def test_without_a_primary_or_a_second_reading_there_is_no_panel(world: Path) -> None:
    assess(content.AS_OF)
    assert one("C1").panel is None, "it has one reading"
    assert one("C2").panel is None, "its primary one has no figures"
    assert one("C7").regime is None


def test_the_last_sixty_months_stand_beside_all_before(world: Path) -> None:
    assess(content.AS_OF)
    found = one("C1").regime
    assert found is not None
    assert found.recent_windows == 49, "openings from December 2020 to December 2024"
    assert found.before_windows > 150
    assert not found.differs


@pytest.mark.parametrize(("language", "word"), [("en", "last 60 months"), ("zh-hant", "最近 60 個月")])
def test_the_command_says_it_in_both_languages(
    world: Path, language: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assess(content.AS_OF)
    call_command("robustness", as_of=content.AS_OF, language=language)
    printed = capsys.readouterr().out
    assert word in printed
    assert "%(" not in printed
