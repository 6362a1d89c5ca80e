"""Readers of a claim are told where the engine has not been shown to be better than base rates."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from claims.models import Backtest, Calibration
from claims.onrecord.claim import on_record
from claims.onrecord.data import claim_data
from claims.onrecord.shownclaim import arranged
from evidence.models import Indicator
from tests.claims import content

pytestmark = pytest.mark.django_db
C1 = "power-runs-short-c1"
BETTER, NOT_BETTER = {"value": 0.02, "low": 0.011, "high": 0.03}, {"value": -0.003, "low": -0.029, "high": 0.017}


@pytest.fixture(autouse=True)
def classed(registered: None) -> None:
    Indicator.objects.filter(slug="prices").update(family="prices")
    Indicator.objects.exclude(slug="prices").update(family="")


def measured(gain: dict[str, float], family: str = "prices", day: int = -9) -> None:
    """A backtest of all series, stored so many days after the claims were registered, that found this of a class."""
    at = content.NOW + timedelta(days=day)
    run = Backtest.objects.create(inputs=f"{family} {day}", method="12", numpy="2", options={"series": []})
    figures = {"n": 1200, "days": 60, "brier": 0.17, "brier_base": 0.167, "brier_gain": gain}
    for one in ("", family):
        Calibration.objects.create(backtest=run, family=one, figures=figures, recorded_at=at)


def told() -> list[dict[str, object]]:
    found = on_record(C1, content.AS_OF)
    assert found
    return list(found.unproven)


def test_nothing_is_said_where_no_backtest_has_been_stored() -> None:
    assert told() == []


def test_nothing_is_said_where_the_engine_was_shown_to_be_better() -> None:
    measured(BETTER)
    assert told() == []


def test_nothing_is_said_of_classes_that_the_claim_does_not_rest_on() -> None:
    measured(NOT_BETTER, "sentiment")
    assert told() == []


def test_a_class_at_which_the_engine_is_no_better_is_told_with_its_figures() -> None:
    measured(NOT_BETTER)
    [one] = told()
    assert (one["class"], one["indicators"], one["n"], one["days"]) == ("prices", ["prices"], 1200, 60)
    assert (one["gain"], one["gain_low"], one["gain_high"]) == (-0.003, -0.029, 0.017)


def test_what_was_stored_later_was_not_known_on_the_day() -> None:
    measured(NOT_BETTER, day=9)
    assert told() == []


def test_of_a_checkpoint_that_has_passed_there_is_no_probability_to_warn_of() -> None:
    measured(NOT_BETTER)
    found = on_record(C1, date(2027, 6, 30))
    assert found
    assert not found.unproven


def test_the_newest_backtest_is_believed() -> None:
    measured(NOT_BETTER, day=-20)
    measured(BETTER, day=-10)
    assert told() == []


@pytest.mark.parametrize(("language", "suffix", "said"), [("en", "", "was not shown to be better than base rates"),
                                                          ("zh-hant", "_zh", "尚未證明")])  # fmt: skip
def test_the_page_says_it_in_both_languages(language: str, suffix: str, said: str) -> None:
    measured(NOT_BETTER)
    found = on_record(C1, content.AS_OF)
    assert found
    with override(language):
        [caution] = arranged(found, suffix, shows_all=False)["cautions"]
    assert said in caution
    assert "−0.0030" in caution
    assert "1,200" in caution


def test_page_and_data_tell_it(client: Client) -> None:
    measured(NOT_BETTER)
    found = on_record(C1, content.AS_OF)
    assert found
    assert claim_data(found, shows_all=False)["unproven"] == told()
    at = f"?as_of={content.AS_OF}"
    assert "not shown to be better than base rates" in client.get(f"/claims/{C1}/{at}").content.decode()
    assert client.get(f"/claims/{C1}.json{at}").json()["unproven"] == told()
    assert client.get(f"/api/v1/claims/{C1}/{at}").json()["unproven"] == told()
