"""Put pseudo-claims of the past to the engine, day by day, record them, and measure how calibrated it was.

Safe to interrupt and to repeat: what has been recorded of the same method, evidence and options is not done again.
"""

import csv
import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import product
from math import isnan
from pathlib import Path

import numpy as np
from django.db import transaction

from claims.backtests.pastevidence import PastEvidence
from claims.models import Backtest, Calibration, PastClaims
from claims.processes import pool
from claims.scoring import FUTURES_VERSION, METHOD_VERSION
from claims.scoring.calibration import calibrate
from claims.scoring.pseudoclaims import Case, Job, answer, hold
from evidence.periods import Ints, date_of, day_number, first_of_month, month_of
from evidence.series import Bools, Floats

TOGETHER = 6  # subjects that one job asks about
DAYS_TOGETHER = 6  # opening days in one job
WAITING = 3  # jobs handed out per process: what is done faster than it is recorded fills no memory
Progress = Callable[[int, int], None]
Cases = dict[str, list[Case]]


@dataclass(frozen=True)
class Options:
    """From which year on claims are made, every how many months, and about which series; none named: about all."""

    since: int = 1990
    step: int = 7  # shares no factor with 12, so that claims open in every month of the year
    series: tuple[str, ...] = field(default=(), repr=False)  # the hash of the inputs has their figures


def run(
    evidence: PastEvidence, options: Options, processes: int = 0, progress: Progress = lambda d, t: None
) -> Backtest:
    """Ask whatever has not been asked yet, in several processes, and record it; then measure it, once.

    `processes` 0: as many as there are processors. `progress` hears of subjects times days done, and how many in all.
    """
    backtest = _begun(evidence, options)
    jobs = _open_jobs(backtest, evidence, options)
    total = len(evidence.subjects) * len(openings(options, evidence))
    done = total - sum(len(job.subjects) * len(job.opens) for job in jobs)
    progress(done, total)
    families = {one.name: one.family for one in evidence.subjects}
    for job, found in _answers(jobs, evidence, processes):
        _record(backtest, job, found, families)
        done += len(job.subjects) * len(job.opens)
        progress(done, total)
    if not backtest.calibrations.exists():
        _measure(backtest, options)
    return backtest


def openings(options: Options, evidence: PastEvidence) -> list[int]:
    """The days on which claims are made: the first of every so many months, as far as the evidence reaches."""
    last = max((int(past.known.max()) for past in evidence.histories.values()), default=0)
    months = np.arange((options.since - 1970) * 12, month_of(last) + 1, options.step)
    return [int(day) for day in first_of_month(months)]


def _begun(evidence: PastEvidence, options: Options) -> Backtest:
    rule = (METHOD_VERSION, FUTURES_VERSION, np.__version__, evidence.digest, options)
    inputs = hashlib.sha256(repr(rule).encode()).hexdigest()
    values = {"method": METHOD_VERSION, "numpy": np.__version__, "options": asdict(options)}
    return Backtest.objects.get_or_create(inputs=inputs, defaults=values)[0]


def _open_jobs(backtest: Backtest, evidence: PastEvidence, options: Options) -> list[Job]:
    """What is not recorded yet: subjects of like frequency together, a few days at a time."""
    recorded = set(backtest.past_claims.values_list("subject", "on"))
    names = [one.name for one in sorted(evidence.subjects, key=lambda one: (str(one.horizons[0]), one.leaves))]
    days = openings(options, evidence)
    found = []
    for start in range(0, len(names), TOGETHER):
        some = names[start : start + TOGETHER]
        for first in range(0, len(days), DAYS_TOGETHER):
            few = days[first : first + DAYS_TOGETHER]
            if any((name, date_of(day - 1)) not in recorded for name in some for day in few):
                found.append(Job(tuple(some), tuple(few)))
    return found


def _answers(
    jobs: Sequence[Job], evidence: PastEvidence, processes: int
) -> Iterator[tuple[Job, list[tuple[int, Cases]]]]:
    if not jobs:
        return
    processes = processes or os.cpu_count() or 1
    with pool(processes, hold, evidence.subjects, evidence.histories, evidence.measures) as shared:
        waiting: dict[Future[list[tuple[int, Cases]]], Job] = {}
        for job in jobs:
            waiting[shared.submit(answer, job)] = job
            while len(waiting) >= WAITING * processes:
                yield from _finished(waiting)
        while waiting:
            yield from _finished(waiting)


def _finished(
    waiting: dict["Future[list[tuple[int, Cases]]]", Job],
) -> Iterator[tuple[Job, list[tuple[int, Cases]]]]:
    """Jobs that are done, taken off the waiting ones."""
    for one in wait(waiting, return_when=FIRST_COMPLETED).done:
        yield waiting.pop(one), one.result()


@transaction.atomic
def _record(backtest: Backtest, job: Job, found: Sequence[tuple[int, Cases]], families: Mapping[str, str]) -> None:
    rows = [
        _row(backtest, name, families[name], date_of(opens - 1), by_name[name])
        for opens, by_name in found
        for name in job.subjects
    ]
    PastClaims.objects.bulk_create(rows, ignore_conflicts=True)


