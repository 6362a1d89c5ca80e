"""A change of scale meets what has been recorded by another road: a key added later, an archive, an export."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from evidence.archive.exporting import export_archive
from evidence.archive.importing import import_archive
from evidence.archivefiles import CHECKSUMS
from evidence.holding import Held, HeldError, accept, hold, ingest_or_hold
from evidence.models import HeldBatch, Indicator, Observation
from evidence.periods import day_number, label
from evidence.publication import microseconds
from evidence.readings import readings
from evidence.refresh import refresh
from tests import factories
from tests.evidence.sources.played import Player
from tests.evidence.test_moments import Fred, Vintage, archived

pytestmark = pytest.mark.django_db
Figures = Mapping[str, float]  # by month


@pytest.fixture
def x() -> Indicator:
    return factories.indicator("x", publication_lag=15)


def months(first: str, count: int) -> list[str]:
    """So many months from one on."""
    year, month = map(int, first.split("-"))
    return [f"{year + (month - 1 + k) // 12}-{(month - 1 + k) % 12 + 1:02d}" for k in range(count)]


def rising(first: str, count: int, factor: float = 1.0) -> dict[str, float]:
    """A series that is 100 in January 2025 and rises by 1 a month, times a factor."""
    return {month: round((100 + _since_2025(month)) * factor, 6) for month in months(first, count)}


def _since_2025(month: str) -> int:
    year, number = map(int, month.split("-"))
    return 12 * (year - 2025) + number - 1


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+00:00").astimezone(UTC)


def fetched(client: Any, day: str, key: str = "", **more: Any) -> dict[str, str]:
    """The errors of a refresh."""
    (outcome,) = refresh(
        Indicator.objects.raw().select_related("source"), client=client, now=at(day),
        settings={"FRED_API_KEY": key} if key else {}, **more,
    )  # fmt: skip
    return outcome.errors


def table(figures: Figures) -> Player:
    """FRED's graph CSV, as it is read without a key."""
    lines = [f"{month}-01,{value:g}" for month, value in figures.items()]
    return Player("\n".join(["observation_date,X", *lines, ""]).encode())


def known(day: str) -> dict[str, float]:
    panel = readings("x", day_number(date.fromisoformat(day)))
    pairs = zip(panel.ends.tolist(), panel.values[0].tolist(), strict=True)
    return {label(end, panel.frequency): value for end, value in pairs if value == value}


def decided(x: Indicator, treatment: str, day: str) -> int:
    return accept(x, treatment=treatment, by="Ann", reason="announced", now=at(day))


def vintages_of_a_change(of: Figures, on: str) -> list[Vintage]:
    """Each month's figure ten days into the second month after its beginning, and all times 1000 from a day on."""
    first = [(month, f"{months(month, 2)[1]}-10", value) for month, value in of.items()]
    return [*first, *((month, on, value * 1000) for month, value in of.items())]


def test_a_change_of_unit_that_a_key_dates_earlier_is_still_one_factor(x: Indicator) -> None:
    fetched(table(rising("2025-01", 15)), "2026-04-20")
    fetched(table(rising("2025-01", 16, 1000)), "2026-06-01")
    decided(x, "unit", "2026-06-02")
    assert known("2026-06-03") == rising("2025-01", 16)

    dated = vintages_of_a_change(rising("2025-01", 15), "2026-05-10")
    dated += [("2026-04", "2026-05-10", 115_000.0), ("2026-05", "2026-06-15", 116_000.0)]
    assert "multiplied by 1000" in fetched(Fred(dated), "2026-06-20", key="k")["X"]
    assert HeldBatch.objects.waiting().get().since == datetime(2026, 5, 10, tzinfo=UTC)
    decided(x, "unit", "2026-06-21")
    for day, count in (("2026-05-09", 15), ("2026-05-20", 16), ("2026-06-03", 16), ("2026-06-22", 17)):
        assert known(day) == rising("2025-01", count), day

    dated += [("2026-06", "2026-07-10", 117_000.0)]
    assert fetched(Fred(dated), "2026-07-11", key="k") == {}
    assert known("2026-07-12") == rising("2025-01", 18)


