"""The consumer-price database of the package `cpi`: read from its file, without importing it."""

import subprocess
import sys

import pytest

from evidence.periods import Frequency, date_of
from evidence.sources import Answer, Figures, Offline, Request, Series, SourceError, cpi_package
from tests.database import CHECKOUT


def figures_of(*codes: str) -> list[Figures]:
    [request] = cpi_package.requests([Series(code, Frequency.MONTH) for code in codes], {})
    return cpi_package.read(cpi_package.download(request, Offline()), request)


def by_month(figures: Figures) -> dict[str, float]:
    return {date_of(day).isoformat()[:7]: value for day, value in zip(figures.days, figures.values, strict=True)}


def test_several_series_come_with_one_pass_and_each_keeps_its_own_figures() -> None:
    everything, electricity = figures_of("CUSR0000SA0", "CUSR0000SEHF01")
    assert (everything.code, electricity.code) == ("CUSR0000SA0", "CUSR0000SEHF01")
    assert everything.is_snapshot
    assert by_month(everything)["2026-07"] == 332.813  # as FRED's CPIAUCSL has it
    assert by_month(everything) != by_month(electricity)


def test_october_2025_was_never_collected_and_is_not_made_up() -> None:
    [everything] = figures_of("CUSR0000SA0")
    months = by_month(everything)
    assert "2025-09" in months
    assert "2025-11" in months
    value = months.get("2025-10", float("nan"))
    assert value != value


def test_annual_and_half_year_averages_are_no_months() -> None:
    [unadjusted] = figures_of("CUUR0000SA0")
    assert len(set(unadjusted.days.tolist())) == len(unadjusted.days)


def test_a_series_that_it_does_not_have_is_named() -> None:
    with pytest.raises(SourceError, match="expected NO_SUCH in the consumer-price database, found nothing"):
        figures_of("CUSR0000SA0", "NO_SUCH")


def test_only_monthly_series_are_asked_for() -> None:
    with pytest.raises(SourceError, match="expected a monthly series of the consumer-price database, got X"):
        cpi_package.requests([Series("X", Frequency.QUARTER)], {})


def test_a_code_is_data_and_never_part_of_the_query() -> None:
    with pytest.raises(SourceError, match="found nothing"):
        figures_of("x') OR 1=1 --")


def test_another_body_is_refused() -> None:
    request = Request("x", (Series("X", Frequency.MONTH),))
    with pytest.raises(SourceError, match="with the header series,period,value, got '<html>'"):
        cpi_package.read([Answer(b"<html>", "x")], request)


def test_the_package_itself_is_never_imported() -> None:
    program = (
        "import sys; from evidence.sources import cpi_package; cpi_package.database(); print('cpi' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", program], cwd=CHECKOUT, text=True, capture_output=True, check=True)
    assert ended.stdout == "False\n"
