"""Put past questions to the engine as of the days on which they were asked, and settle them on an archive."""

import csv
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from claims.scoring.direction.forecast import AVERAGED, ONE_YEAR, OVERNIGHT, TWO_YEAR, Rise
from claims.scoring.direction.groups import group_of
from claims.scoring.direction.questions import Question, Settled, answers, settle
from claims.scoring.direction.tracks import Vintages
from claims.scoring.verdict import clipped
from evidence.periods import Frequency, date_of, day_number
from evidence.sources import Figures, Offline, Series, SourceError, archive

HEADER = ("forecast_due_date", "series_id", "resolution_date", "resolved_to")
SOURCE = "fred"
LONGEST_CODE = 100  # characters of a series_id: longer than any file could be called is an error of the list
LONGER = {"VIXCLS": ("cboe", "VIX")}  # the same figures from their own source, for the years before


class QuestionError(Exception):
    """A file of questions is not what was expected."""


@dataclass(frozen=True, eq=False)
class Backtest:
    """Questions in the order of the file, each with its answer, its settlement, and the latest day of its series."""

    questions: Sequence[Question]
    answers: Sequence[Rise | None]
    settled: Sequence[Settled]
    newest: Sequence[int | None]


def backtest(
    questions: Sequence[Question], folder: Path, progress: Callable[[int, int], None] = lambda done, total: None
) -> Backtest:
    """Answer and settle questions on an evidence archive. Raises `SourceError` for a file that cannot be read.

    `progress` hears how many are answered, of how many.
    """
    needed = {question.code for question in questions} | {OVERNIGHT, ONE_YEAR, TWO_YEAR, *AVERAGED.values()}
    series = {code: found for code in sorted(needed) if (found := _series(folder, code)) is not None}
    latest = {code: one.known(_END) for code, one in series.items()}
    nothing = Settled(None, math.nan, math.nan)
    settled = [settle(one, latest[one.code]) if one.code in latest else nothing for one in questions]
    newest = [int(latest[one.code].days[-1]) if one.code in latest else None for one in questions]
    given = list[Rise | None]()
    for answer in answers(questions, series):
        given.append(answer)
        progress(len(given), len(questions))
    return Backtest(questions, given, settled, newest)


_END = 100_000  # days since 1970: everything that the archive holds


def _series(folder: Path, code: str) -> Vintages | None:
    figures = _figures(folder, SOURCE, code)
    if figures is None:
        return None
    parts = (figures.days, figures.values, figures.times)
    longer = _figures(folder, *LONGER[code]) if code in LONGER else None
    if longer is not None:
        before = longer.days < figures.days[0]
        older = (longer.days[before], longer.values[before], longer.times[before])
        parts = tuple(np.concatenate(pair) for pair in zip(older, parts, strict=True))  # type: ignore[assignment]
    return Vintages(*parts, group_of(code, np.unique(parts[0])).lag)


def _figures(folder: Path, source: str, code: str) -> Figures | None:
    asked = archive.requests([Series(code, Frequency.DAY)], {"archive": str(folder), "source": source})
    if not asked:
        return None
    figures = archive.read(archive.download(asked[0], Offline()), asked[0])[0]
    return figures if len(figures.days) else None


def read_questions(file: Path) -> list[Question]:
    """Questions from a CSV with the columns of `HEADER`, others ignored. Raises `QuestionError` with the line.

    What it says is in the language that is active.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            missing = [name for name in HEADER if name not in (reader.fieldnames or ())]
            if missing:
                figures = {"columns": ", ".join(HEADER), "file": file, "name": missing[0]}
                raise QuestionError(_("expected the columns %(columns)s in %(file)s, found no %(name)s") % figures)
            return [_question(row, reader.line_num) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        figures = {"file": file, "error": error}
        raise QuestionError(_("expected a CSV file of questions, got %(file)s: %(error)s") % figures) from None


def _question(row: dict[str, str], line: int) -> Question:
    code = row["series_id"] or ""
    if not 0 < len(code) <= LONGEST_CODE:
        figures = {"line": line, "most": LONGEST_CODE, "got": f"{code:.40}"}
        raise QuestionError(
            _("expected a series_id of 1 to %(most)s characters in line %(line)s, got “%(got)s”") % figures
        )
    try:
        due, resolves = (day_number(date.fromisoformat(row[name])) for name in (HEADER[0], HEADER[2]))
        recorded = float(row["resolved_to"]) if row["resolved_to"] else math.nan
    except (ValueError, TypeError) as error:
        figures = {"line": line, "error": error}
        raise QuestionError(
            _("expected ISO dates and an outcome of 0, 1 or none in line %(line)s, got: %(error)s") % figures
        ) from None
    if resolves <= due or not (math.isnan(recorded) or recorded in (0.0, 1.0)):
        figures = {"line": line, "got": row["resolved_to"], "on": row["resolution_date"], "due": row[HEADER[0]]}
        raise QuestionError(
            _("expected a question of line %(line)s to resolve to 0 or 1 after it is due, got %(got)s on %(on)s, due "
              "%(due)s") % figures
        )  # fmt: skip
    return Question(code, due, resolves, recorded)


def write_probabilities(found: Backtest, file: Path) -> None:
    """Write due date, series, resolution date and p, clipped as it is published; empty where there is no answer."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["forecast_due_date", "series_id", "resolution_date", "p"])
        for question, answer in zip(found.questions, found.answers, strict=True):
            p = "" if answer is None else f"{clipped(answer.p):.6f}"
            writer.writerow([date_of(question.due), question.code, date_of(question.resolves), p])


__all__ = ["Backtest", "QuestionError", "SourceError", "backtest", "read_questions", "write_probabilities"]
