"""The registry: what the fixtures name can be asked for."""

import pytest

from claimbase.settings import BASE_DIR
from evidence.load import load
from evidence.models import Source
from evidence.periods import Frequency
from evidence.sources import SOURCES, Series
from evidence.tomlfiles import read

SETTINGS = {
    "SEC_CONTACT": "Jane Doe jane@example.org",
    "EIA_API_KEY": "k",
    "findings": str(BASE_DIR / "fixtures" / "findings"),
}


def codes(source: str) -> list[Series]:
    """The series that the indicators of the fixtures take from a source."""
    tables = [read(file) for file in sorted((BASE_DIR / "fixtures" / "indicators").glob("*.toml"))]
    named = [entry for table in tables for entry in table.values() if entry.get("source") == source]
    return [Series(entry["code"], Frequency(entry["frequency"])) for entry in named]


@pytest.mark.parametrize("source", ["sec", "cftc", "cboe", "fiscaldata", "eia", "fed_dfa", "sec_search"])
def test_every_series_of_the_indicators_is_in_a_request_of_its_source(source: str) -> None:
    wanted = codes(source)
    asked = [one for request in SOURCES[source].requests(wanted, SETTINGS) for one in request.series]
    assert wanted
    assert sorted(asked, key=lambda one: one.code) == sorted(wanted, key=lambda one: one.code)


def test_every_source_of_the_registry_is_described() -> None:
    assert SOURCES.keys() <= read(BASE_DIR / "fixtures" / "sources.toml").keys()


def test_every_source_that_uses_the_network_says_how_often_it_may_be_asked() -> None:
    described = read(BASE_DIR / "fixtures" / "sources.toml")
    assert [name for name, source in SOURCES.items() if source.HOSTS and not described[name].get("politeness")] == []


def test_each_limit_cites_the_document_that_states_it_or_is_called_our_own_choice() -> None:
    described = read(BASE_DIR / "fixtures" / "sources.toml").items()
    limits = {name: entry["politeness"] for name, entry in described if "politeness" in entry}
    assert [name for name, text in limits.items() if "https://" not in text and "our own choice" not in text] == []
    assert {name: len(text) for name, text in limits.items() if len(text) > 300} == {}


@pytest.mark.django_db
def test_a_source_without_a_real_body_behind_it_is_unverified() -> None:
    load(BASE_DIR / "fixtures")
    assert Source.objects.get(slug="cboe").is_verified
    assert not Source.objects.get(slug="lbma").is_verified
