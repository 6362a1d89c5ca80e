"""A small article with figures of its own, made by the tests: one claim of each kind, series with and without."""

import csv
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from django.db import transaction

import claims.load
import evidence.load
from claims.freezing import Definitions
from claims.models import Claim, Settlement
from claims.verbs.acts import Request, begin, locked
from claims.verbs.review import reopen
from evidence.models import Indicator
from evidence.refresh import refresh

AS_OF = date(2026, 2, 20)
NOW = datetime(2026, 2, 20, 12, tzinfo=UTC)
LEARNT = datetime(2026, 12, 31, 12, tzinfo=UTC)  # after every month of the archives; figures are dated by lags
FIRST_MONTH = (2000, 1)

SOURCES = """
[agency]
name = "Agency"
name_zh = "統計機關"
licence = "public domain (US government)"
"""

INDICATOR = """
[{slug}]
name = "{name}"
name_zh = "{name_zh}"
source = "agency"
code = "{code}"
unit = "index[2000=100]"
frequency = "M"
aggregation = "mean"
publication_lag = 14
walk = "log"
family = "{slug}"
licence = "public domain (US government)"
"""

ARTICLE = """
title = "電力不足"
title_en = "Power runs short"
language = "zh-Hant"
author = "ann"
publisher = "Daily"
published_on = 2025-12-01
sha256 = "{sha}"
length = 900
months = [12, 18]
written_on = 2026-06-01

[authors.ann]
name = "Ann"

[themes]
power = {{ name = "Power", name_zh = "電力" }}
"""

CLAIM = """
[{number}]
statement = "{statement}"
statement_zh = "論點{number}"
reading = "Reading of {number}."
reading_zh = "{number} 的檢驗內容。"
kind = "{kind}"
nature = "{nature}"
spans = [[0, 9]]
{more}
"""

CRITERION = """
[[{number}.criteria]]
key = "{number}.{key}"
role = "{role}"
holds_when = "{holds}"
thresholds = "{thresholds}"
note = "A note."
note_zh = "備註。"
"""

RELATION = """
[[{number}.criteria]]
key = "{number}.p"
role = "primary"
relation = {relation}
thresholds = "before figures"
note = "A note."
note_zh = "備註。"
"""

RUBRIC = "rubric = [{}]".format(", ".join(f'{{ anchor = "Level {n}", anchor_zh = "等級{n}" }}' for n in range(1, 6)))


def claim(
    number: str, *criteria: str, kind: str = "comparison", nature: str = "measured", more: str = "", statement: str = ""
) -> str:
    """A claim's entry, with the entries of its criteria."""
    head = CLAIM.format(
        number=number, kind=kind, nature=nature, more=more, statement=statement or f"Statement of {number}."
    )
    return head + "".join(criteria)


def criterion(
    number: str, holds: str, key: str = "p", role: str = "primary", thresholds: str = "before figures"
) -> str:
    """A criterion's entry."""
    return CRITERION.format(number=number, key=key, role=role, holds=holds, thresholds=thresholds)


def relation(number: str, written: str) -> str:
    """A criterion that compares two drivers, from its TOML."""
    return RELATION.format(number=number, relation=written)


FORETELLS = '{ target = "pct(power)", a = ["pct(prices)"], c = ["yoy(prices)"], lags = 1 }'
OUTPACES = "mean(yoy(power) - yoy(prices)) >= {}"
CLAIMS = (
    claim("C1", criterion("C1", OUTPACES.format("1.5")), statement="Power outpaces prices."),
    claim(
        "C2",
        criterion("C2", "last(jobs) > start(jobs)"),
        criterion("C2", "growth(power) > 0", "s1", "secondary", "after looking"),
        kind="trend",
    ),
    claim(
        "C3",
        criterion("C3", "growth(power) > 0"),
        kind="trend",
        nature="fact check",
        more="opens = 2025-11-01\ncheckpoints = [2025-11-30]",
    ),
    claim("C4", relation("C4", FORETELLS), kind="relation"),
    claim("C5", kind="judged", nature="judged", more=RUBRIC),
    claim("C6", more='rule = { at_least = 1, of = ["C1", "C4", "C7"] }'),
    claim("C7", criterion("C7", "last(jobs) > start(jobs)"), kind="trend"),
)


