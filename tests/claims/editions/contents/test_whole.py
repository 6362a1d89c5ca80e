"""Everything that a scorecard tells around its claims, from the small world."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from claims.editions.contents.due import due
from claims.editions.contents.together import together
from claims.editions.contents.whole import whole
from claims.editions.scorecard import Scorecard
from claims.models import Backtest, Calibration
from claims.narratives import narratives
from claims.scoring import METHOD_VERSION
from claims.verbs.settle import settle
from claims.wording.sections import sections
from claims.wording.sentences import percent
from tests.claims import content

FIGURES: dict[str, Any] = {
    "n": 100, "days": 10, "effective": 50.0, "brier": 0.17123456, "brier_base": 0.2, "strong": 10, "sharpness": 1.0,
    "brier_gain": {"value": 0.03, "low": 0.0, "high": 0.1}, "slope": {"value": 1.05, "low": 1.0, "high": 1.1},
    "intercept": {"value": 0.0, "low": 0.0, "high": 0.0}, "strong_right": {"value": 0.9, "low": 0.8, "high": 1.0},
    "reliability": [{"low": 0.0, "high": 0.1, "n": 10, "p": 0.05, "share": 0.1}],
}  # fmt: skip
NOVEMBER = 323  # months of the archive: the last one ends on the first checkpoint


@pytest.fixture
def data(assessed_world: None) -> dict[str, Any]:
    return whole(Scorecard(content.AS_OF))


def test_it_has_all_that_a_reader_is_promised(data: dict[str, Any]) -> None:
    assert [one["checkpoint"] for one in data["due"]["checkpoints"]] == ["2026-11-30"]
    assert set(data["due"]["checkpoints"][0]["claims"]) == {"C1", "C2", "C4", "C5", "C6", "C7"}, "no fact check"
    (theme, article), luck = data["narratives"], narratives(content.AS_OF)[0]
    assert (theme["theme"], article["theme"]) == ("power", None)
    assert (theme["claims"], theme["answered"], theme["stand_ins"], theme["forks"]) == (3, 2, 1, 0)
    assert 0 <= theme["odds"]["all_hold"] <= theme["odds"]["expected"] / theme["answered"] <= 1
    standing, hold = theme["standing"], sum(one["band"] in ("on track", "leaning to hold") for one in data["claims"]
                                            if one["number"] in ("C1", "C2"))  # fmt: skip
    assert hold > 0
    assert standing["hold"] == hold, "what leans to hold beside what was expected"
    assert standing["joint"] == pytest.approx(float(luck.past.cautious[hold]), abs=1e-4)
    assert standing["if_independent"] == pytest.approx(float(luck.power.independent[hold]), abs=1e-4)
    assert data["void"] == {"settled": 0, "void": 0, "share": None}
    assert data["calibration"] is None
    assert data["health"]["counts"]["severe"] >= 1, "jobs have no figures"
    assert any(one["indicator"] == "jobs" and "C7" in one["claims"] for one in data["health"]["worst"])
    assert (data["ledger_head"]["number"], sum(data["ledger"].values())) == (0, 0)
    assert len(data["inputs"]) == 64
    assert data["records"] == [], "drafts make no record"


def test_what_was_settled_as_held_holds_among_what_leans_to_hold(assessed_world: None, data: dict[str, Any]) -> None:
    """The futures that it is counted with have it hold on every path."""
    for band, hold in (("held", 2), ("leaning to hold", 2), ("failed", 1), ("undecided", 1)):
        told = [{**one, "band": {"C1": band, "C2": "on track"}.get(one["number"], one["band"])}
                for one in data["claims"]]  # fmt: skip
        theme = together(Scorecard(content.AS_OF).dossier, told)[0]
        assert (theme["answered"], theme["standing"]["hold"]) == (2, hold)


def test_the_independent_tail_of_what_leans_to_hold_stands_beside_the_joint_one(data: dict[str, Any]) -> None:
    (table,) = (one.table for one in sections(data, "") if one.key == "together")
    place = table.header.index("As many by luck (if independent)")
    standing = data["narratives"][0]["standing"]
    assert table.rows[0][place - 1] == str(standing["hold"])
    assert table.rows[0][place] == f"{percent(standing['joint'])} ({percent(standing['if_independent'])})"
    old = [{name: part for name, part in one.items() if name != "standing"} for one in data["narratives"]]
    (before,) = (one.table for one in sections({**data, "narratives": old}, "") if one.key == "together")
    assert before.rows[0][place - 1 : place + 1] == ("–", "–"), "an edition of old does not say"


def test_releases_ahead_name_the_claims_that_wait_for_them(world: Path) -> None:
    ahead = {one["indicator"]: one for one in due(Scorecard(date(2026, 2, 10)), [])["releases"]}
    assert set(ahead) == {"power", "prices"}
    assert (ahead["power"]["day"], ahead["power"]["planned"]) == ("2026-02-14", False)
    assert ahead["power"]["claims"] == ["C1", "C2", "C4"]


def test_settlements_come_with_both_days_and_the_void_share(world: Path) -> None:
    day = date(2027, 6, 30)
    drafts = whole(Scorecard(day))
    assert {one["state"] for one in drafts["settlements"]} == {"worked out"}
    assert (drafts["void"]["settled"], drafts["records"]) == (0, [])
    content.enter()
    settle(day, datetime(2027, 7, 1, 12, tzinfo=UTC))
    day = date(2027, 7, 1)
    found = whole(Scorecard(day))
    assert found["records"][0]["standing"] == "hidden"
    assert found["records"][0]["held"] is None
    outcomes = {(one["number"], one["checkpoint"]): one for one in found["settlements"]}
    assert {one for one, _ in outcomes} == {f"C{n}" for n in range(1, 8)}, "what nobody has judged is void"
    measured = [one for one in found["settlements"] if one["nature"] == "measured"]
    void = [one for one in measured if one["outcome"] == "void"]
    done = [one for one in measured if one["state"] == "settled"]
    assert void
    assert found["void"]["void"] == len(void)
    assert found["void"]["settled"] == len(done)
    assert all(one["reason"] for one in void)


def test_the_newest_backtest_that_was_stored_by_then_is_told_and_whether_it_is_of_this_method(world: Path) -> None:
    for method, inputs in (("old", "a" * 64), (METHOD_VERSION, "b" * 64)):
        backtest = Backtest.objects.create(inputs=inputs, method=method, numpy="2",
                                           started_at=datetime(2026, 1, 1 + (method != "old"), tzinfo=UTC))  # fmt: skip
        Calibration.objects.create(backtest=backtest, figures=FIGURES, recorded_at=datetime(2026, 1, 2, tzinfo=UTC))
    found = whole(Scorecard(content.AS_OF))["calibration"]
    assert (found["method"], found["is_current"], found["brier"]) == (METHOD_VERSION, True, 0.1712)
    Calibration.objects.create(backtest=Backtest.objects.create(inputs="c" * 64, method="new", numpy="2"),
                               figures=FIGURES, recorded_at=datetime(2026, 3, 1, tzinfo=UTC))  # fmt: skip
    assert whole(Scorecard(content.AS_OF))["calibration"] == found, "what was stored later is not told of that day"


def test_a_backtest_of_some_series_alone_is_not_told_as_that_of_the_engine(world: Path) -> None:
    stored = datetime(2026, 1, 2, tzinfo=UTC)
    for number, series in enumerate(([], ["PRICES"])):
        facts = {"method": f"{number}", "options": {"series": series}, "started_at": stored.replace(day=1 + number)}
        backtest = Backtest.objects.create(inputs=f"{number}" * 64, numpy="2", **facts)
        Calibration.objects.create(backtest=backtest, figures=FIGURES, recorded_at=stored)
    found = whole(Scorecard(content.AS_OF))["calibration"]
    assert found["method"] == "0"
