"""What METHOD.md section 4 says must be so, on real vintages: nothing is known before it was published."""

from datetime import UTC, date, datetime

import pytest

from evidence.models import Indicator, Source
from evidence.periods import day_number, label
from evidence.readings import readings
from evidence.refresh import refresh
from tests.evidence.sources.played import shared

pytestmark = pytest.mark.django_db


def loaded(code: str, lag: int, unit: str) -> None:
    """A monthly indicator `x` of FRED, filled from the shared archive."""
    fred = Source.objects.create(slug="fred", name="FRED", name_zh="FRED", licence="x")
    Indicator.objects.create(
        slug="x", name="x", name_zh="x", source=fred, code=code, frequency="M", unit=unit, aggregation="mean",
        publication_lag=lag,
    )  # fmt: skip
    indicators = Indicator.objects.raw().select_related("source")
    (outcome,) = refresh(
        indicators, client=None, now=datetime(2026, 9, 1, tzinfo=UTC), settings={}, archive_folder=shared("archive")
    )
    assert outcome.errors == {}


def known(day: str) -> dict[str, float]:
    panel = readings("x", day_number(date.fromisoformat(day)))
    pairs = zip(panel.ends.tolist(), panel.values[0].tolist(), strict=True)
    return {label(end, panel.frequency): value for end, value in pairs if value == value}


def test_marchs_consumer_prices_are_unknown_on_the_last_of_march() -> None:
    loaded("CPIAUCSL", 14, "index[1982-84=100]")
    for year in (2000, 2015, 2026):
        assert max(known(f"{year}-03-31")) == f"{year}-02"


def test_consumer_prices_of_september_2025_were_revised_with_the_seasonal_factors() -> None:
    loaded("CPIAUCSL", 14, "index[1982-84=100]")
    assert known("2025-12-01")["2025-09"] == 324.368
    assert known("2026-03-01")["2025-09"] == 324.245


def test_payrolls_of_september_2025_read_as_they_were_published() -> None:
    loaded("PAYEMS", 10, "thousand person")
    days = ("2025-12-01", "2026-01-31", "2026-03-01")
    assert [known(day)["2025-09"] / 1_000 for day in days] == [159_626, 159_593, 158_548]


def test_a_month_that_was_never_collected_is_not_made_up() -> None:
    loaded("CPIAUCSL", 14, "index[1982-84=100]")
    assert "2025-10" not in known("2026-08-31")


def test_payrolls_that_a_shutdown_delayed_are_unknown_until_they_were_published() -> None:
    loaded("PAYEMS", 10, "thousand person")
    assert max(known("2025-11-19")) == "2025-08"
    assert max(known("2025-11-20")) == "2025-09"
    assert max(known("2025-12-15")) == "2025-09"  # October's and November's came on the 16th; the archive has 3 January
    assert max(known("2026-01-03")) == "2025-11"
    assert max(known("2026-01-09")) == "2025-12"
