"""The page of worked examples states what plain arithmetic on the archive's files gives, and what the program says."""

import csv
import os
import re
from datetime import UTC, date, datetime
from itertools import pairwise
from math import log, log2
from pathlib import Path

import pytest
from django.conf import settings

from claims.assess import assess
from claims.models import Assessment, Claim
from evidence.models import Indicator
from evidence.refresh import refresh
from tests.claims.scoring import byhand

PAGE = Path(settings.BASE_DIR) / "claims" / "scoring" / "worked-examples.md"
SERIES = ("power_construction", "temp_help_jobs", "payrolls", "fed_assets", "treasury_account", "reverse_repo")
Vintages = dict[str, list[tuple[str, float]]]  # by month or day: the day known ("" = not said), the figure

pytestmark = pytest.mark.skipif(
    not os.environ.get("CLAIMBASE_SHARED"),
    reason="CLAIMBASE_SHARED names no folder with the evidence archive that the examples are computed from",
)


@pytest.fixture(scope="module")
def page() -> dict[str, float]:
    """The numbers of the page by key."""
    rows = re.findall(r"^\| (C\d\d\.\w+) \|.*\| (-?[\d.]+) \|$", PAGE.read_text(), re.MULTILINE)
    assert len(rows) == len(dict(rows)) > 35
    return {key: float(number) for key, number in rows}


def file(code: str, letters: int = 7) -> Vintages:
    """The archive's figures by month (or day, with ten letters), oldest vintage first."""
    path = Path(os.environ["CLAIMBASE_SHARED"]) / "archive" / "fred" / f"{code}.csv"
    found: Vintages = {}
    with path.open(newline="") as lines:
        for row in csv.DictReader(lines):
            if row["value"] and row["known_from"] <= "2026-08-22":
                found.setdefault(row["period"][:letters], []).append((row["known_from"], float(row["value"])))
    return {period: sorted(rows) for period, rows in found.items()}


def newest(vintages: Vintages) -> dict[str, float]:
    return {period: rows[-1][1] for period, rows in vintages.items()}


def later(month: str, count: int) -> str:
    number = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    return f"{number // 12:04}-{number % 12 + 1:02}"


def yoy(x: dict[str, float], month: str) -> float:
    return 100 * (x[month] / x[later(month, -12)] - 1)


def test_c49_by_plain_arithmetic(page: dict[str, float]) -> None:
    x = newest(file("TLPWRCONS"))
    assert (page["C49.may_2025"], page["C49.may_2026"]) == (x["2025-05"], x["2026-05"])
    assert page["C49.november_2025"] == x["2025-11"]
    assert page["C49.so_far"] == pytest.approx(yoy(x, "2026-05"), abs=5e-4)
    assert page["C49.needed"] == pytest.approx(1.05 * x["2025-11"])
    assert page["C49.distance"] == pytest.approx(log(1.05 * x["2025-11"] / x["2026-05"]), abs=5e-6)


def test_what_moves_of_c49_hang_on_is_a_plain_regression(page: dict[str, float]) -> None:
    changes = changes_of_c49(page)
    far = byhand.distances(changes)
    growth, level, both = (byhand.fitted(changes, far, byhand.FORMS[form])[:3] for form in ("growth", "level", "both"))
    assert (page["C49.growth_year"], page["C49.growth_quarter"]) == pytest.approx(growth[:2], abs=6e-5)
    assert page["C49.level"] == pytest.approx(level[2], abs=6e-5)
    stated = tuple(page[f"C49.both_{name}"] for name in ("year", "quarter", "level"))
    assert stated == pytest.approx(both, abs=6e-5)


def test_how_far_each_way_of_c49_is_believed_follows_from_forecasts_made_one_by_one(page: dict[str, float]) -> None:
    changes = changes_of_c49(page)
    found = [byhand.evidence(changes, byhand.FORMS[form]) for form in ("growth", "level", "both")]
    stated = [page[f"C49.{form}_evidence"] for form in ("growth", "level", "both")]
    assert stated == pytest.approx([one for one, _ in found], abs=6e-5)
    assert {page["C49.cases"]} == {count for _, count in found}
    assert [page[f"C49.{form}_share"] for form in byhand.FORMS] == pytest.approx(byhand.shares(stated), abs=6e-5)


def test_the_probability_of_c49_is_nearly_that_of_stretches_of_its_past(page: dict[str, float]) -> None:
    changes = changes_of_c49(page)
    stated = [page[f"C49.{name}"] for name in ("walk", "growth", "home", "both")]
    found = [byhand.chance(changes, form, page["C49.distance"]) for form in byhand.FORMS]
    assert stated == pytest.approx(found, abs=0.0035)  # 20,000 blocks in two of six halves: four standard errors
    together = sum(page[f"C49.{form}_share"] * one for form, one in zip(byhand.FORMS, stated, strict=True))
    assert page["C49.rough"] == pytest.approx(together, abs=6e-4)
    assert abs(page["C49.p"] - page["C49.rough"]) < 0.02  # three standard errors of 5,000 paths


