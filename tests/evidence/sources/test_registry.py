"""The registry: what the fixtures name can be asked for."""

import pytest

from claimbase.settings import BASE_DIR
from evidence.periods import Frequency
from evidence.sources import SOURCES, Series
from evidence.tomlfiles import read

SETTINGS = {"SEC_CONTACT": "Jane Doe jane@example.org", "findings": str(BASE_DIR / "fixtures" / "findings")}


def codes(source: str) -> list[Series]:
    """The series that the indicators of the fixtures take from a source."""
    tables = [read(file) for file in sorted((BASE_DIR / "fixtures" / "indicators").glob("*.toml"))]
    named = [entry for table in tables for entry in table.values() if entry.get("source") == source]
    return [Series(entry["code"], Frequency(entry["frequency"])) for entry in named]


@pytest.mark.parametrize("source", ["sec", "cftc", "cboe"])
def test_every_series_of_the_indicators_is_in_a_request_of_its_source(source: str) -> None:
    wanted = codes(source)
    asked = [one for request in SOURCES[source].requests(wanted, SETTINGS) for one in request.series]
    assert wanted
    assert sorted(asked, key=lambda one: one.code) == sorted(wanted, key=lambda one: one.code)


def test_every_source_of_the_registry_is_described() -> None:
    assert SOURCES.keys() <= read(BASE_DIR / "fixtures" / "sources.toml").keys()
