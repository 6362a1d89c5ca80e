"""The benchmarks' own rules: what a row says, which areas there are. Nothing is measured here."""

import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from claims.assess import assess
from claims.models import Claim, Settlement
from evidence.models import Fetch, Observation
from tests import factories
from tests.benchmarks import __main__ as bench
from tests.benchmarks import areas, claimstock, computing, criteria, stock, writing
from tests.benchmarks.areas import scorecards
from tests.benchmarks.rows import Row, in_turn


def some_rows() -> Iterator[Row]:
    yield Row("ingest_vs_copy", 1.5, "s", 1.0)
    yield Row("check_s", 0.25, "s")


def test_rows_carry_name_value_unit_against_and_ratio(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "rows.json"
    monkeypatch.setattr(bench, "measured", lambda names: some_rows())
    monkeypatch.setattr(sys, "argv", ["bench", "--json", str(file)])
    bench.main()
    assert json.loads(file.read_text()) == [
        {"name": "ingest_vs_copy", "value": 1.5, "unit": "s", "against": 1.0, "ratio": 1.5},
        {"name": "check_s", "value": 0.25, "unit": "s", "against": None, "ratio": None},
    ]
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == [
        ["name", "value", "unit", "against", "ratio"],
        ["ingest_vs_copy", "1.5", "s", "1", "1.5"],
        ["check_s", "0.25", "s"],
    ]


def test_both_sides_are_measured_in_turn_and_each_gives_its_median() -> None:
    order: list[str] = []
    figures = iter([3.0, 30.0, 1.0, 10.0, 2.0, 20.0])

    def side(name: str) -> float:
        order.append(name)
        return next(figures)

    assert in_turn(lambda: side("ours"), lambda: side("theirs"), runs=3) == [2.0, 20.0]
    assert order == ["ours", "theirs"] * 3


def test_an_unknown_area_is_refused_with_the_known_ones(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["bench", "no_such_area"])
    with pytest.raises(SystemExit):
        bench.main()
    assert "evidence" in capsys.readouterr().err


def test_every_area_is_named_by_a_process_that_knows_no_django() -> None:
    names = [f"tests.benchmarks.areas.{one.name}" for one in pkgutil.iter_modules(areas.__path__)]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run(
        [sys.executable, "-c", f"import {', '.join(names)}"], env=environment, check=True, cwd=settings.BASE_DIR
    )


def test_a_scorecard_is_measured_in_a_process_of_its_own() -> None:
    assert 50 < scorecards.alone("memory", 2) < 500


@pytest.mark.django_db
def test_the_claims_that_an_edition_is_computed_from_are_registered_settled_and_assessed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(criteria, "SHAPES", criteria.SHAPES[:2])
    claimstock.stock(4)
    with pytest.raises(RuntimeError, match="some without"):
        computing.taken(4)
    monkeypatch.setattr(claimstock, "assess", partial(assess, processes=1))
    claimstock.assessed()
    assert computing.taken(4) > 0
    assert set(Claim.objects.values_list("state", flat=True)) == {Claim.State.REGISTERED}
    assert Settlement.objects.get().claim.number == "C0"
    with pytest.raises(RuntimeError, match="expected 5 claims with figures, got 4"):
        computing.taken(5)


@pytest.mark.django_db
def test_the_stock_can_be_emptied_whatever_refers_to_it() -> None:
    one = factories.indicator()
    Fetch.objects.create(source=one.source, codes=[one.code], address="x", fetched_at=datetime(2026, 1, 1, tzinfo=UTC))
    Observation.objects.create(indicator=one, period=date(2026, 1, 1), known_from=datetime(2026, 2, 1, tzinfo=UTC))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what is checked at a transaction's end stands in the way
    stock.empty()
    assert not Observation.objects.exists()
    assert not Fetch.objects.exists()


@pytest.mark.django_db
def test_what_is_measured_about_writing_runs_on_a_small_table(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = stock.empty
    for name, small in {"PERIODS": 40, "VINTAGES": 5, "BULK_ROWS": 60}.items():
        monkeypatch.setattr(writing, name, small)
    monkeypatch.setattr(stock, "empty", lambda: _emptied(empty))
    rows = {row.name: row for row in writing.measure()}
    assert {"ingest_vs_copy", "ingest_vs_bulk_create", "again_s", "again_changes"} <= rows.keys()
    assert rows["again_changes"].value == 0
    assert Observation.objects.count() >= 40 * 5


def _emptied(empty: Callable[[], None]) -> None:
    """In a test's transaction foreign keys are still to be checked, and would forbid it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    empty()