def write(folder: Path, claims_: Iterable[str] = CLAIMS) -> Path:
    """The content files, as an installation has them."""
    for name in ("indicators", "articles/power-runs-short/claims", "findings"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "sources.toml").write_text(SOURCES, encoding="utf-8")
    named = (("prices", "Prices", "物價"), ("power", "Power prices", "電價"), ("jobs", "Jobs", "就業"))
    indicators = (
        INDICATOR.format(slug=slug, name=name, name_zh=chinese, code=slug.upper()) for slug, name, chinese in named
    )
    (folder / "indicators" / "all.toml").write_text("".join(indicators), encoding="utf-8")
    article = folder / "articles" / "power-runs-short"
    (article / "article.toml").write_text(ARTICLE.format(sha="0" * 64), encoding="utf-8")
    (article / "claims" / "power.toml").write_text("".join(claims_), encoding="utf-8")
    return folder


def months(count: int) -> list[str]:
    """First days of months from January 2000."""
    year, month = FIRST_MONTH
    return [date(year + (month - 1 + n) // 12, (month - 1 + n) % 12 + 1, 1).isoformat() for n in range(count)]


def archive(folder: Path, until: int = 312) -> Path:
    """An evidence archive of two series, prices at 2 % a year and power at 6 %, for so many months; none of jobs.

    A longer one begins like a shorter one.
    """
    (folder / "agency").mkdir(parents=True, exist_ok=True)
    (folder / "manifest.csv").write_text("source,code,title,unit,frequency\n", encoding="utf-8")
    for seed, code, yearly in ((7, "PRICES", 0.02), (8, "POWER", 0.06)):
        steps = yearly / 12 + np.random.default_rng(seed).normal(0, 0.001, until)
        values = 100 * np.exp(np.cumsum(steps))
        with (folder / "agency" / f"{code}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["period", "value", "known_from"])
            writer.writerows(zip(months(until), np.round(values, 4), [""] * until, strict=True))
    return folder


def load(folder: Path) -> None:
    """Content files into the database."""
    claims.load.load(folder, evidence.load.load(folder), NOW)


def learn(folder: Path) -> None:
    """An archive's figures into the database."""
    refresh(Indicator.objects.all(), client=None, now=LEARNT, settings={"findings": "/none"}, archive_folder=folder)


def learn_of_jobs(folder: Path) -> None:
    """A figure of the series that an archive lacks: it has been read here, and stopped long before any window."""
    (folder / "agency" / "JOBS.csv").write_text("period,value,known_from\n2020-01-01,100,\n", encoding="utf-8")
    learn(folder)


def enter(now: datetime = NOW, claims_: Iterable[Claim] | None = None) -> None:
    """Register claims (all, unless some are given) as they are, what others are made of first, without a dry run."""
    definitions = Definitions()
    every = Claim.objects.with_everything().filter(state=Claim.State.DRAFT)
    chosen = every if claims_ is None else every.filter(pk__in=[one.pk for one in claims_])
    for one in sorted(chosen, key=lambda claim: claim.is_group):
        with transaction.atomic():
            begin(locked(one), Request("desk", "As written.", now), definitions.of(one), None)


def reopened(row: Settlement, now: datetime) -> None:
    """A settlement that somebody reopened."""
    reopen(claim=row.claim, checkpoint=row.checkpoint, request=Request("bob", "A source erred.", now))


PASSED = date(2025, 11, 30)  # a checkpoint before any day on which this can run: commands go by the real clock


def passed_claim(folder: Path) -> Claim:
    """A registered claim whose checkpoint has passed, with the figures that settle it."""
    one = claim("C1", criterion("C1", "growth(power) > 0"), kind="trend",
                more=f"opens = 2024-12-01\ncheckpoints = [{PASSED}]")  # fmt: skip
    load(write(folder / "content", [one]))
    learn(archive(folder / "archive"))
    enter()
    return Claim.objects.get()