def imported(folder: Path, figures: Figures, day: str) -> dict[str, str]:
    """The errors of reading an archive without dates."""
    rows = "".join(f"{month}-01,{value:g},\n" for month, value in figures.items())
    return fetched(None, day, archive_folder=archived(folder, rows), own=False)


@pytest.mark.parametrize("treatment", ["unit", "base"])
def test_no_day_reads_two_scales_when_the_first_own_fetch_follows_an_archive(
    treatment: str, x: Indicator, tmp_path: Path
) -> None:
    imported(tmp_path, rising("2025-01", 12), "2026-01-20")
    assert "multiplied by 1000" in fetched(table(rising("2024-09", 21, 1000)), "2026-06-20")["X"]
    decided(x, treatment, "2026-06-20")
    if treatment == "unit":
        assert known("2026-02-20") == rising("2024-09", 17)
        assert known("2026-06-20") == rising("2024-09", 21)
    else:
        assert known("2026-06-19") == rising("2025-01", 12)
        assert known("2026-06-20") == rising("2024-09", 21, 1000)


def test_what_was_inferred_after_an_accepted_change_of_unit_is_brought_back_too(x: Indicator, tmp_path: Path) -> None:
    imported(tmp_path, rising("2025-01", 12), "2026-01-20")
    assert "multiplied by 1000" in imported(tmp_path, rising("2025-01", 13, 1000), "2026-03-01")["X"]
    decided(x, "unit", "2026-03-02")
    assert imported(tmp_path, rising("2025-01", 14, 1000), "2026-04-01") == {}
    assert fetched(table(rising("2024-09", 21, 1000)), "2026-06-20") == {}
    assert known("2026-06-20") == rising("2024-09", 21)


def test_periods_that_an_archive_on_a_new_base_lacks_are_never_known_before_they_ended(
    x: Indicator, tmp_path: Path
) -> None:
    fetched(table(rising("2025-01", 16)), "2026-06-20")
    assert "multiplied by 10" in imported(tmp_path, rising("2024-10", 15, 10), "2026-06-21")["X"]
    decided(x, "base", "2026-06-22")
    assert known("2025-06-01") == rising("2025-01", 4)
    assert known("2026-06-20") == rising("2025-01", 16)
    assert known("2026-06-21") == rising("2024-10", 19, 10)


@pytest.mark.parametrize(("treatment", "factor"), [("base", 0.8), ("unit", 0.001)])
def test_a_figure_that_contradicts_the_recorded_one_is_accepted_as_a_later_vintage(
    treatment: str, factor: float, x: Indicator, tmp_path: Path
) -> None:
    imported(tmp_path, rising("2025-01", 12), "2026-01-20")
    rounded = {month: round(value, 2) for month, value in rising("2025-01", 16, factor).items()}
    assert "held back" in imported(tmp_path, rounded, "2026-06-20")["X"]
    assert decided(x, treatment, "2026-06-21") >= 16
    assert known("2026-06-19").items() >= rising("2025-01", 12).items()
    on_scale = 1 if treatment == "base" else factor
    assert known("2026-06-20") == pytest.approx({month: value / on_scale for month, value in rounded.items()})


def test_an_older_vintage_that_contradicts_is_named_and_nothing_is_changed(x: Indicator) -> None:
    day = microseconds(at("2026-01-01"))
    periods = [day_number(date.fromisoformat(f"{month}-01")) for month in months("2025-01", 6)]
    for factor, times in ((1.0, (0,)), (1000.1, (0, 1))):
        rows: list[factories.Row] = [
            (period, day + time, (100 + place) * factor) for time in times for place, period in enumerate(periods)
        ]
        result = ingest_or_hold(x, factories.batch(x, rows), only_differences=False, now=at("2026-06-20"))
    assert isinstance(result, Held)
    hold([result], [], now=at("2026-06-20"))
    rows_before = list(Observation.objects.order_by("period").values())
    with pytest.raises(HeldError, match="got 6 older vintages; nothing is changed"):
        decided(x, "unit", "2026-06-21")
    assert list(Observation.objects.order_by("period").values()) == rows_before


