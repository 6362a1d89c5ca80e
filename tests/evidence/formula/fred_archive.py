"""Real figures from the evidence archive, for the tests that are about them: skipped where it is not at hand."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from evidence.periods import Frequency, end_days
from evidence.series import History, history
from tests.evidence.formula.catalogue import day

SHARED = "CLAIMBASE_SHARED"


def fred_monthly(code: str, lag: int) -> History:
    """A monthly series with its vintages; an undated one counts from period end + `lag` (METHOD.md section 4)."""
    folder = os.environ.get(SHARED)
    if not folder:
        pytest.skip(f"the environment variable {SHARED} names no folder with the evidence archive")
    with (Path(folder) / "archive" / "fred" / f"{code}.csv").open(newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["value"]]
    days = np.array([day(row["period"]) for row in rows])
    usual = end_days(days, Frequency.MONTH) + lag
    known = np.array([day(row["known_from"]) if row["known_from"] else 0 for row in rows])
    first = np.r_[True, days[1:] != days[:-1]]
    late = first & (known > usual + 2 * lag)
    known = np.where((known == 0) | late, usual, known)
    values = np.array([float(row["value"]) for row in rows])
    return history(Frequency.MONTH, days, known, values, lag)
