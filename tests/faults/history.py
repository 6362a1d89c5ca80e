"""Figures as they came out week by week, and an article about them: what the simulated clock of `clockwork` runs on."""

import calendar
import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from tests.claims import content

LAG = 14  # days after a month's end on which a figure without a date of its own came out
WEEK = timedelta(weeks=1)
REAL = {"PRICES": "CPIAUCSL", "POWER": "PAYEMS"}  # series of the archive with vintages
Row = Sequence[str]  # period, value, known_from


@dataclass(frozen=True)
class Story:
    """When an article came out, when the clock begins, for how many weeks it runs, and what claims are asked on."""

    published: date
    begins: date
    weeks: int
    checkpoints: tuple[date, ...]
    archive: Path | None = None
    rows: dict[str, list[Row]] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        return [self.begins + WEEK * number for number in range(self.weeks)]

    @property
    def weekly(self) -> int:
        """Weeks that ended while the clock ran and by whose last day, the Sunday before, the article was out."""
        return sum(day - timedelta(days=1) >= self.published for day in self.days)

    def write(self, folder: Path) -> None:
        """The content files."""
        article = content.write(folder, _claims(self.checkpoints)) / "articles" / "power-runs-short" / "article.toml"
        text = article.read_text(encoding="utf-8").replace("2026-06-01", str(self.published))
        article.write_text(text.replace("2025-12-01", str(self.published)), encoding="utf-8")

    def bring(self, folder: Path, day: date) -> None:
        """An evidence archive as it was on a day."""
        (folder / "agency").mkdir(parents=True, exist_ok=True)
        (folder / "manifest.csv").write_text("source,code,title,unit,frequency\n", encoding="utf-8")
        for code in REAL:
            with (folder / "agency" / f"{code}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                writer.writerow(["period", "value", "known_from"])
                writer.writerows(row for row in self._rows(code) if _known(row) <= day)

    def _rows(self, code: str) -> list[Row]:
        if code not in self.rows:
            self.rows[code] = _read(self.archive / "fred" / f"{REAL[code]}.csv") if self.archive else _made(code)
        return self.rows[code]


SHORT = Story(date(2026, 9, 1), date(2026, 11, 9), 8, (date(2026, 11, 30), date(2027, 2, 28)))


def long(archive: Path) -> Story:
    """Two years and a few weeks, to the end of the last grace."""
    days = (date(2024, 11, 30), date(2025, 5, 31), date(2025, 11, 30), date(2026, 2, 28))
    return Story(date(2024, 6, 3), date(2024, 6, 3), 109, days, archive)


def _claims(checkpoints: Iterable[date]) -> list[str]:
    asked = f"checkpoints = [{', '.join(map(str, checkpoints))}]"
    return [
        content.claim("C1", content.criterion("C1", "growth(power) > 0.5 %"), kind="trend", more=asked),
        content.claim("C3", content.criterion("C3", "last(jobs) > start(jobs)"), kind="trend", more=asked),
        content.claim("C5", kind="judged", nature="judged", more=f"{content.RUBRIC}\n{asked}"),
        content.claim("C6", more=f'rule = {{ at_least = 1, of = ["C1", "C3"] }}\n{asked}'),
        content.claim("C7", content.criterion("C7", "growth(prices) > 0"), kind="trend", nature="fact check",
                      more=asked),
    ]  # fmt: skip


def _read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]


def _made(code: str) -> list[Row]:
    """Of 27 years: a first figure two weeks after its month, and a revised one a month later."""
    rng = np.random.default_rng(len(code))
    level = 100 * np.exp(np.cumsum(0.004 + rng.normal(0, 0.002, 327)))
    revised = level * (1 + rng.normal(0, 0.001, 327))
    rows: list[Row] = []
    for month, first, later in zip(content.months(327), level, revised, strict=True):
        out = _known((month, "", ""))
        rows += [(month, f"{first:.4f}", str(out)), (month, f"{later:.4f}", str(out + timedelta(days=30)))]
    return rows


def _known(row: Row) -> date:
    """When a figure came out; one without a date some days after its month."""
    if row[2]:
        return date.fromisoformat(row[2])
    month = date.fromisoformat(row[0])
    return month.replace(day=calendar.monthrange(month.year, month.month)[1]) + timedelta(days=LAG)