def test_an_export_is_in_the_recorded_unit_when_it_is_read_again(x: Indicator, tmp_path: Path) -> None:
    fetched(table(rising("2025-01", 15)), "2026-04-20")
    fetched(table(rising("2025-01", 16, 1000)), "2026-06-01")
    decided(x, "unit", "2026-06-02")
    fetched(table(rising("2025-01", 17, 1000)), "2026-06-18")
    folder = tmp_path / "one"
    export_archive(folder)
    with (folder / "fred" / "X.csv").open("a") as file:
        file.write("2026-06-01,117.0,2026-06-20T12:00:00Z,\n")
    (folder / CHECKSUMS).unlink()
    read = import_archive(folder, now=at("2026-06-21"))
    assert (read.changed, read.errors) == (1, {})
    assert known("2026-06-22") == rising("2025-01", 18)


def dated(folder: Path, rows: list[Vintage], day: str) -> dict[str, str]:
    """The errors of reading an archive with dates."""
    lines = "".join(f"{month}-01,{value:g},{known}\n" for month, known, value in sorted(rows))
    return fetched(None, day, archive_folder=archived(folder, lines), own=False)


def published(figures: Figures) -> list[Vintage]:
    """Each month's figure ten days into the second month after its beginning."""
    return [(month, f"{months(month, 2)[1]}-10", value) for month, value in figures.items()]


def test_an_archive_whose_old_dates_are_all_in_a_new_unit_is_decided_on_once_and_divided_once(
    x: Indicator, tmp_path: Path
) -> None:
    dated(tmp_path, published(rising("2025-01", 12)), "2026-01-20")
    assert "multiplied by 1000" in dated(tmp_path, published(rising("2025-01", 13, 1000)), "2026-02-20")["X"]
    decided(x, "unit", "2026-02-21")
    for day, count in (("2026-03-20", 14), ("2026-05-20", 16)):
        assert dated(tmp_path, published(rising("2025-01", count, 1000)), day) == {}
        assert known(day) == rising("2025-01", count)
    assert not HeldBatch.objects.waiting().exists()


@pytest.mark.parametrize("after", [13, 16])
def test_an_archive_that_keeps_the_former_unit_is_not_brought_back(after: int, x: Indicator, tmp_path: Path) -> None:
    """The provider itself has changed it; of the archive's months only those after the change are new."""
    dated(tmp_path, published(rising("2025-01", 12)), "2026-01-20")
    assert "multiplied by 1000" in fetched(table(rising("2025-01", 13, 1000)), "2026-02-20")["X"]
    decided(x, "unit", "2026-02-21")
    assert dated(tmp_path, published(rising("2025-01", after)), "2026-05-20") == {}
    assert known("2026-05-20") == rising("2025-01", max(after, 13))
    assert fetched(table(rising("2025-01", 17, 1000)), "2026-06-20") == {}
    assert known("2026-06-20") == rising("2025-01", 17)


@pytest.mark.parametrize("first", ["2025-01", "2026-05"])
def test_a_source_that_keeps_its_unit_is_not_brought_back_where_an_archive_was(
    first: str, x: Indicator, tmp_path: Path
) -> None:
    """Nor what it shows of new months alone, of which nothing is recorded."""
    fetched(table(rising("2025-01", 16)), "2026-05-20")
    assert "multiplied by 1000" in imported(tmp_path, rising("2025-01", 12, 1000), "2026-05-21")["X"]
    decided(x, "unit", "2026-05-22")
    today = {month: value for month, value in rising("2025-01", 17).items() if month >= first}
    assert fetched(table(today), "2026-06-20") == {}
    assert known("2026-06-20") == rising("2025-01", 17)


def test_a_change_of_unit_that_was_decided_on_twice_before_is_one_factor_for_what_an_archive_adds(
    x: Indicator, tmp_path: Path
) -> None:
    dated(tmp_path, published(rising("2025-01", 12)), "2026-01-20")
    for day in ("2026-02-20", "2026-03-20"):
        held = HeldBatch.objects.create(
            indicator=x, found_at=at(day), since=at(day), factor=1000.0, compared=12, content=day, rows=b"",
            only_differences=False,
        )  # fmt: skip
        found = HeldBatch.objects.filter(pk=held.pk)
        found.update(state="accepted", treatment="unit", decided_by="Ann", decided_at=at(day))
    assert dated(tmp_path, published(rising("2025-01", 16, 1000)), "2026-05-20") == {}
    assert known("2026-05-20") == rising("2025-01", 16)
