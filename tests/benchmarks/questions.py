"""Resolved questions of others as claims in the ledger, and the simulated clock that settles them."""

import csv
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zlib import crc32

import numpy as np

from claims.backtests.questions import read_questions
from claims.models import Article, Author, Claim, Criterion, Settlement, Theme
from claims.scoring.direction.groups import group_of
from claims.scoring.direction.questions import Question
from claims.verbs.settle import settle
from evidence.models import Indicator
from evidence.periods import Frequency, date_of, last_day, period_of
from evidence.refresh import refresh
from tests import factories
from tests.claims import content

FILE = "forecastbench_fred_before_2025-10-26.csv"
NEWEST = date(2026, 8, 22)  # to which the archive reaches
OUT = date(2024, 7, 21)  # when the first of them was asked
STEP = timedelta(days=61)


@dataclass(frozen=True)
class Became:
    """A question as a claim, and the settlement of it, if there is one."""

    asked: Question
    row: Settlement | None

    @property
    def is_decided(self) -> bool:
        return self.row is not None and self.row.outcome in ("held", "failed")

    @property
    def is_recorded(self) -> bool:
        """Whether both sides say what became of it."""
        return self.is_decided and not np.isnan(self.asked.recorded)

    @property
    def is_as_recorded(self) -> bool:
        return self.row is not None and (self.row.outcome == "held") == bool(self.asked.recorded)

    def __str__(self) -> str:
        said = f"{self.asked.code} {date_of(self.asked.due)} to {date_of(self.asked.resolves)}: {self.asked.recorded}"
        return f"{said}, {self.row.claim.opens} to {self.row.checkpoint} {self.row.outcome}" if self.row else said


def chosen(shared: Path, every: int = 1) -> list[Question]:
    """One of so many questions, whichever way the file is sorted."""
    questions = read_questions(shared / "questions" / FILE)
    return [one for one in questions if crc32(f"{one.code} {one.due} {one.resolves}".encode()) % every == 0]


def series(shared: Path, folder: Path, codes: Iterable[str]) -> dict[str, Indicator]:
    """Indicators of the codes that the archive has, with its figures; units are left alone, for only signs count."""
    (folder / "fred").mkdir(parents=True)
    (folder / "manifest.csv").write_text("source,code,title,unit,frequency\n", encoding="utf-8")
    with (shared / "archive" / "manifest.csv").open(encoding="utf-8", newline="") as lines:
        listed = {one["code"]: one["frequency"] for one in csv.DictReader(lines) if one["source"] == "fred"}
    made = {}
    for code in sorted(set(codes) & listed.keys()):
        file = shared / "archive" / "fred" / f"{code}.csv"
        shutil.copy(file, folder / "fred")
        days = np.unique(np.loadtxt(file, delimiter=",", skiprows=1, usecols=0, dtype="datetime64[D]").astype(np.int64))
        lag = group_of(code, days).lag
        made[code] = factories.indicator(code.lower(), frequency=listed[code], publication_lag=lag)
    refresh(made.values(), client=None, now=content.LEARNT, settings={"findings": "/none"}, archive_folder=folder,
            own=False)  # fmt: skip
    return made


def window(asked: Question, frequency: str) -> tuple[int, int]:
    """From the day after the newest figure dated by the due day to the end of the period that decides.

    FRED dates months and quarters by their first day.
    """
    if frequency in ("D", "W"):
        return asked.due + 1, asked.resolves
    kind = Frequency(frequency)
    due, decides = (int(last_day(period_of(day, kind), kind)) for day in (asked.due, asked.resolves))
    return due + 1, decides


def register(questions: Sequence[Question], known: Mapping[str, Indicator]) -> dict[str, Question]:
    """A claim in the ledger for each question whose window is one, by number."""
    author = Author.objects.create(slug="bench", name="Bench")
    article = Article.objects.create(slug="bench", title="Bench", author=author, length=9, months=[12],
                                     published_on=OUT, written_on=OUT)  # fmt: skip
    theme = Theme.objects.create(article=article, slug="all", name="All", name_zh="全部", position=0)
    found = {}
    for place, asked in enumerate(questions):
        if asked.code not in known:
            continue
        opens, close = window(asked, known[asked.code].frequency)
        if close < opens:
            continue  # both days lie in one period: the same figure, which is not higher
        number, slug = f"Q{place}", known[asked.code].slug
        one = Claim.objects.create(article=article, theme=theme, number=number, slug=number.lower(), kind="trend",
                                   nature="measured", spans=[[0, 1]], opens=date_of(opens),
                                   checkpoints=[date_of(close)])  # fmt: skip
        Criterion.objects.create(claim=one, key=f"{number}.p", role="primary", position=0,
                                 holds_when=f"last({slug}) > start({slug})", thresholds="before figures",
                                 written_on=OUT)  # fmt: skip
        found[number] = asked
    content.enter(datetime(2024, 7, 22, 12, tzinfo=UTC))
    return found


def days() -> list[date]:
    """On which the simulated clock rings, to the end of the archive."""
    count = (NEWEST - OUT) // STEP + 1
    return [*(OUT + STEP * n for n in range(1, count)), NEWEST]


def ring(on: date) -> int:
    """How many are settled on the day after one."""
    return len(settle(on, datetime(on.year, on.month, on.day, 12, tzinfo=UTC) + timedelta(days=1)).settled)


def became(asked: Mapping[str, Question]) -> list[Became]:
    """What became of each question."""
    rows = {row.claim.number: row for row in Settlement.objects.select_related("claim")}
    return [Became(one, rows.get(number)) for number, one in asked.items()]
