"""Replaying stored assessments: to the last bit where the inputs are equal, both answers where they are not."""

from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims import replay as replaying
from claims.assess import Assessed, assess
from claims.models import Assessment
from claims.replay import replay
from evidence.models import Indicator, Observation
from tests.claims import content
from tests.claims.test_due import supersede

DAY = content.AS_OF


@pytest.fixture
def assessed(world: Path) -> Assessed:
    return assess(DAY)


def test_everything_stored_comes_out_again_and_nothing_is_recorded(assessed: Assessed) -> None:
    before = Assessment.objects.count()
    found = replay(DAY)
    assert len(found) == before == Assessment.objects.count()
    assert all(one.is_exact and one.has_equal_inputs for one in found), [one.differs for one in found if one.differs]
    assert {one.claim.number for one in found} == {"C1", "C2", "C3", "C4", "C6", "C7"}


def test_what_was_not_recorded_yet_is_no_difference_and_what_was_is_held_against_it(assessed: Assessed) -> None:
    stored = next(one.stored for one in replay(DAY) if one.claim.number == "C1" and "fans" in one.stored.facts)
    again = stored.facts
    earlier = {key: value for key, value in again.items() if key != "fans"}
    assert not replaying._differs(earlier, again)
    assert replaying._differs({**earlier, "distance": -99.0}, again)
    assert replaying._differs(again, earlier)


def test_figures_that_came_later_leave_the_replay_of_an_earlier_day_as_it_was(
    assessed: Assessed, tmp_path: Path
) -> None:
    content.learn(content.archive(tmp_path / "newer", until=316))
    day = content.AS_OF.replace(month=1, day=5)
    assess(day)
    content.learn(content.archive(tmp_path / "newest", until=318))
    assert all(one.is_exact and one.has_equal_inputs for one in replay(day))


def test_a_backfill_is_named_and_both_answers_are_given(assessed: Assessed) -> None:
    power = Indicator.objects.get(slug="power")
    late = Observation.objects.filter(indicator=power).order_by("-period").first()
    assert late is not None
    supersede(late, late.known_from + timedelta(days=1), late.value * 0.9)
    touched = [one for one in replay(DAY) if not one.has_equal_inputs]
    assert {one.claim.number for one in touched} == {"C1", "C2", "C3", "C4", "C6"}
    assert {one.later for one in touched} == {("power",)}
    own = next(one for one in touched if one.claim.number == "C1" and one.stored.criterion is None)
    assert own.stored.p_hold != own.again.p_hold
    assert "p_hold" in own.differs


def test_a_second_assessment_of_the_day_is_the_one_that_is_replayed(assessed: Assessed, tmp_path: Path) -> None:
    content.learn(content.archive(tmp_path / "newer", until=313))
    assess(DAY)
    assert all(one.is_exact and one.has_equal_inputs for one in replay(DAY))


def test_the_command_says_how_many_came_out_again(assessed: Assessed, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("replay", "--as-of", str(DAY), stdout=StringIO())
    rows = Assessment.objects.count()
    assert f"{rows} of {rows} came out again to the last bit" in capsys.readouterr().out


def test_the_command_fails_where_equal_inputs_gave_other_figures(
    assessed: Assessed, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = replaying.computed

    def off(*given: object) -> list[Assessment]:
        rows = real(*given)
        for row in rows:
            if row.p_hold is not None:
                row.p_hold += 1e-15
        return rows

    monkeypatch.setattr(replaying, "computed", off)
    with pytest.raises(CommandError, match="expected equal figures from equal inputs"):
        call_command("replay", "--as-of", str(DAY))
    assert "equal inputs, other figures: p_hold" in capsys.readouterr().out


def test_a_day_without_assessments_says_so(world: Path) -> None:
    with pytest.raises(CommandError, match="expected claims assessed on 2026-02-20, got none"):
        call_command("replay", "--as-of", str(DAY))
