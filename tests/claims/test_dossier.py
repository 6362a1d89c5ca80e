"""The dossier: everything an assessment rests on, as it was known on the day, and nothing else."""

from datetime import date
from pathlib import Path

import pytest

from claims.dossier import Dossier
from claims.models import Claim, Criterion
from evidence.findings import Kind
from evidence.health import health
from evidence.models import Indicator
from evidence.periods import day_number
from tests.claims import content
from tests.claims.test_ledger_entries import untriggered


def dossier(as_of: date = content.AS_OF) -> Dossier:
    return Dossier(Claim.objects.with_everything(), as_of)


def hashed(one: Dossier, number: str = "C1") -> str:
    return one.inputs(next(claim for claim in one.claims if claim.number == number))


def test_figures_published_after_the_day_are_not_in_it(world: Path) -> None:
    early = dossier(date(2026, 1, 10))
    assert int(early.panels["prices"].ends[-1]) == day_number(date(2025, 11, 30)), "December's come on 14 January"
    assert int(dossier().panels["prices"].ends[-1]) == day_number(date(2025, 12, 31))


def test_where_nothing_was_said_failing_is_not_holding(world: Path) -> None:
    reading = dossier().readings["power-runs-short-c1:C1.p"]
    assert reading.fails.canonical == f"not {reading.holds.canonical}" or "not" in reading.fails.canonical
    assert reading.requires is None


def test_series_without_figures_are_lacking_by_name(world: Path) -> None:
    one = dossier()
    assert one.lacking(one.readings["power-runs-short-c7:C7.p"]) == ("jobs",)
    assert one.lacking(one.readings["power-runs-short-c1:C1.p"]) == ()


def test_a_series_that_has_stopped_is_lacking_too_and_one_that_is_late_is_not(world: Path) -> None:
    late = dossier(date(2026, 3, 10))
    assert late.is_late("power")
    assert late.lacking(late.readings["power-runs-short-c1:C1.p"]) == ()
    stopped = dossier(date(2026, 12, 1))
    assert set(stopped.lacking(stopped.readings["power-runs-short-c1:C1.p"])) == {"power", "prices"}


def test_health_and_the_dossier_call_the_same_series_late_and_the_same_ended(world: Path) -> None:
    Indicator.objects.filter(slug="power").update(learnt_lag=20, learnt_lag_late=60)
    seen = set()
    for month in range(1, 13):
        on = date(2026, month, 10)
        one, found = dossier(on), health(on, ["power", "prices"])
        stale = {finding.slug for finding in found if finding.kind in (Kind.STALE, Kind.DISCONTINUED)}
        ended = {finding.slug for finding in found if finding.kind is Kind.DISCONTINUED}
        assert stale == {slug for slug in ("power", "prices") if one.is_late(slug)}
        assert ended == {slug for slug in ("power", "prices") if one.has_ended(slug)}
        seen.add((frozenset(stale), frozenset(ended)))
    assert len(seen) == 4, "neither, one, both, and ended"


def test_what_was_learnt_of_a_series_changes_the_inputs_only_where_it_makes_a_release_late(world: Path) -> None:
    on = date(2026, 3, 10)
    before = hashed(dossier(on))
    Indicator.objects.filter(slug="power").update(learnt_lag=14, learnt_lag_late=30)
    assert hashed(dossier(on)) == before, "late all the same"
    Indicator.objects.filter(slug="power").update(learnt_lag_late=90)
    assert not dossier(on).is_late("power")
    assert hashed(dossier(on)) != before


def test_groups_know_their_members_and_ask_all_but_relations(world: Path) -> None:
    one = dossier()
    claim = Claim.objects.with_everything().get(number="C6")
    group = one.group(claim)
    keys = [f"power-runs-short-c{number}:C{number}.p" for number in (1, 4, 7)]
    assert (group.least, sorted(group.members)) == (1, keys)
    assert sorted(reading.criterion.key for reading in one.asked(claim)) == ["C1.p", "C7.p"]


def test_checkpoints_out_of_reach_are_not_asked(world: Path) -> None:
    Claim.objects.filter(number="C1").update(checkpoints=[date(2026, 11, 30), date(2035, 12, 31)])
    claim = Claim.objects.get(number="C1")
    assert dossier().closes(claim) == (day_number(date(2026, 11, 30)),)


def test_equal_states_have_equal_hashes(world: Path) -> None:
    assert hashed(dossier()) == hashed(dossier())


@pytest.mark.parametrize("number", ["C1", "C2", "C4", "C6", "C7"])
def test_equal_evidence_gives_an_equal_hash_whatever_other_claims_are_assessed_with_it(
    world: Path, number: str
) -> None:
    Indicator.objects.filter(slug="jobs").update(family="prices")  # C7 asks of it, C4 of another of its class
    chosen = Claim.objects.with_everything().filter(number=number)
    children = Claim.objects.with_everything().filter(parents__in=chosen)
    assert hashed(Dossier([*chosen, *children], content.AS_OF), number) == hashed(dossier(), number)


def rescaled() -> int:
    """What nobody but the owner of the database can do: figures are recorded."""
    untriggered("UPDATE evidence_indicator SET unit = 'hundredth index[2000=100]' WHERE slug = 'power'")
    return 1


CHANGES = {
    "a relation": lambda: Criterion.objects.filter(key="C4.p").update(
        relation={"target": "pct(power)", "a": ["pct(prices)"], "c": ["yoy(prices)"], "lags": 2}
    ),
    "the formula": lambda: Criterion.objects.filter(key="C1.p").update(holds_when=content.OUTPACES.format(2)),
    "the coverage": lambda: Criterion.objects.filter(key="C1.p").update(coverage=0.5),
    "the checkpoints": lambda: Claim.objects.filter(number="C1").update(checkpoints=[date(2026, 12, 31)]),
    "the opening": lambda: Claim.objects.filter(number="C1").update(opens=date(2025, 11, 1)),
    "how an indicator moves": lambda: Indicator.objects.filter(slug="power").update(walk="level"),
    "the unit's scale": rescaled,
}


@pytest.mark.parametrize("what", CHANGES)
def test_the_hash_changes_with_whatever_the_assessment_rests_on(what: str, world: Path) -> None:
    number = "C4" if what == "a relation" else "C1"
    before = hashed(dossier(), number)
    assert CHANGES[what]() == 1
    assert hashed(dossier(), number) != before


def test_the_hash_changes_with_the_evidence_and_not_with_other_peoples(world: Path, tmp_path: Path) -> None:
    before, unmoved = hashed(dossier()), hashed(dossier(), "C7")
    content.learn(content.archive(tmp_path / "newer", until=313))
    assert hashed(dossier()) != before
    assert hashed(dossier(), "C7") == unmoved


def test_words_and_statements_do_not_change_the_hash(world: Path) -> None:
    before = hashed(dossier())
    Claim.objects.filter(number="C1").update(statement="Said otherwise.")
    Indicator.objects.filter(slug="power").update(name="Another name")
    assert hashed(dossier()) == before
