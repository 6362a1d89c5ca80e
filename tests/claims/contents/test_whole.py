"""Everything that a scorecard tells around its claims, from the small world."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from claims.contents.due import due
from claims.contents.whole import whole
from claims.models import Backtest, Calibration, Claim, LedgerEntry, Settlement
from claims.scorecard import Scorecard
from claims.scoring import METHOD_VERSION
from claims.verbs.acts import Request
from claims.verbs.register import register
from tests.claims import content

NOVEMBER = 323  # months of the archive: the last one ends on the first checkpoint


@pytest.fixture
def data(assessed_world: None) -> dict[str, Any]:
    return whole(Scorecard(content.AS_OF))


def test_it_has_all_that_a_reader_is_promised(data: dict[str, Any]) -> None:
    assert [one["checkpoint"] for one in data["due"]["checkpoints"]] == ["2026-11-30"]
    assert set(data["due"]["checkpoints"][0]["claims"]) == {"C1", "C2", "C4", "C5", "C6", "C7"}, "no fact check"
    (theme, article) = data["narratives"]
    assert (theme["theme"], article["theme"]) == ("power", None)
    assert (theme["claims"], theme["answered"], theme["stand_ins"], theme["forks"]) == (3, 2, 1, 0)
    assert 0 <= theme["odds"]["all_hold"] <= theme["odds"]["expected"] / theme["answered"] <= 1
    assert data["void"] == {"settled": 0, "void": 0, "share": None}
    assert data["calibration"] is None
    assert data["health"]["counts"]["severe"] >= 1, "jobs have no figures"
    assert any(one["indicator"] == "jobs" and "C7" in one["claims"] for one in data["health"]["worst"])
    assert (data["ledger_head"]["number"], sum(data["ledger"].values())) == (0, 0)
    assert len(data["inputs"]) == 64
    assert data["records"][0]["standing"] == "hidden"
    assert data["records"][0]["held"] is None


def test_releases_ahead_name_the_claims_that_wait_for_them(world: Path) -> None:
    ahead = {one["indicator"]: one for one in due(Scorecard(date(2026, 2, 10)), [])["releases"]}
    assert set(ahead) == {"power", "prices"}
    assert (ahead["power"]["day"], ahead["power"]["planned"]) == ("2026-02-14", False)
    assert ahead["power"]["claims"] == ["C1", "C2", "C4"]


def settlements(day: date) -> dict[tuple[str, str], dict[str, Any]]:
    return {(one["number"], one["checkpoint"]): one for one in whole(Scorecard(day))["settlements"]}


def test_of_what_is_not_entered_the_arithmetic_is_told_and_named_as_such(world: Path) -> None:
    content.learn(content.archive(world, until=NOVEMBER))
    found = whole(Scorecard(date(2027, 6, 30)))
    assert {one["number"] for one in found["settlements"]} == {"C1", "C2", "C7"}
    assert {one["how"] for one in found["settlements"]} == {"computed"}
    void = [one for one in found["settlements"] if one["outcome"] == "void"]
    assert [one["number"] for one in void] == ["C2", "C7"], "of jobs nothing is known"
    assert found["void"] == {"settled": 3, "void": 2, "share": 0.6667}
    assert all(one["reason"] == "metric_missing" for one in void)


def test_an_outcome_in_the_ledger_goes_before_the_arithmetic_which_says_whether_it_would_flip(world: Path) -> None:
    content.learn(content.archive(world, until=NOVEMBER))
    one = Claim.objects.get(number="C1")
    register(claim=one, request=Request("desk", "Ready.", content.NOW), base_rate_reason="As the author says.")
    values: dict[str, Any] = {
        "claim": one, "criterion": one.criteria.get(), "version": 1, "checkpoint": date(2026, 11, 30),
        "known_on": date(2026, 12, 14), "as_of": date(2026, 12, 15), "set_at": datetime(2026, 12, 16, 9, tzinfo=UTC),
        "by": "claimbase", "method": "1", "numpy": "2",
    }  # fmt: skip
    entry = LedgerEntry.objects.append(kind="settle", body={}, at=values["set_at"])
    Settlement.objects.create(**values, outcome="failed", entry=entry)
    before, after = settlements(date(2026, 12, 14)), settlements(date(2026, 12, 31))
    assert before["C1", "2026-11-30"]["how"] == "computed", "as it stood then"
    told = after["C1", "2026-11-30"]
    assert (told["how"], told["outcome"], told["on"], told["set_on"]) == (
        "settled", "failed", "2026-12-14", "2026-12-16",
    )  # fmt: skip
    assert (told["today"], told["would_flip"]) == ("held", True)


def test_the_newest_backtest_that_was_stored_by_then_is_told_and_whether_it_is_of_this_method(world: Path) -> None:
    figures: dict[str, Any] = {
        "n": 100, "days": 10, "effective": 50.0, "brier": 0.17123456, "brier_base": 0.2, "strong": 10, "sharpness": 1.0,
        "brier_gain": {"value": 0.03, "low": 0.0, "high": 0.1}, "slope": {"value": 1.05, "low": 1.0, "high": 1.1},
        "intercept": {"value": 0.0, "low": 0.0, "high": 0.0}, "strong_right": {"value": 0.9, "low": 0.8, "high": 1.0},
        "reliability": [{"low": 0.0, "high": 0.1, "n": 10, "p": 0.05, "share": 0.1}],
    }  # fmt: skip
    for method, inputs in (("old", "a" * 64), (METHOD_VERSION, "b" * 64)):
        backtest = Backtest.objects.create(inputs=inputs, method=method, numpy="2",
                                           started_at=datetime(2026, 1, 1 + (method != "old"), tzinfo=UTC))  # fmt: skip
        Calibration.objects.create(backtest=backtest, figures=figures, recorded_at=datetime(2026, 1, 2, tzinfo=UTC))
    found = whole(Scorecard(content.AS_OF))["calibration"]
    assert (found["method"], found["is_current"], found["brier"]) == (METHOD_VERSION, True, 0.1712)
    Calibration.objects.create(backtest=Backtest.objects.create(inputs="c" * 64, method="new", numpy="2"),
                               figures=figures, recorded_at=datetime(2026, 3, 1, tzinfo=UTC))  # fmt: skip
    assert whole(Scorecard(content.AS_OF))["calibration"] == found, "what was stored later is not told of that day"
