"""The worked example of a relation: one week by plain arithmetic on the archive's files, the rest from the program."""

import csv
import os
import re
from datetime import UTC, date, datetime, timedelta
from math import inf, log
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from django.conf import settings

from claims.dossier import Dossier
from claims.models import Claim
from claims.scoring.relation import found, losses
from evidence.models import Indicator
from evidence.periods import day_number
from evidence.refresh import refresh

PAGE = Path(settings.BASE_DIR) / "claims" / "scoring" / "worked-examples.md"
SERIES = (
    "sp500", "fed_assets", "treasury_account", "reverse_repo", "two_year_yield", "weekly_economic_index",
    "initial_claims", "financial_conditions",
)  # fmt: skip
KNOWN = "2026-08-21"
Weeks = dict[int, float]  # by the number of the ISO week

pytestmark = pytest.mark.skipif(
    not os.environ.get("CLAIMBASE_SHARED"),
    reason="CLAIMBASE_SHARED names no folder with the evidence archive that the example is computed from",
)


@pytest.fixture(scope="module")
def page() -> dict[str, float]:
    """The numbers of the example by key."""
    rows = re.findall(r"^\| C28\.(\w+) \|.*\| (-?[\d.]+) \|$", PAGE.read_text(), re.MULTILINE)
    assert len(rows) == len(dict(rows)) == 15
    return {key: float(number) for key, number in rows}


def newest(code: str) -> dict[date, float]:
    """The newest vintage of each figure that was known on the day."""
    found: dict[date, tuple[str, float]] = {}
    path = Path(os.environ["CLAIMBASE_SHARED"]) / "archive" / "fred" / f"{code}.csv"
    with path.open(newline="") as lines:
        for row in csv.DictReader(lines):
            if row["value"] and row["known_from"] <= KNOWN and row["period"] <= KNOWN:
                day = date.fromisoformat(row["period"])
                found[day] = max(found.get(day, ("", -inf)), (row["known_from"], float(row["value"])))
    return {day: value for day, (_, value) in found.items()}


def number_of(day: date) -> int:
    return (day.toordinal() - 1) // 7


def last_of_weeks(days: dict[date, float], ending: int = 4) -> Weeks:
    """The last figure of each week that has four days or more; `ending` is its last weekday (Friday = 4)."""
    weeks: dict[int, list[float]] = {}
    for day in sorted(days):
        weeks.setdefault(number_of(day + timedelta((ending - day.weekday()) % 7)), []).append(days[day])
    return {week: values[-1] for week, values in weeks.items() if len(values) >= 4}


def changes(weeks: Weeks) -> Weeks:
    return {week: weeks[week] - weeks[week - 1] for week in weeks if week - 1 in weeks}


def logs(weeks: Weeks) -> Weeks:
    return {week: log(value) for week, value in weeks.items()}


def by_week(days: dict[date, float]) -> Weeks:
    return {number_of(day): value for day, value in days.items()}


def figures() -> list[Weeks]:
    """Share prices, liquidity, yield, index and claims: their changes, since all of them are known, cut."""
    assets, account = by_week(newest("WALCL")), by_week(newest("WTREGEN"))
    repo = last_of_weeks(newest("RRPONTSYD"), ending=2)
    liquidity = {w: 1e6 * (assets[w] - account[w]) - 1e9 * repo[w] for w in assets if w in account and w in repo}
    every = [
        changes(logs(last_of_weeks(newest("SP500")))),
        changes(liquidity),
        changes(last_of_weeks(newest("DGS2"))),
        changes(by_week(newest("WEI"))),
        changes(logs(by_week(newest("ICSA")))),
    ]
    first = min(week for week in every[0] if all(week in one for one in every))
    return [cut({week: x for week, x in one.items() if first <= week <= number_of(date(2026, 8, 15))}) for one in every]


def cut(weeks: Weeks) -> Weeks:
    centre = median(weeks.values())
    limit = 8 * 1.4826 * median(abs(one - centre) for one in weeks.values())
    return {week: min(max(one, centre - limit), centre + limit) for week, one in weeks.items()}


def foretold(every: list[Weeks], drivers: list[Weeks]) -> tuple[int, float]:
    """Weeks to learn from, and the last week's change in percent by least squares on those before."""
    shares = every[0]
    whole = [week for week in sorted(shares) if week - 1 in shares and all(week in one for one in every)]
    table = np.array([[1.0, shares[week - 1], *(one[week] for one in drivers)] for week in whole])
    table /= np.abs(table).max(axis=0)
    outcomes = np.array([shares[week] for week in whole])
    weights = np.linalg.lstsq(table[:-1], outcomes[:-1], rcond=None)[0]
    return len(whole) - 1, 100 * float(table[-1] @ weights)


def test_one_week_by_plain_arithmetic(page: dict[str, float]) -> None:
    every = figures()
    actual = 100 * every[0][max(every[0])]
    assert page["actual"] == pytest.approx(actual, abs=5e-5)
    for name, drivers in (("a", every[1:3]), ("c", every[3:]), ("alone", [])):
        weeks, forecast = foretold(every, drivers)
        assert page["weeks"] == weeks
        assert page["alone" if name == "alone" else f"with_{name}"] == pytest.approx(forecast, abs=5e-5)
        assert page[f"square_{name}"] == pytest.approx((actual - forecast) ** 2, abs=5e-6)
    assert page["d"] == pytest.approx(page["square_c"] - page["square_a"])


def test_the_program_says_what_the_page_says(page: dict[str, float], first_article: None) -> None:
    archive = Path(os.environ["CLAIMBASE_SHARED"]) / "archive"
    wanted = Indicator.objects.raw().filter(slug__in=SERIES).select_related("source")
    assert wanted.count() == len(SERIES)
    refresh(wanted, client=None, now=datetime.now(UTC), settings={}, archive_folder=archive)
    dossier = Dossier(Claim.objects.with_everything().filter(number="C28"), date(2026, 8, 22))
    reading = next(one for one in dossier.relations.values() if one.criterion.key == "C28.p")
    made = losses(reading.written.relation, dossier.histories, dossier.catalogue.derived, dossier.day)
    week = int(np.flatnonzero(~np.isnan(made.difference))[-1])
    assert made.ends[week] == day_number(date(2026, 8, 15))
    seen = found(made, day_number(date(2025, 12, 1)), day_number(date(2026, 11, 30))).call
    squares = {"square_a": made.with_a[week], "square_c": made.with_c[week], "square_alone": made.without_a[week]}
    shown = {name: 1e4 * float(value) for name, value in squares.items()}
    shown |= {"usual": 1e4 * float(np.nanmean(made.without_a)), "points": seen.points, "mean": seen.mean}
    shown |= {"statistic": seen.statistic, "share": seen.share, "percentile": seen.percentile}
    for name, value in shown.items():
        assert page[name] == pytest.approx(value, abs=6e-5, rel=1e-5), name
