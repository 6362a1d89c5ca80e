"""Findings about indicators: what was expected, what came, how bad it is; what is explained is not alarmed."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.utils.translation import override
from pytest_django import DjangoAssertNumQueries

from evidence.describe import describe
from evidence.findings import Finding, Kind, Severity
from evidence.health import health, look
from evidence.models import Description, Fetch, HeldBatch, Indicator, Source
from evidence.refresh import refresh
from tests.claims.test_ledger_entries import untriggered
from tests.evidence.sources.played import Player, recorded

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 5, tzinfo=UTC)
KEY = {"FRED_API_KEY": "k"}


def series(slug: str = "x", code: str = "TESTM", unit: str = "index[2017=100]", **values: object) -> Indicator:
    source, _ = Source.objects.get_or_create(slug="fred", defaults={"name": "FRED", "name_zh": "FRED", "licence": "x"})
    given = {"name": slug, "name_zh": slug, "frequency": "M", "aggregation": "mean", "publication_lag": 14}
    return Indicator.objects.create(slug=slug, source=source, code=code, unit=unit, **{**given, **values})


def filled(*months: str, values: list[float] | None = None, now: datetime = NOW, **declared: object) -> Indicator:
    indicator = series(**declared)
    figures = values or [100.0 + n for n in range(len(months))]
    lines = [f"{month}-01,{figure}" for month, figure in zip(months, figures, strict=True)]
    body = "\n".join([f"observation_date,{indicator.code}", *lines]) + "\n"
    refresh([indicator], client=Player(body.encode()), now=now, settings={})
    return indicator


def only(found: list[Finding]) -> Finding:
    assert len(found) == 1, found
    return found[0]


def months(count: int) -> list[str]:
    return [f"{2025 - (count - 1 - n) // 12}-{n % 12 + 1:02}" for n in range(count)]


def test_fresh_figures_without_holes_are_healthy() -> None:
    filled("2025-09", "2025-10", "2025-11")
    assert health(NOW.date()) == []


@pytest.mark.parametrize(
    ("day", "kind", "severity"),
    [
        ("2026-01-21", None, None),
        ("2026-01-22", Kind.STALE, Severity.WARNING),
        ("2026-04-15", Kind.STALE, Severity.SEVERE),
        ("2026-07-20", Kind.STALE, Severity.SEVERE),
        ("2026-07-21", Kind.DISCONTINUED, Severity.SEVERE),
    ],
)
def test_a_late_figure_is_a_warning_then_severe_then_a_series_that_seems_to_have_ended(
    day: str, kind: Kind | None, severity: Severity | None
) -> None:
    filled("2025-09", "2025-10", "2025-11")
    found = health(date.fromisoformat(day))
    if kind is None:
        assert found == []
    else:
        assert (only(found).kind, only(found).severity) == (kind, severity)
        assert "2025-11" in only(found).got


@pytest.mark.parametrize(("source", "declared", "todo"), [
    ("fred", {}, "refresh it; if nothing comes, look at the provider"),
    ("fred", {"unserved": "nobody has it", "unserved_zh": "x"}, "import a newer archive"),
    ("without_a_module", {}, "import a newer archive"),
    ("analyst", {"entered": "Once a month: the sum.", "entered_zh": "x"}, "Once a month: the sum."),
    ("analyst", {}, "let an analyst enter what was found, with its source"),
])  # fmt: skip
def test_a_late_figure_is_to_be_had_where_figures_of_its_source_come_from(
    source: str, declared: dict[str, str], todo: str
) -> None:
    filled("2025-09", "2025-10", "2025-11", **declared)
    Source.objects.update(slug=source)
    finding = only(health(date(2026, 1, 22)))
    assert (finding.kind, finding.todo) == (Kind.STALE, todo)


def test_one_look_at_the_evidence_is_worded_in_every_language_without_another(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    filled("2025-09", "2025-10", "2025-11")
    seen, english = look(date(2026, 1, 22)), only(health(date(2026, 1, 22)))
    with override("zh-hant"):
        chinese = only(health(date(2026, 1, 22)))
    assert english.todo != chinese.todo
    with django_assert_num_queries(0):
        assert seen.findings() == [english]
        with override("zh-hant"):
            assert seen.findings() == [chinese]


def test_only_what_was_known_on_the_day_counts() -> None:
    filled("2025-09", "2025-10", "2025-11")
    assert only(health(date(2025, 10, 10))).kind is Kind.EMPTY
    assert health(date(2025, 11, 10)) == []


def test_a_month_that_was_never_collected_is_neither_a_gap_nor_late() -> None:
    indicator = filled("2025-08", "2025-09", "2025-11")
    assert only(health(NOW.date())).kind is Kind.GAP
    indicator.never_collected = ["2025-10"]
    indicator.save()
    assert health(NOW.date()) == []


def test_while_the_month_after_one_never_collected_is_not_due_nothing_is_late() -> None:
    indicator = filled("2025-08", "2025-09", now=datetime(2025, 10, 20, tzinfo=UTC))
    assert only(health(date(2025, 12, 10))).kind is Kind.STALE
    indicator.never_collected = ["2025-10"]
    indicator.save()
    assert health(date(2025, 12, 10)) == []


def test_no_figures_are_severe_unless_nobody_serves_them_or_an_analyst_does() -> None:
    series("a", "A")
    series("b", "B", unserved="no module", unserved_zh="沒有模組")
    analyst = Source.objects.create(slug="analyst", name="x", name_zh="x", licence="x")
    series("c", "C")
    Indicator.objects.filter(slug="c").update(source=analyst)
    found = {one.slug: one for one in health(NOW.date())}
    assert [found[slug].severity for slug in "abc"] == [Severity.SEVERE, Severity.WARNING, Severity.WARNING]
    assert "no module" in found["b"].got
    with override("zh-hant"):
        assert "沒有模組" in next(one for one in health(NOW.date()) if one.slug == "b").got


def test_a_figure_with_a_misplaced_point_is_severe() -> None:
    names = [f"{2022 + n // 12}-{n % 12 + 1:02}" for n in range(47)]
    figures = [100.0 + n + n % 3 for n in range(46)] + [1460.0]
    filled(*names, values=figures)
    finding = only(health(NOW.date()))
    assert (finding.kind, finding.severity) == (Kind.OUTLIER, Severity.SEVERE)
    assert "1,460" in finding.got


def described(indicator: Indicator, body: bytes | None = None) -> dict[str, str]:
    return describe([indicator], client=Player(body or recorded("fred/series.json")), settings=KEY, now=NOW)


def test_the_provider_s_own_unit_frequency_and_end_are_held_against_the_indicator() -> None:
    indicator = filled("2025-09", "2025-10", "2025-11", unit="bn USD")
    assert described(indicator) == {}
    finding = only(health(NOW.date()))
    assert (finding.kind, finding.severity) == (Kind.UNIT, Severity.SEVERE)
    assert (finding.expected, finding.got) == ("bn USD", "Index 2017=100")
    untriggered("UPDATE evidence_indicator SET unit = 'index[2017=100]'")  # figures are recorded: it stays otherwise
    assert health(NOW.date()) == []
    Description.objects.update(title="Old Index (DISCONTINUED)", frequency="Q", newest=date(2025, 12, 1))
    kinds = {one.kind for one in health(NOW.date())}
    assert kinds == {Kind.FREQUENCY, Kind.DISCONTINUED, Kind.STALE}


def test_a_description_that_cannot_be_read_changes_nothing_and_its_bytes_are_kept() -> None:
    indicator = filled("2025-09", "2025-10", "2025-11")
    described(indicator)
    assert "a web page" in described(indicator, b"<html>")["TESTM"]
    assert Description.objects.get().unit == "Index 2017=100"
    failed = Fetch.objects.exclude(error="").get()
    assert failed.payload is not None
    assert failed.payload.body == b"<html>"


def test_the_same_figures_under_two_codes_are_a_warning_and_by_design_a_note() -> None:
    names = months(48)
    figures = [100.0 + n + n % 3 for n in range(48)]
    filled(*names, values=figures, slug="a", code="A", unit="index[2017=100]")
    filled(*names, values=figures, slug="b", code="B", unit="index[2017=100]")
    assert only(health(NOW.date())).severity is Severity.WARNING
    Indicator.objects.create(
        slug="either", formula="coalesce(a, b)", unit="index[2017=100]", frequency="M", aggregation="mean"
    )
    assert only(health(NOW.date())).severity is Severity.NOTE


def test_a_code_that_differs_by_case_only_is_severe() -> None:
    filled("2025-09", "2025-10", "2025-11", slug="a", code="TESTM")
    filled("2025-09", "2025-10", "2025-11", slug="b", code="testm")
    assert only(health(NOW.date())).kind is Kind.DUPLICATE


def test_figures_held_back_are_severe_until_somebody_decides() -> None:
    indicator = filled("2025-09", "2025-10", "2025-11")
    HeldBatch.objects.create(
        indicator=indicator, found_at=NOW, since=NOW, factor=1000, compared=3, rows=b"", content=""
    )
    assert only(health(NOW.date())).kind is Kind.HELD


def test_the_command_says_what_to_do_and_fails_on_what_is_severe(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    filled("2025-09", "2025-10", "2025-11")
    call_command("evidence", "health", "--as-of", "2026-01-29")
    assert "the newest is of 2025-11" in capsys.readouterr().out
    with pytest.raises(SystemExit) as ended:
        call_command("evidence", "health", "x", "--as-of", "2026-08-30")
    assert ended.value.code == 1
    assert "name a successor" in capsys.readouterr().out


def test_a_slug_that_is_no_raw_indicator_is_refused() -> None:
    with pytest.raises(LookupError, match="expected slugs of raw indicators, got nothing_such"):
        health(NOW.date(), ["nothing_such"])


def test_sources_are_listed_offline_with_terms_key_verification_and_how_it_went(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    indicator = filled("2025-09", "2025-10", "2025-11")
    refresh([indicator], client=Player(b"<html>"), now=NOW, settings={})
    series("b", "B", unserved="nobody has it", unserved_zh="x")
    Source.objects.update(key_variable="FRED_API_KEY", key_address="https://example.org/key", politeness="rarely [sic]")
    call_command("evidence", "sources")
    told = capsys.readouterr().out
    for part in ("unverified", "FRED_API_KEY", "https://example.org/key", "rarely [sic]", "b: nobody has it"):
        assert part in told
    assert "2026-01-05 00:00" in told
    assert "got '<html>'" in told


def test_the_number_of_queries_does_not_grow_with_the_indicators(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(12):
        filled("2025-09", "2025-10", "2025-11", slug=f"s{number}", code=f"S{number}", unit=f"index[{number}]")
    with django_assert_max_num_queries(8):
        health(NOW.date())
