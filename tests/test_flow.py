"""The main job on the first article itself: from content files to a scorecard, nothing replaced but the network.

The figures of the network are made here. Where CLAIMBASE_SHARED names a folder with an evidence archive of real
figures, the scorecard of 2026-08-22 is checked too.
"""

import json
import os
from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from claims.management.commands import demo
from claims.models import Assessment
from evidence.load import load
from evidence.models import SourceState
from evidence.turns import Turns
from evidence.web.client import Client
from tests.claims.test_ledger_entries import untriggered
from tests.claims.test_registering_at_once import in_own_connection
from tests.database import clear_dead_rows

SHARED = Path(os.environ.get("CLAIMBASE_SHARED", ""))
ARCHIVE = SHARED / "archive"
needs_archive = pytest.mark.skipif(
    not (os.environ.get("CLAIMBASE_SHARED") and (ARCHIVE / "manifest.csv").is_file()),
    reason="CLAIMBASE_SHARED names no folder with archive/manifest.csv: no real figures to check against",
)
BANDS = {"on track", "leaning to hold", "undecided", "leaning to fail", "off track"}
SERVED = {"CPIAUCSL": 0.002, "PAYEMS": 0.001, "CES0500000003": 0.003}  # monthly series, with their growth a month
ADDRESS = "93.184.216.34"


