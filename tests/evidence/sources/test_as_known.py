"""From a recording to what was known on a day: nothing before it was published, nothing restated before its time."""

from datetime import UTC, date, datetime

import pytest

from evidence.models import Fetch, Indicator, Source
from evidence.periods import day_number, label
from evidence.readings import readings
from evidence.refresh import refresh
from tests.evidence.sources.played import Player, recorded

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 1, tzinfo=UTC)
SETTINGS = {"SEC_CONTACT": "Jane Doe jane@example.org"}


def indicator(source: str, code: str, frequency: str, unit: str, lag: int) -> None:
    """An indicator `x` of a source."""
    owner = Source.objects.create(slug=source, name=source, name_zh=source, licence="x")
    Indicator.objects.create(
        slug="x", name="x", name_zh="x", source=owner, code=code, frequency=frequency, unit=unit, aggregation="last",
        publication_lag=lag,
    )  # fmt: skip


def refreshed(*bodies: bytes) -> dict[str, str]:
    """The errors of one refresh."""
    (outcome,) = refresh(
        Indicator.objects.raw().select_related("source"), client=Player(*bodies), now=NOW, settings=SETTINGS
    )
    return outcome.errors


def known(day: str) -> dict[str, float]:
    panel = readings("x", day_number(date.fromisoformat(day)))
    pairs = zip(panel.ends.tolist(), panel.values[0].tolist(), strict=True)
    return {label(end, panel.frequency): value for end, value in pairs if value == value}


def test_a_companys_quarter_is_known_from_its_filing_and_restated_from_the_next_one() -> None:
    indicator("sec", "ORCL.capex.quarterly", "Q", "USD", 45)
    assert refreshed(recorded("sec/companyfacts_CIK0001341439.json")) == {}
    assert known("2024-12-09") == {"2024Q3": 1e8}
    assert known("2024-12-10")["2024Q4"] == 1.5e8
    assert known("2025-07-14")["2025Q2"] == 2.5e8
    assert known("2025-07-15")["2025Q2"] == 2.7e8  # the amended filing
    assert (known("2025-09-09")["2024Q3"], known("2025-09-10")["2024Q3"]) == (1e8, 1.1e8)


def test_tuesdays_positions_are_unknown_before_friday() -> None:
    indicator("cftc", "tff.13874A.asset_manager_net", "W", "contract", 3)
    assert refreshed(recorded("cftc/tff_13874A.json")) == {}
    assert list(known("2026-01-15")) == ["2026-01-06"]
    assert known("2026-01-16") == {"2026-01-06": 900.0, "2026-01-13": 970.0}


def test_a_body_that_cannot_be_read_changes_nothing_and_is_kept() -> None:
    indicator("cboe", "VIX3M", "D", "percent", 1)
    assert refreshed(recorded("cboe/VIX3M_History.csv")) == {}
    before = known("2026-02-01")
    assert "expected Cboe's history" in refreshed(b"<html>maintenance</html>")["VIX3M"]
    assert known("2026-02-01") == before
    failed = Fetch.objects.exclude(error="").get()
    assert failed.payload is not None
    assert failed.payload.body == b"<html>maintenance</html>"


def test_one_refresh_repeated_changes_nothing() -> None:
    indicator("coinbase", "BTC-USD", "D", "USD", 1)
    bodies = (recorded("coinbase/newest.json"), recorded("coinbase/before.json"), b"[]")
    assert refreshed(*bodies) == {}
    before = known("2026-02-01")
    assert refreshed(*bodies) == {}
    assert known("2026-02-01") == before
    assert len(before) == 4