def changes_of_c49(page: dict[str, float]) -> list[float]:
    x = newest(file("TLPWRCONS"))
    changes = clipped([log(x[after] / x[before]) for before, after in pairwise(sorted(x))])
    assert page["C49.changes"] == len(changes)
    return changes


def clipped(changes: list[float]) -> list[float]:
    """Cut at 8 robust standard deviations around the median."""

    def middle(values: list[float]) -> float:
        ranked, half = sorted(values), len(values) // 2
        return ranked[half] if len(values) % 2 else (ranked[half - 1] + ranked[half]) / 2

    centre = middle(changes)
    limit = 8 * 1.4826 * middle([abs(one - centre) for one in changes])
    return [min(max(one, centre - limit), centre + limit) for one in changes]


def test_the_base_rate_of_c49_is_that_of_a_plain_loop_over_the_file(page: dict[str, float]) -> None:
    x, windows, hits = newest(file("TLPWRCONS")), 0, 0
    for opening in sorted(x):
        last, before = later(opening, 11), later(opening, -1)
        if last < "2025-12" and last in x and before in x:
            windows += 1
            hits += 100 * (x[last] / x[before] - 1) > 5
    assert (page["C49.n"], page["C49.hits"]) == (windows, hits)


def test_c31_by_plain_arithmetic(page: dict[str, float]) -> None:
    temp, jobs = newest(file("TEMPHELPS")), newest(file("PAYEMS"))
    assert (page["C31.temp"], page["C31.temp_before"]) == (temp["2026-06"], temp["2025-06"])
    assert (page["C31.jobs"], page["C31.jobs_before"]) == (jobs["2026-06"], jobs["2025-06"])
    gaps = [yoy(temp, month) - yoy(jobs, month) for month in (later("2025-12", step) for step in range(7))]
    assert page["C31.june"] == pytest.approx(gaps[-1], abs=5e-4)
    assert page["C31.so_far"] == pytest.approx(sum(gaps) / 7, abs=5e-4)
    assert page["C31.needed"] == pytest.approx((-24 - sum(gaps)) / 5, abs=5e-4)


def test_c06_by_plain_arithmetic(page: dict[str, float]) -> None:
    assets, account, repo = (newest(file(code, 10)) for code in ("WALCL", "WTREGEN", "RRPONTSYD"))

    def mean(month: str) -> float:
        days = [day for day in assets if day.startswith(month)]
        return sum((assets[day] - account[day]) / 1e6 - repo[day] / 1e3 for day in days) / len(days)

    december, july = mean("2025-12"), mean("2026-07")
    assert (page["C06.december"], page["C06.july"]) == (
        pytest.approx(december, abs=5e-6),
        pytest.approx(july, abs=5e-6),
    )
    assert page["C06.so_far"] == pytest.approx(100 * (july / december - 1), abs=5e-4)
    assert page["C06.needed"] == pytest.approx(1.05 * december, abs=1e-5)


@pytest.mark.parametrize("claim", ["C49", "C31", "C06"])
def test_base_rate_and_bits_follow_from_their_counts(page: dict[str, float], claim: str) -> None:
    n, hits = page[f"{claim}.n"], page[f"{claim}.hits"]
    assert page[f"{claim}.base"] == pytest.approx((hits / 12 + 1) / (n / 12 + 2), abs=5e-5)
    assert page[f"{claim}.bits"] == pytest.approx(log2(page[f"{claim}.p"] / page[f"{claim}.base"]), abs=1e-3)


def test_the_program_says_what_the_page_says(page: dict[str, float], first_article: None, inline: None) -> None:
    archive = Path(os.environ["CLAIMBASE_SHARED"]) / "archive"
    wanted = Indicator.objects.raw().filter(slug__in=SERIES).select_related("source")
    assert wanted.count() == len(SERIES)
    refresh(wanted, client=None, now=datetime.now(UTC), settings={}, archive_folder=archive)
    chosen = Claim.objects.with_everything().filter(number__in=("C49", "C31", "C06"))
    assess(date(2026, 8, 22), chosen)
    bands = {}
    for claim in chosen:
        said = Assessment.objects.filter(claim=claim, criterion=None).order_by("checkpoint")[0]
        base = said.facts["base"]
        shown = {"p": said.p_hold, "base": said.base_rate, "information": said.information, "n": base["windows"],
                 "hits": base["hits"], "bits": said.facts["bits"]}  # fmt: skip
        if claim.number == "C49":
            shown |= {"m": base["effective"], "low": base["low"], "high": base["high"]}
        for key, value in shown.items():
            assert page[f"{claim.number}.{key}"] == pytest.approx(value, abs=5e-3 if key == "m" else 6e-5), key
        bands[claim.number] = said.band
    assert bands == dict(re.findall(r"^## (C\d\d).*?^Band: ([a-z ]+)\.", PAGE.read_text(), re.MULTILINE | re.DOTALL))
