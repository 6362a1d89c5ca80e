"""The clock of settlement on real figures: the first article's criteria moved back, and resolved questions.

The archive covers the checkpoints of criteria that open one and two years earlier, with the vintages of that time where
they exist. Prints what it found, for whoever runs it with -s.
"""

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

import claims.load
import evidence.load
from claims.dossier import Dossier
from claims.ledger import verify
from claims.models import Article, Claim, LedgerEntry, Settlement
from claims.settled import Stood, stood
from claims.verbs.settle import Done, settle
from evidence.models import Indicator
from evidence.refresh import refresh
from tests.claims import content

SHARED = Path(os.environ.get("CLAIMBASE_SHARED", "/nowhere"))
pytestmark = [
    pytest.mark.skipif(
        not (SHARED / "archive" / "manifest.csv").is_file(), reason="CLAIMBASE_SHARED names no folder with an archive"
    ),
    pytest.mark.django_db,
]
SLUG = "ai-the-only-engine"
NEWEST = date(2026, 8, 22)  # to which the archive reaches
CHECKPOINTS = [date(2024, 11, 30), date(2025, 5, 31), date(2025, 11, 30), date(2026, 5, 31)]
DAY, STEP, STEPS = timedelta(days=1), timedelta(days=21), 7  # over every grace of 120 days
_DATED = re.compile(r"^(opens|checkpoints|published_on) = .*$", re.MULTILINE)
_YEAR = re.compile(r"20\d\d(?=-\d\d-\d\d)")


def moved(folder: Path, years: int) -> None:
    """The article again, as if it had been written some years earlier; its registration is left to the clock."""
    made = folder / "articles" / f"{SLUG}-{years}"
    shutil.copytree(settings.BASE_DIR / "fixtures" / "articles" / SLUG, made)
    for file in made.rglob("*.toml"):
        text = file.read_text(encoding="utf-8")
        text = _DATED.sub(lambda line: _YEAR.sub(lambda year: str(int(year[0]) - years), line[0]), text)
        text = re.sub(r"^\[registration\]\n(.+\n)+", "", text, flags=re.MULTILINE)
        file.write_text(text, encoding="utf-8")


@pytest.fixture
def moved_back(tmp_path: Path) -> None:
    """The claims of both earlier years, each registered on the day on which its article came out."""
    catalogue = evidence.load.load(settings.BASE_DIR / "fixtures")
    for years in (2, 1):
        moved(tmp_path, years)
    claims.load.load(tmp_path, catalogue, content.NOW)
    refresh(Indicator.objects.all(), client=None, now=content.LEARNT, settings={"findings": "/none"},
            archive_folder=SHARED / "archive", own=False)  # fmt: skip
    for article in Article.objects.order_by("published_on"):
        content.enter(noon(article.published_on), article.claims.all())


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def clock() -> Iterator[Done]:
    """Runs on simulated days, each as it would have been made on the day after."""
    for day in sorted({one + DAY + STEP * n for one in CHECKPOINTS for n in range(STEPS)} | {NEWEST}):
        if day <= NEWEST:
            yield settle(day, noon(day + DAY))


def view() -> list[Stood]:
    every = list(Claim.objects.with_everything())
    return stood(every, Dossier(every, NEWEST, pools=False))


def test_criteria_moved_back_are_settled_once_and_as_whoever_asks_late_finds_them(moved_back: None) -> None:
    waited = Counter(one.claim.number for done in clock() for one in done.waiting)
    rows = list(Settlement.objects.select_related("claim"))
    assert len({(row.claim_id, row.criterion_id, row.checkpoint) for row in rows}) == len(rows) > 100
    assert {row.checkpoint for row in rows} >= set(CHECKPOINTS)
    assert settle(NEWEST, noon(NEWEST + 2 * DAY)).settled == (), "nothing was left to do"
    assert LedgerEntry.objects.tally()["settle"] == len(rows)
    assert verify(LedgerEntry.objects.chain())[1] == []
    now = [one for one in view() if one.row is not None]
    changed = [one for one in now if one.is_changed]
    assert changed == [], "what is known later moves nothing that was settled"
    assert waited, "some waited for figures that came later"
    flips = [one for one in now if one.settlement.would_flip]
    assert flips, "some would come out otherwise on today's figures"
    _tell(rows, flips)


def _tell(rows: list[Settlement], flips: list[Stood]) -> None:
    for day in CHECKPOINTS:
        print(day, dict(Counter(row.outcome + (f" {row.reason}" if row.reason else "") for row in rows
                                if row.checkpoint == day)))  # fmt: skip
    for one in flips:
        print("flip", one.claim.number, one.checkpoint, one.settlement.outcome, "->", one.settlement.today)