def served(request: httpx.Request) -> httpx.Response:
    """Some monthly series as FRED's graph gives them; every other provider is out of reach."""
    code = request.url.params.get("id", "")
    if request.url.host != "fred.stlouisfed.org" or code not in SERVED:
        if request.url.host == "fred.stlouisfed.org":
            return httpx.Response(404, text="no such series")
        raise httpx.ConnectError("out of reach")
    months = [date(1990 + n // 12, n % 12 + 1, 1) for n in range(12 * 36 + 7)]
    values = 100 * np.exp(SERVED[code] * np.arange(len(months)) + 0.001 * np.sin(np.arange(len(months))))
    lines = [f"{month},{value:.4f}" for month, value in zip(months, values, strict=True)]
    return httpx.Response(200, text="\n".join([f"observation_date,{code}", *lines]) + "\n")


def run(folder: Path, *words: str) -> dict[str, Any]:
    """The demo's scorecard."""
    call_command("demo", "--out", str(folder), *words)
    return json.loads((folder / "scorecard.json").read_text(encoding="utf-8"))


def by_number(scorecard: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {claim["number"]: claim for claim in scorecard["claims"]}


def scored(claims: Iterable[dict[str, Any]]) -> list[str]:
    """Measured claims with a band, relations with a verdict, and fact checks with an outcome."""
    return [claim["number"] for claim in claims if claim["band"] in BANDS or claim["relation"] or claim["outcome"]]


@pytest.fixture
def committed(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Sources and indicators that all connections see: the threads that call providers take their turns by their own.

    Asked for before `db`, it takes them away after the test's transaction has been undone.
    """
    tables = ("sourcestate", "indicatoredit", "sourceedit", "indicator", "source")  # what they stand for comes last
    with django_db_blocker.unblock():
        in_own_connection(lambda: load(settings.BASE_DIR / "fixtures")).join()
        yield
        statements = "; ".join(f"DELETE FROM evidence_{table}" for table in tables)  # noqa: S608 our own names
        in_own_connection(lambda: untriggered(statements)).join()


@pytest.mark.xdist_group("scorecards")  # groups come first: what takes a minute must not come last, to one worker alone
def test_the_article_becomes_a_scorecard_over_the_network(
    committed: None, db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waits: list[float] = []  # of which no test needs to sleep through one
    client = partial(
        Client, transport=httpx.MockTransport(served), resolve=lambda host: [ADDRESS], sleep=lambda seconds: None
    )
    monkeypatch.setattr(demo, "Client", client)
    monkeypatch.setattr(demo, "Turns", partial(Turns, sleep=waits.append))
    claims = by_number(run(tmp_path, "--as-of", "2026-08-22"))
    said = capsys.readouterr().out
    assert len(claims) == 56
    assert f"fred: {len(SERVED)} of" in said
    assert SourceState.objects.filter(source__slug="fred", next_call_at__isnull=False).exists(), "calls took turns"
    assert sum(waits) > 0, "and waited for them"
    assert "out of reach" in said, "a provider that cannot be reached is named"
    assert len(scored(claims.values())) >= 5
    before = (tmp_path / "scorecard.json").read_bytes()
    rows = Assessment.objects.count()
    run(tmp_path, "--as-of", "2026-08-22", "--offline")
    assert Assessment.objects.count() == rows
    assert (tmp_path / "scorecard.json").read_bytes() == before


@pytest.mark.xdist_group("scorecards")
@pytest.mark.django_db
def test_the_bundled_prices_alone_score_at_least_five_claims_with_stand_ins_labelled(tmp_path: Path) -> None:
    claims = by_number(run(tmp_path, "--as-of", "2026-08-22", "--offline"))
    assert len(claims) == 56
    found = scored(claims.values())
    assert len(found) >= 5
    for number in found:
        claim = claims[number]
        assert claim["stand_in"] or not claim["missing"], "a primary criterion that lacks a series does not speak"
        if claim["stand_in"]:
            roles = {one["key"]: one["role"] for one in claim["criteria"]}
            assert roles[claim["stand_in"]["criterion"]] == "secondary"
            assert claim["missing"], "what the primary lacks stays named"


@pytest.fixture(scope="module")
def real(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """Scorecards of real figures: of an earlier day, of a later one, and of both again; nothing stays stored."""
    folder = tmp_path_factory.mktemp("real")
    days = {"march": "2026-03-01", "august": "2026-08-22"}
    found = {}
    with django_db_blocker.unblock(), transaction.atomic():
        for name in ("march", "august", "march again", "august again"):
            day = days[name.split()[0]]
            found[name] = run(folder / name, "--as-of", day, "--offline", "--archive", str(ARCHIVE))
            found[name]["bytes"] = (folder / name / "scorecard.json").read_bytes()
        transaction.set_rollback(True)
    with django_db_blocker.unblock():
        clear_dead_rows()
    return found


@needs_archive
@pytest.mark.xdist_group("real figures")
def test_real_figures_score_at_least_27_claims_and_every_other_says_why_not(real: dict[str, dict[str, Any]]) -> None:
    claims = by_number(real["august"])
    assert len(claims) == 56
    measurable = {number: claim for number, claim in claims.items() if claim["nature"] != "judged"}
    assert len(measurable) == 46
    found = scored(measurable.values())
    assert len(found) >= 27
    relations = {number for number, claim in claims.items() if claim["kind"] == "relation"}
    for number in set(measurable) - set(found):
        claim = measurable[number]
        assert claim["missing"] or set(claim["children"]) & relations, number
        assert all(one["source"] and one["code"] for one in claim["missing"])
    assert {claim["nature"] for claim in claims.values()} == {"measured", "fact check", "judged"}


@needs_archive
@pytest.mark.xdist_group("real figures")
@pytest.mark.parametrize("name", ["march", "august"])
def test_a_day_that_is_scored_again_says_the_same_to_the_byte(name: str, real: dict[str, dict[str, Any]]) -> None:
    assert real[f"{name} again"] == real[name]


@needs_archive
@pytest.mark.xdist_group("real figures")
def test_an_earlier_day_differs_only_by_what_became_known(real: dict[str, dict[str, Any]]) -> None:
    """What the article says and what is asked of it is the same; figures, and what follows from them, may differ."""
    march, august = real["march"], real["august"]
    asked = (
        "slug", "kind", "nature", "theme", "statement", "statement_zh", "reading", "opens", "checkpoint", "hindsight",
        "rubric", "children",
    )  # fmt: skip
    formulas = ("key", "role", "holds_when", "fails_when", "requires_when", "coverage", "meaning", "note")
    for early, late in zip(march["claims"], august["claims"], strict=True):
        assert {name: early[name] for name in asked} == {name: late[name] for name in asked}
        for one, other in zip(early["criteria"], late["criteria"], strict=True):
            assert {name: one[name] for name in formulas} == {name: other[name] for name in formulas}
    newest = [{one["indicator"]: one["newest"] or "" for one in run_["data"]} for run_ in (march, august)]
    assert newest[0].keys() == newest[1].keys()
    assert all(newest[0][slug] <= newest[1][slug] for slug in newest[0] if not slug.endswith("_days"))
    assert all(
        period[:7] <= "2026-02" for slug, period in newest[0].items() if "Q" not in period and "_day" not in slug
    )
    assert march["summary"] != august["summary"]
