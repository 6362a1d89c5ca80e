"""What a claim's page says at once: what it takes, what of that is true so far, which figures come next."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override

from claims.assess import assess
from claims.models import Claim
from claims.onrecord.claim import on_record
from claims.wording.glance import Glance
from tests.claims import content

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _registered(assessed_world: None) -> None:
    content.enter()


def glance(number: str, day: date = content.AS_OF) -> Glance:
    found = on_record(f"power-runs-short-{number.lower()}", day)
    assert found
    assert found.glance
    return found.glance


@pytest.mark.parametrize(("left", "right", "is_true"), [
    (2.0, 1.5, True), (1.5, 1.5, True), (1.4, 1.5, False), (4.1 - 3.6, 0.5, True),
])  # fmt: skip
def test_a_condition_is_true_so_far_by_its_own_two_figures(left: float, right: float, *, is_true: bool) -> None:
    """Compared as formulas compare: 4.1 less 3.6 is 0.5, though binary fractions make it less."""
    one = glance("C1")
    one.row.facts["so_far"] = [{"left": left, "right": right, "until": "2026-01-31"}]
    (condition,) = one.conditions
    assert condition.is_true is is_true
    one.row.facts["so_far"] = [{"left": None, "right": None, "until": None}]
    assert one.conditions == []


def test_what_it_takes_are_the_first_of_the_plain_sentences(assessed_world: None) -> None:
    one = glance("C1")
    assert [condition.said for condition in one.conditions] == one.wording.standing(one.row, one.reading)
    assert one.heading == "What it takes"
    with override("zh-hant"):
        assert one.heading == "成立所需條件"


def test_the_figures_that_come_next_are_named_with_their_day() -> None:
    day = content.AS_OF
    assert glance("C1", day).coming.startswith("Next news: ")
    later = day + timedelta(days=120)
    assess(later, [Claim.objects.with_everything().get(number="C1")])
    one = glance("C1", later)
    assert one.coming == "Every figure that could move it is overdue."


@pytest.mark.parametrize("number", ["C4", "C5", "C6"])
def test_relations_judged_claims_and_those_made_of_others_have_no_conditions_of_their_own(number: str) -> None:
    found = on_record(f"power-runs-short-{number.lower()}", content.AS_OF)
    assert found
    assert found.glance is None


def test_a_condition_has_the_figures_of_its_sentence() -> None:
    (condition,) = glance("C1").conditions
    assert condition.said == f"{condition.what}: {condition.figures}."
    with override("zh-hant"):
        (condition,) = glance("C1").conditions
        assert condition.said == f"{condition.what}：{condition.figures}。"
