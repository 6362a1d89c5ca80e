"""Criteria to amend when an indicator is rebased, among those of the first article."""

import pytest
from django.core.management import call_command

from claims.thresholds import thresholds_on

pytestmark = pytest.mark.usefixtures("first_article")


def test_levels_compared_with_numbers_are_named_through_derived_indicators() -> None:
    found = thresholds_on("vix_fred")
    assert found
    assert all("vix" in one.formula and one.comparisons >= 1 for one in found)


def test_growth_rates_are_not_named_unless_one_of_two_sources_alone_is_rebased() -> None:
    assert thresholds_on("transformer_prices") == []
    assert thresholds_on("cpi_all_fred")  # cpi_all is FRED's figure, or else the BLS's


def test_the_command_names_them(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("thresholds", "vix_fred")
    assert capsys.readouterr().out.startswith("vix_fred: ")


def test_a_slug_that_is_no_raw_indicator_is_refused() -> None:
    with pytest.raises(LookupError, match="expected slugs of raw indicators, got nothing_such"):
        thresholds_on("nothing_such")
