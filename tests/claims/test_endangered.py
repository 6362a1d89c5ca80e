"""Which criteria of the first article findings about the evidence endanger, and who serves their figures."""

import pytest
from django.core.management import call_command

from claimbase.settings import BASE_DIR
from claims.endangered import endangered, leaves
from claims.models import Criterion
from evidence.findings import Finding, Kind, Severity
from evidence.models import Catalogue, Indicator
from evidence.sources import SOURCES, Series

pytestmark = pytest.mark.usefixtures("first_article")
SETTINGS = {"SEC_CONTACT": "Jane Doe jane@example.org", "EIA_API_KEY": "k",
            "findings": str(BASE_DIR / "fixtures" / "findings")}  # fmt: skip


def about(slug: str, severity: Severity = Severity.SEVERE) -> Finding:
    return Finding(slug, Kind.STALE, severity, "a", "b", "c")


def test_criteria_are_found_through_derived_indicators(catalogue: Catalogue) -> None:
    keys = {one.criterion.key for one in endangered([about("fed_assets")], catalogue)}
    through = {one.key for one in Criterion.objects.all() if "net_liquidity" in one.holds_when}
    assert through
    assert through <= keys


def test_the_worst_finding_ranks_a_criterion_and_notes_endanger_none(catalogue: Catalogue) -> None:
    found = endangered([about("fed_assets", Severity.WARNING), about("reverse_repo")], catalogue)
    assert found[0].severity is Severity.SEVERE
    assert [one.severity for one in found] == sorted([one.severity for one in found], key=list(Severity).index)
    assert endangered([about("fed_assets", Severity.NOTE)], catalogue) == []


def test_the_command_names_claims_and_fails_where_a_primary_criterion_is_in_danger(
    catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("endangered", "gdp_growth")
    assert ended.value.code == 1
    told = capsys.readouterr().out
    assert "C01.x1" in told
    assert "criteria of" in told


def served(indicator: Indicator) -> bool:
    """Whether the indicator's source forms a request that carries its code."""
    assert indicator.source
    channel = SOURCES.get(indicator.source.slug)
    if channel is None:
        return False
    one = Series(indicator.code, indicator.period_frequency)
    if not channel.HOSTS:
        return True  # a file of this machine; analysts write it when they have found something
    return any(one in request.series for request in channel.requests([one], SETTINGS))


def test_every_figure_of_the_criteria_can_be_asked_for_or_says_why_not(catalogue: Catalogue) -> None:
    """`unserved` of an indicator is the one place for the reason, shown by `claimbase evidence sources`."""
    used = {slug for criterion in Criterion.objects.all() for slug in leaves(criterion, catalogue)}
    indicators = Indicator.objects.filter(slug__in=used).select_related("source")
    assert len(used) > 80
    assert [one.slug for one in indicators if not one.unserved and not served(one)] == []


def test_a_reason_stands_in_both_languages_and_only_where_nobody_serves(catalogue: Catalogue) -> None:
    alone = Indicator.objects.exclude(unserved="")
    assert alone
    assert [one.slug for one in alone if not one.unserved_zh] == []
    assert [one.slug for one in alone if served(one)] == []
    assert {one.slug for one in alone} == {"sp500_monthly_long", "bitcoin_yahoo", "gold"}  # history from archives


def test_it_says_what_analysts_enter_of_each_figure_of_theirs_and_of_no_other(catalogue: Catalogue) -> None:
    theirs = Indicator.objects.filter(source__slug="analyst")
    assert [one.slug for one in theirs if not (one.entered and one.entered_zh)] == []
    assert not Indicator.objects.exclude(source__slug="analyst").exclude(entered="", entered_zh="").exists()
