"""What was inferred gives way to what a provider says of its own past: no day reads a figure from its future."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from evidence.archive.exporting import export_archive
from evidence.archive.importing import import_archive
from evidence.models import Indicator, Observation
from evidence.periods import day_number
from evidence.readings import histories, panels
from evidence.refresh import Outcome, refresh
from evidence.revisions import revisions
from evidence.sources import Answer
from evidence.vintages import vintages
from tests import factories
from tests.claims.test_ledger_entries import untriggered

pytestmark = pytest.mark.django_db
migration = import_module("evidence.migrations.0013_inferred_gives_way")
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
Vintage = tuple[str, str, float]  # month, day on which FRED first had the figure, figure


class Fred:
    """FRED's API for one series with these vintages; its graph CSV has the last of each month."""

    def __init__(self, vintages: Sequence[Vintage]) -> None:
        self.vintages = sorted(vintages)

    def get(
        self, address: str, parameters: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return Answer(self._body(address).encode(), address)

    def _body(self, address: str) -> str:
        if address.endswith(".csv"):
            newest = {f"{month}-01": value for month, _, value in self.vintages}
            return "observation_date,X\n" + "".join(f"{day},{value}\n" for day, value in newest.items())
        if address.endswith("vintagedates"):
            dates = sorted({start for _, start, _ in self.vintages})
            return json.dumps({"count": len(dates), "vintage_dates": dates})
        rows = [self._row(place) for place in range(len(self.vintages))]
        return json.dumps({"realtime_start": "1776-07-04", "count": len(rows), "observations": rows})

    def _row(self, place: int) -> dict[str, str]:
        month, start, value = self.vintages[place]
        after = self.vintages[place + 1 : place + 2]
        goes_on = after and after[0][0] == month
        end = str(date.fromisoformat(after[0][1]) - timedelta(days=1)) if goes_on else "9999-12-31"
        return {"date": f"{month}-01", "value": str(value), "realtime_start": start, "realtime_end": end}


PRINTS: list[Vintage] = [
    ("2025-12", "2026-01-10", 1.0),
    ("2025-12", "2026-02-10", 1.5),
    ("2025-12", "2026-05-10", 1.9),
    ("2026-01", "2026-02-10", 2.0),
    ("2026-01", "2026-05-10", 2.9),
    ("2026-02", "2026-04-20", 3.0),  # delayed
    ("2026-02", "2026-05-10", 3.9),
]
BEGUN = [("2025-11", "2026-01-10", 0.5), *PRINTS]  # the series began on 10 January


@pytest.fixture
def x() -> Indicator:
    return factories.indicator("x", publication_lag=15)


def asked(prints: Sequence[Vintage], key: str = "k", days: int = 0, **more: Any) -> Outcome:
    indicators = Indicator.objects.raw().select_related("source")
    (outcome,) = refresh(
        indicators, client=Fred(prints), now=NOW + timedelta(days=days), settings={"FRED_API_KEY": key}, **more
    )
    return outcome


def known(month: str, day: str) -> float | None:
    """A month's figure as known at the end of a day: by the newest vintages alone, and by the whole history."""
    moment = day_number(date.fromisoformat(day))
    end = day_number(date.fromisoformat(f"{month}-01"))
    found = []
    for panel in (panels(["x"], moment)["x"], histories(["x"], moment)["x"].as_of(moment)):
        figures = dict(zip(panel.ends.tolist(), panel.values[0].tolist(), strict=True))
        value = next((one for last, one in figures.items() if 0 <= last - end <= 31 and one == one), None)
        found.append(value)
    assert repr(found[0]) == repr(found[1])
    return found[0]


MOMENTS = [
    ("2025-12", "2026-01-09", None),
    ("2025-12", "2026-01-10", 1.0),
    ("2025-12", "2026-01-15", 1.0),  # the day from which today's figure was taken to be known without a key
    ("2025-12", "2026-02-09", 1.0),
    ("2025-12", "2026-02-10", 1.5),
    ("2025-12", "2026-05-10", 1.9),
    ("2026-01", "2026-02-14", 2.0),
    ("2026-01", "2026-02-15", 2.0),
    ("2026-02", "2026-03-15", None),
    ("2026-02", "2026-04-19", None),
    ("2026-02", "2026-04-20", 3.0),
    ("2026-02", "2026-05-10", 3.9),
]


def test_real_time_vintages_alone_are_read_as_they_were_published(x: Indicator) -> None:
    asked(BEGUN)
    assert [known(month, day) for month, day, _ in MOMENTS] == [value for *_, value in MOMENTS]


def test_todays_figure_gives_way_once_a_key_brings_the_vintages(x: Indicator) -> None:
    asked(BEGUN, key="")
    assert known("2026-01", "2026-02-15") == 2.9, "that is all that is known without a key"
    before = list(Observation.objects.order_by("period").values())
    assert asked(BEGUN, days=1).errors == {}
    assert [known(month, day) for month, day, _ in MOMENTS] == [value for *_, value in MOMENTS]
    kept = Observation.objects.filter(recorded_at__lte=before[-1]["recorded_at"]).order_by("period")
    assert [row | {"known_to": None} for row in kept.values()] == [row | {"known_to": None} for row in before]


def test_what_gave_way_stays_so_however_often_and_in_whatever_way_it_is_read_again(x: Indicator) -> None:
    asked(BEGUN, key="")
    asked(BEGUN, days=1)
    rows = list(Observation.objects.order_by("period", "known_from").values())
    for days, key in ((2, "k"), (3, ""), (4, "k")):
        outcome = asked(BEGUN, key=key, days=days)
        assert (outcome.changed, outcome.errors) == (0, {})
    assert list(Observation.objects.order_by("period", "known_from").values()) == rows


def test_a_publication_on_the_very_day_that_was_inferred_counts(x: Indicator) -> None:
    prints = [("2025-12", "2026-01-10", 1.0), ("2026-01", "2026-02-15", 2.0), ("2026-01", "2026-03-15", 2.5)]
    asked(prints, key="")
    assert asked(prints, days=1).errors == {}
    assert known("2026-01", "2026-02-14") is None
    assert known("2026-01", "2026-02-15") == 2.0
    assert known("2026-01", "2026-03-15") == 2.5


def test_the_oldest_vintage_of_a_period_before_the_first_replaces_todays_figure(x: Indicator) -> None:
    old = [("2020-01", "2026-01-10", 7.0), ("2020-01", "2026-05-10", 8.0), *BEGUN]
    asked(old, key="")
    assert known("2020-01", "2026-01-10") == 8.0
    assert asked(old, days=1).errors == {}
    assert [known("2020-01", day) for day in ("2020-02-14", "2020-02-15", "2026-05-09", "2026-05-10")] == [
        None, 7.0, 7.0, 8.0,
    ]  # fmt: skip
    assert asked(old, days=2).changed == 0


def test_a_vintage_that_arrives_between_later_is_repeated_in_place_of_what_gave_way(x: Indicator) -> None:
    asked(BEGUN, key="")
    few = [one for one in BEGUN if one != ("2025-12", "2026-01-10", 1.0)]
    asked([*few, ("2025-12", "2026-01-09", 0.9)], days=1)
    assert known("2025-12", "2026-01-15") == 0.9
    asked([*BEGUN, ("2025-12", "2026-01-09", 0.9)], days=2)
    assert known("2025-12", "2026-01-15") == 1.0


def archived(folder: Path, rows: str) -> Path:
    (folder / "fred").mkdir(exist_ok=True)
    (folder / "manifest.csv").write_text("source,code\nfred,X\n")
    (folder / "fred" / "X.csv").write_text(f"period,value,known_from\n{rows}")
    return folder


def read(folder: Path) -> Outcome:
    indicators = Indicator.objects.raw().select_related("source")
    (outcome,) = refresh(indicators, client=None, now=NOW, settings={}, archive_folder=folder, own=False)
    return outcome


def test_an_undated_figure_of_an_archive_adds_nothing_where_vintages_are_known(x: Indicator, tmp_path: Path) -> None:
    asked(BEGUN)
    rows = list(Observation.objects.values())
    assert read(archived(tmp_path, "2025-12-01,9,\n2026-01-01,9,\n")).changed == 0
    assert list(Observation.objects.values()) == rows


def test_an_archive_and_a_key_in_one_run_agree_with_the_key_alone(x: Indicator, tmp_path: Path) -> None:
    read(archived(tmp_path, "2025-11-01,9,\n2025-12-01,9,\n2026-01-01,9,\n2026-02-01,9,\n2026-02-01,3.9,2026-05-12\n"))
    assert asked(BEGUN).errors == {}
    assert [known(month, day) for month, day, _ in MOMENTS] == [value for *_, value in MOMENTS]


def test_a_delayed_publication_of_an_archive_was_not_known_before(x: Indicator, tmp_path: Path) -> None:
    rows = "2026-01-01,2,2026-02-10\n2026-02-01,3,"
    read(archived(tmp_path, f"{rows}\n"))
    assert known("2026-02", "2026-03-15") == 3.0
    read(archived(tmp_path, f"{rows}2026-04-20\n"))
    assert known("2026-02", "2026-04-19") is None
    assert known("2026-02", "2026-04-20") == 3.0


def test_lags_and_revisions_are_learnt_from_what_did_not_give_way(x: Indicator) -> None:
    asked(BEGUN)
    alone = vintages(x)
    Indicator.objects.create(
        slug="y", name="y", name_zh="y", source=x.source, code="Y", frequency="M", unit="index", aggregation="mean",
        publication_lag=15,
    )  # fmt: skip
    y = Indicator.objects.get(slug="y")
    refresh([y], client=_Renamed(BEGUN), now=NOW, settings={})
    refresh([y], client=_Renamed(BEGUN), now=NOW, settings={"FRED_API_KEY": "k"})
    both = vintages(y)
    assert both.known.tolist() == alone.known.tolist()
    assert both.values.tolist() == alone.values.tolist()
    assert both.pseudo.tolist() == alone.pseudo.tolist()
    assert vintages(y, firsts_only=True).known.tolist() == vintages(x, firsts_only=True).known.tolist()
    assert repr(revisions(both).steps.tolist()) == repr(revisions(alone).steps.tolist())


class _Renamed(Fred):
    def _body(self, address: str) -> str:
        return super()._body(address).replace("observation_date,X", "observation_date,Y")


def test_what_gave_way_is_exported_and_imported_as_it_stands(x: Indicator, tmp_path: Path) -> None:
    asked(BEGUN, key="")
    asked(BEGUN, days=1)
    export_archive(tmp_path / "one")
    untriggered("UPDATE evidence_indicator SET code = 'GONE'")
    assert import_archive(tmp_path / "one", now=NOW).errors == {}
    exported = (tmp_path / "one" / "fred" / "X.csv").read_bytes()
    assert b"T00:00:00.000001Z" in exported
    imported = Indicator.objects.get(code="X")
    columns = ("period", "known_from", "known_to", "value", "pseudo")
    stored = [
        list(Observation.objects.filter(indicator=one).order_by("period", "known_from").values_list(*columns))
        for one in (x, imported)
    ]
    assert stored[0] == stored[1]


WRONG = """
INSERT INTO evidence_observation (indicator_id, period, known_from, known_to, value, pseudo)
SELECT id, '2025-12-01', known_from::timestamptz, known_to::timestamptz, value, pseudo FROM evidence_indicator, (VALUES
    ('2026-01-10Z', '2026-01-15Z', 1.0, false), ('2026-01-15Z', '2026-02-10Z', 1.9, true),
    ('2026-02-10Z', '2026-05-10Z', 1.5, false), ('2026-05-10Z', '9999-12-31Z', 1.9, false)
) AS rows (known_from, known_to, value, pseudo)
"""


def test_what_was_recorded_before_inferred_figures_gave_way_is_put_right_and_once(x: Indicator) -> None:
    with connection.cursor() as cursor:
        cursor.execute(WRONG)
        assert known("2025-12", "2026-01-20") == 1.9
        for changed in (2, 0):
            cursor.execute(migration.REPEAT_DATED)
            assert cursor.rowcount == changed
    assert [known("2025-12", day) for day in ("2026-01-14", "2026-01-15", "2026-02-09", "2026-02-10")] == [
        1.0, 1.0, 1.0, 1.5,
    ]  # fmt: skip
    asked(BEGUN)
    assert [known(month, day) for month, day, _ in MOMENTS] == [value for *_, value in MOMENTS]
