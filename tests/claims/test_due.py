"""Which claims are due (ARCHITECTURE, "Pull, not push"): each reason alone, and nothing twice."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from claims import due as asking
from claims.assess import Assessed, assess
from claims.due import Why, due
from claims.models import Claim
from evidence.models import Indicator, Observation
from tests.claims import content

DAY = content.AS_OF  # 20 February 2026: December's figures are known, January's were due on the 14th


def reasons(as_of: date = DAY) -> dict[str, Why]:
    numbers = dict(Claim.objects.values_list("pk", "number"))
    return {numbers[key]: why for key, why in due(as_of).items()}


def assess_due(as_of: date) -> Assessed:
    return assess(as_of, Claim.objects.with_everything().filter(pk__in=due(as_of)))


def learn(folder: Path, prices: int, power: int) -> None:
    """The figures of so many months, each published a fortnight after it."""
    whole = content.archive(folder / f"{prices}_{power}", until=max(prices, power))
    for code, months in (("PRICES", prices), ("POWER", power)):
        file = whole / "agency" / f"{code}.csv"
        file.write_text("".join(file.read_text().splitlines(keepends=True)[: months + 1]))
    content.learn(whole)


@pytest.fixture
def assessed(world: Path) -> Assessed:
    return assess_due(DAY)


def test_what_was_never_assessed_is_due_but_judged_claims(world: Path) -> None:
    assert reasons() == dict.fromkeys(["C1", "C2", "C3", "C4", "C6", "C7"], Why.NEVER)
    assert reasons(date(2025, 11, 30)) == {}, "the article was not yet out"


def test_a_second_run_has_nothing_to_do(assessed: Assessed) -> None:
    assert assessed == Assessed(6, 0)
    assert reasons() == {}
    assert assess_due(DAY) == Assessed(0, 0)


def test_a_relation_beside_a_claim_on_another_series_of_its_class_is_not_due_again(world: Path) -> None:
    Indicator.objects.filter(slug="jobs").update(family="prices")
    assess_due(DAY)
    assert reasons() == {}
    again = assess(DAY, Claim.objects.with_everything().filter(number="C4"))
    assert again == Assessed(0, 1), "alone it is what it was among all"


def test_a_later_day_on_which_nothing_happened_makes_nothing_due(assessed: Assessed, tmp_path: Path) -> None:
    learn(tmp_path, prices=313, power=313)
    assess_due(DAY)
    assert reasons(DAY + timedelta(days=7)) == {}


def test_a_month_that_has_ended_makes_what_is_open_due(assessed: Assessed) -> None:
    assess_due(date(2026, 2, 28))
    assert reasons(date(2026, 3, 1)) == dict.fromkeys(["C1", "C2", "C4", "C6", "C7"], Why.MONTH)


def test_a_release_makes_due_what_rests_on_it_and_nothing_else(assessed: Assessed, tmp_path: Path) -> None:
    learn(tmp_path, prices=313, power=313)  # to January, out on 14 February
    assess_due(DAY)
    learn(tmp_path, prices=314, power=313)
    assess_due(date(2026, 3, 1))
    assert reasons(date(2026, 3, 13)) == {}
    assert reasons(date(2026, 3, 14)) == dict.fromkeys(["C1", "C4", "C6"], Why.NEWS), "C2 and C3 ask of power alone"


def test_a_figure_that_was_recorded_later_for_a_day_already_assessed_makes_it_due(assessed: Assessed) -> None:
    power = Indicator.objects.get(slug="power")
    late = Observation.objects.filter(indicator=power).order_by("-period").first()
    supersede(late, late.known_from + timedelta(days=1), late.value + 1)
    assert reasons() == dict.fromkeys(["C1", "C2", "C3", "C4", "C6"], Why.NEWS)
    assert assess_due(DAY) == Assessed(5, 0)
    assert reasons() == {}


def test_a_checkpoint_that_has_passed_makes_its_claim_due(assessed: Assessed) -> None:
    last = date(2026, 11, 30)
    assess(last)
    assert set(reasons(last + timedelta(days=1)).values()) == {Why.CHECKPOINT}
    assert set(reasons(last + timedelta(days=1))) == {"C1", "C2", "C4", "C6", "C7"}


def test_a_release_that_becomes_overdue_makes_its_claims_due_once(assessed: Assessed, tmp_path: Path) -> None:
    learn(tmp_path, prices=313, power=313)
    assess(date(2026, 3, 1))  # February's figures are due on 14 March, and late after another week
    assert reasons(date(2026, 3, 21)) == {}
    assert reasons(date(2026, 3, 22)) == dict.fromkeys(["C1", "C2", "C4", "C6"], Why.OVERDUE)
    assess_due(date(2026, 3, 22))
    assert reasons(date(2026, 3, 25)) == {}


def test_a_count_of_events_is_due_after_a_week(assessed: Assessed, tmp_path: Path) -> None:
    Indicator.objects.filter(slug="jobs").update(walk=Indicator.Walk.COUNT)
    learn(tmp_path, prices=313, power=313)
    assess_due(DAY)
    found = {day: reasons(DAY + timedelta(days=day)) for day in (6, 7)}
    assert found == {6: {}, 7: dict.fromkeys(["C2", "C6", "C7"], Why.EVENTS)}


def test_another_method_version_makes_everything_due(assessed: Assessed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "METHOD_VERSION", "next")
    assert set(reasons().values()) == {Why.METHOD}


def test_indicators_below_derived_ones_count(assessed: Assessed) -> None:
    Indicator.objects.create(
        slug="gap",
        name="g",
        name_zh="g",
        formula="yoy(power) - yoy(prices)",
        unit="pp",
        frequency="M",
        aggregation="mean",
    )
    leaves = asking._Leaves(Indicator.objects.catalogue().derived, ["power", "prices", "jobs"])
    claim = Claim.objects.get(number="C7")
    claim.criteria.update(holds_when="mean(gap) > 1")
    assert leaves.of(Claim.objects.get(number="C7")) == {"power", "prices"}


def supersede(late: Observation, moment: datetime, value: float) -> None:
    """A newer figure of the same period, and with it the end of the one before, which the database asks for."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH ended AS (UPDATE evidence_observation SET known_to = %s WHERE indicator_id = %s AND period = %s AND"
            " known_from = %s) INSERT INTO evidence_observation"
            " (indicator_id, period, known_from, known_to, value, pseudo, recorded_at)"
            " VALUES (%s, %s, %s, %s, %s, false, clock_timestamp())",
            [moment, late.indicator_id, late.period, late.known_from, late.indicator_id, late.period, moment,
             late.known_to, value],
        )  # fmt: skip