def _row(backtest: Backtest, subject: str, family: str, on: date, cases: Sequence[Case]) -> PastClaims:
    columns = {
        "kinds": "kind", "formulas": "text", "horizons": "horizon", "ages": "age", "thresholds": "threshold",
        "p": "p", "base_rates": "base", "effective": "effective", "outcomes": "y",
    }  # fmt: skip
    values = {column: [getattr(case, name) for case in cases] for column, name in columns.items()}
    return PastClaims(backtest=backtest, subject=subject, family=family, on=on, **values)


@dataclass(frozen=True, eq=False)
class Scored:
    """All pseudo-claims of a backtest as arrays of one length."""

    subject: np.ndarray
    kind: np.ndarray
    family: np.ndarray
    horizon: np.ndarray
    age: Ints
    day: Ints
    p: Floats
    base: Floats
    y: Floats

    def take(self, keep: Bools) -> "Scored":
        """Only some."""
        return Scored(**{name: part[keep] for name, part in vars(self).items()})


def scored(backtest: Backtest) -> Scored:
    """The recorded pseudo-claims of a backtest."""
    names = ("subject", "family", "on", "kinds", "horizons", "ages", "p", "base_rates", "outcomes")
    rows = list(backtest.past_claims.exclude(p=[]).order_by("on", "subject").values_list(*names))
    counts = [len(row[3]) for row in rows]

    def flat(place: int) -> np.ndarray:
        return np.array([one for row in rows for one in row[place]])

    def spread(place: int) -> np.ndarray:
        return np.repeat(np.array([row[place] for row in rows]), counts)

    days = np.repeat(np.array([day_number(row[2]) for row in rows], dtype=np.int64), counts)
    return Scored(
        spread(0), flat(3), spread(1), flat(4), flat(5).astype(np.int64), days,
        flat(6).astype(np.float64), flat(7).astype(np.float64), flat(8).astype(np.float64),
    )  # fmt: skip


def _measure(backtest: Backtest, options: Options) -> None:
    """Measure and store every cell: all together, by horizon, kind, class, and all three at once."""
    found = scored(backtest)
    rows = [
        Calibration(backtest=backtest, kind=kind, family=family, horizon=horizon, age=age,
                    figures=_plain(asdict(calibrate(some.p, some.base, some.y, some.day, overlap(horizon, options)))))
        for (kind, family, horizon, age), some in _cells(found)
    ]  # fmt: skip
    Calibration.objects.bulk_create(rows, ignore_conflicts=True)


def _plain(figures: object) -> object:
    """The same with null for NaN, which JSON has not."""
    if isinstance(figures, dict):
        return {name: _plain(one) for name, one in figures.items()}
    if isinstance(figures, (list, tuple)):
        return [_plain(one) for one in figures]
    return None if isinstance(figures, float) and isnan(figures) else figures


def overlap(horizon: str, options: Options) -> float:
    """How many consecutive openings have windows that share a month; the longest horizon where there are several."""
    months = {"": 18.0}.get(horizon) or float(horizon[:-1]) * (1.0 if horizon.endswith("m") else 7 / 30.44)
    return 1.0 + months / options.step


def _cells(found: Scored) -> Iterator[tuple[tuple[str, str, str, int], Scored]]:
    """Cells with enough pseudo-claims, new ones (age 0) by kind, class and horizon, older ones by age alone."""
    new = found.take(found.age == 0)
    for used in product((False, True), repeat=3):
        parts = zip((new.kind, new.family, new.horizon), used, strict=True)
        columns = [part if by_it else np.full(len(part), "") for part, by_it in parts]
        cells, place = np.unique(np.stack(columns, axis=1), axis=0, return_inverse=True)
        for number, (kind, family, horizon) in enumerate(cells.tolist()):
            some = new.take(place.ravel() == number)
            if len(some.p) >= Calibration.FEWEST:
                yield (kind, family, horizon, 0), some
    for age in np.unique(found.age[found.age > 0]):
        yield ("", "", "18m", int(age)), found.take(found.age == age)


def as_data(backtest: Backtest) -> dict[str, object]:
    """What a backtest measured, ready for JSON: a missing figure is null."""
    cells = [
        {"kind": one.kind, "class": one.family, "horizon": one.horizon, "age": one.age, **one.figures}
        for one in backtest.calibrations.all()
    ]
    return {"method": backtest.method, "numpy": backtest.numpy, "inputs": backtest.inputs,
            "options": backtest.options, "cells": cells}  # fmt: skip


def write_cases(backtest: Backtest, file: Path) -> None:
    """Write every pseudo-claim as a line: subject, class, day, kind, formula, horizon, age, threshold, p, base, y."""
    header = ("subject", "class", "as_of", "kind", "formula", "horizon", "age", "threshold", "p", "base_rate", "y")
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(header)
        for one in backtest.past_claims.order_by("on", "subject").iterator(200):
            columns = (one.kinds, one.formulas, one.horizons, one.ages, one.thresholds, one.p, one.base_rates)
            for row in zip(*columns, one.outcomes, strict=True):
                writer.writerow([one.subject, one.family, one.on, *row])
