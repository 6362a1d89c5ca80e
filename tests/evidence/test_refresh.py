"""Refreshing: bytes kept, a failure contained, nothing half-written, a second run without effect."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from evidence import refresh as module
from evidence.models import Fetch, Indicator, Observation, Payload
from evidence.periods import day_number
from evidence.readings import panels, readings
from evidence.refresh import Outcome, refresh
from evidence.sources import Answer, Request, Series, UnreachableError, fred
from tests import factories
from tests.evidence.sources.played import shared

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
HEADER = "observation_date,"


class Graph:
    """FRED's graph address: a CSV body a series, or an error to be raised."""

    def __init__(self, bodies: Mapping[str, str | Exception]) -> None:
        self.bodies = bodies
        self.asked: list[str] = []

    def get(
        self, address: str, parameters: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        code = (parameters or {})["id"]
        self.asked.append(code)
        body = self.bodies[code]
        if isinstance(body, Exception):
            raise body
        return Answer(body.encode(), f"{address}?id={code}", 200, {"etag": "x"})


def graph(code: str, rows: Mapping[str, float | str]) -> str:
    return f"{HEADER}{code}\n" + "".join(f"{day},{value}\n" for day, value in rows.items())


def asked(bodies: Mapping[str, str | Exception], now: datetime = NOW) -> Outcome:
    [outcome] = refresh(indicators(), client=Graph(bodies), now=now, settings={})
    return outcome


def indicators() -> list[Indicator]:
    return list(Indicator.objects.raw().select_related("source"))


def known(slug: str, day: str) -> dict[str, float]:
    panel = readings(slug, day_number(date.fromisoformat(day)))
    ends = np.asarray(panel.ends, dtype="datetime64[D]").astype(str)
    return {end[:7]: value for end, value in zip(ends, panel.values[0].tolist(), strict=True) if value == value}


def counts() -> tuple[int, int, int]:
    return Observation.objects.count(), Fetch.objects.count(), Payload.objects.count()


JULY = {"2026-06-01": 1.0, "2026-07-01": 2.0}


def test_a_failing_series_leaves_the_others_alone_and_its_bytes_are_kept() -> None:
    for slug in "ab":
        factories.indicator(slug)
    outcome = asked({"A": "<html>Just a moment</html>", "B": graph("B", JULY)})
    assert list(outcome.errors) == ["A"]
    assert "expected the FRED series A with the header observation_date,A, got '<html>" in outcome.errors["A"]
    assert known("b", "2026-09-01") == {"2026-06": 1.0, "2026-07": 2.0}
    assert known("a", "2026-09-01") == {}
    failed = Fetch.objects.get(codes=["A"])
    assert failed.error == outcome.errors["A"]
    assert failed.payload is not None
    assert failed.payload.body == b"<html>Just a moment</html>"
    assert (failed.status, failed.facts) == (200, {"etag": "x"})


@pytest.mark.parametrize(
    "body",
    ["", "observation_date,A\n2026-07-01,1.0\n2026-08", "observation_date,A\n2026-07-01,1e999\n", "{}", "<html>"],
)
def test_a_body_cut_short_or_of_another_kind_writes_nothing_at_all(body: str) -> None:
    factories.indicator("a")
    assert asked({"A": body}).errors["A"].startswith("expected ")
    assert counts() == (0, 1, 1)


def test_an_error_while_recording_leaves_nothing_half_written(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.indicator("a")
    real = module._keep

    def failing(*arguments: Any) -> None:
        if not arguments[-1]:
            raise OSError("no space left on device")
        real(*arguments)

    monkeypatch.setattr(module, "_keep", failing)
    assert asked({"A": graph("A", JULY)}).errors == {"A": "no space left on device"}
    assert Observation.objects.count() == 0
    monkeypatch.undo()
    assert asked({"A": graph("A", JULY)}).changed == 2


def test_a_second_refresh_changes_no_figure_and_keeps_the_same_bytes_once() -> None:
    factories.indicator("a")
    asked({"A": graph("A", JULY)})
    before = list(Observation.objects.order_by("period").values())
    again = asked({"A": graph("A", JULY)}, NOW + timedelta(days=1))
    assert (again.changed, again.errors) == (0, {})
    assert list(Observation.objects.order_by("period").values()) == before
    assert counts() == (2, 2, 1)


def test_a_provider_out_of_reach_is_one_entry_and_keeps_what_is_known() -> None:
    for slug in "ab":
        factories.indicator(slug)
    asked({"A": graph("A", JULY), "B": graph("B", JULY)})
    gone = UnreachableError("expected an answer from fred, got none")
    outcome = asked({"A": gone, "B": gone})
    assert (outcome.unreachable, outcome.errors, outcome.brought) == (str(gone), {}, 0)
    assert Fetch.objects.filter(error=str(gone)).count() == 1
    assert known("a", "2026-09-01") == {"2026-06": 1.0, "2026-07": 2.0}


def test_without_a_client_a_provider_on_the_network_is_not_asked() -> None:
    factories.indicator("a")
    assert refresh(indicators(), client=None, now=NOW, settings={}) == []
    assert counts() == (0, 0, 0)


def test_figures_of_the_first_fetch_are_known_from_the_usual_lag_and_marked_pseudo() -> None:
    factories.indicator("a", publication_lag=14)
    asked({"A": graph("A", JULY)})
    assert known("a", "2026-08-13") == {"2026-06": 1.0}
    assert known("a", "2026-08-14") == {"2026-06": 1.0, "2026-07": 2.0}
    assert set(Observation.objects.values_list("pseudo", flat=True)) == {True}


def test_a_march_figure_is_unknown_on_31_march() -> None:
    factories.indicator("a", publication_lag=14)
    asked({"A": graph("A", {"2026-02-01": 1.0, "2026-03-01": 2.0, **JULY})})
    assert known("a", "2026-03-31") == {"2026-02": 1.0}
    assert known("a", "2026-04-14") == {"2026-02": 1.0, "2026-03": 2.0}


def test_a_revision_is_known_from_the_fetch_that_first_saw_it() -> None:
    factories.indicator("a", publication_lag=14)
    asked({"A": graph("A", JULY)})
    assert asked({"A": graph("A", {**JULY, "2026-06-01": 9.0})}, NOW + timedelta(days=5)).changed == 2
    assert known("a", "2026-09-05")["2026-06"] == 1.0
    assert known("a", "2026-09-06")["2026-06"] == 9.0
    assert Observation.objects.get(value=9.0).pseudo is False


def test_a_reply_of_a_shorter_rolling_window_deletes_and_revises_nothing() -> None:
    factories.indicator("a")
    asked({"A": graph("A", {"2016-08-01": 5.0, **JULY})})
    outcome = asked({"A": graph("A", JULY)}, NOW + timedelta(days=30))
    assert (outcome.changed, outcome.errors) == (0, {})
    assert known("a", "2026-12-01") == {"2016-08": 5.0, "2026-06": 1.0, "2026-07": 2.0}


@pytest.mark.parametrize("missing", ["", "."])
def test_a_missing_figure_is_missing_and_not_zero(missing: str) -> None:
    factories.indicator("a")
    asked({"A": graph("A", {"2026-06-01": missing, "2026-07-01": 0.0})})
    assert known("a", "2026-09-01") == {"2026-07": 0.0}


def test_a_contradiction_is_named_and_the_first_figure_stays() -> None:
    factories.indicator("a")
    asked({"A": graph("A", JULY)})
    asked({"A": graph("A", {**JULY, "2026-06-01": 9.0})})  # new from now on
    again = asked({"A": graph("A", {**JULY, "2026-06-01": 7.0})})  # and at the very same moment it is another
    assert again.errors == {
        "A": "expected the figures already recorded for the same moments, got 1 others; kept the first: "
        "a correction needs a moment of its own"
    }
    assert known("a", "2026-09-01")["2026-06"] == 9.0


def test_a_key_never_reaches_what_is_kept() -> None:
    [request] = fred.requests([Series("A", factories.indicator("a").period_frequency)], {"FRED_API_KEY": "k3y"})
    assert "k3y" not in request.address
    assert "vintage_date" not in request.parameters  # FRED accepts it and silently ignores it


# -- real figures ------------------------------------------------------------------------------------------------------


def from_archive(folder: Path) -> Outcome:
    [outcome] = refresh(indicators(), client=None, now=NOW, settings={}, archive_folder=folder)
    return outcome


def test_net_liquidity_adds_millions_and_billions_in_dollars() -> None:
    for slug, code, unit in (("assets", "WALCL", "mn USD"), ("account", "WTREGEN", "mn USD")):
        factories.indicator(slug, code=code, unit=unit, frequency="W", aggregation="last")
    factories.indicator("repo", code="RRPONTSYD", unit="bn USD", frequency="D")
    factories.indicator("net", formula='assets - account - weekly(repo, how="last")', unit="bn USD", frequency="W")
    assert from_archive(shared("archive")).errors == {}
    day = day_number(date(2026, 8, 22))
    net = readings("net", day)
    newest = {slug: panel.values[0][-1] for slug, panel in panels(["assets", "account"], day).items()}
    assert 6e12 < newest["assets"] < 8e12
    assert 1e11 < newest["account"] < 2e12
    figure = net.values[0][~np.isnan(net.values[0])][-1]
    assert 4e12 < figure < newest["assets"]  # reverse repo in billions: as millions it would hardly count


def test_july_2026_consumer_prices_rose_3_30_percent_by_date_and_not_3_54_by_rows() -> None:
    factories.indicator("cpi", code="CPIAUCSL", unit="index[1982-84=100]", publication_lag=14)
    factories.indicator("cpi_yoy", formula="yoy(cpi)", unit="percent")
    from_archive(shared("archive"))
    figures = known("cpi", "2026-08-22")
    assert "2025-10" not in figures
    rows = list(figures.values())
    assert 100 * (rows[-1] / rows[-13] - 1) == pytest.approx(3.54, abs=0.005)
    assert known("cpi_yoy", "2026-08-22")["2026-07"] == pytest.approx(3.30, abs=0.005)


def test_a_payload_read_again_gives_the_same_figures() -> None:
    factories.indicator("a")
    asked({"A": graph("A", JULY)})
    payload = Payload.objects.get()
    request = Request(fred.GRAPH, (Series("A", indicators()[0].period_frequency),), {"id": "A"})
    [figures] = fred.read([Answer(payload.body, "")], request)
    assert figures.values.tolist() == [1.0, 2.0]
