"""Findings: each has a date and a citation, or the file is refused."""

from pathlib import Path

import numpy as np
import pytest

from evidence.periods import Frequency
from evidence.sources import Figures, Offline, Series, SourceError, analyst
from tests.database import CHECKOUT
from tests.evidence.sources.played import vintages

HEADER = "period,value,known_from,citation\n"


def read(tmp_path: Path, body: str, frequency: Frequency = Frequency.DAY) -> Figures:
    (tmp_path / "x.csv").write_text(body, encoding="utf-8")
    [request] = analyst.requests([Series("x", frequency), Series("absent", frequency)], {"findings": str(tmp_path)})
    return analyst.read(analyst.download(request, Offline()), request)[0]


def test_a_finding_is_an_observation_known_from_its_date(tmp_path: Path) -> None:
    figures = read(tmp_path, HEADER + '2026-03-18,1,2025-08-01,"Calendar, 2026"\n')
    assert vintages(figures) == [("2026-03-18", "2025-08-01", 1.0)]


@pytest.mark.parametrize("line", ["2026-03-18,1,,Calendar", "2026-03-18,1,2025-08-01,", "2026-03-18,1,2025-08-01,  "])
def test_a_finding_without_a_date_or_a_citation_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(SourceError, match="expected a date and a citation in line 2 of findings of x"):
        read(tmp_path, HEADER + line + "\n")


def test_two_findings_of_one_moment_are_refused_and_their_lines_named(tmp_path: Path) -> None:
    lines = "2026-03-18,1,2025-08-01,A\n2026-06-17,1,2025-08-01,A\n2026-03-18,2,2025-08-01,B\n"
    with pytest.raises(
        SourceError, match=r"x for 2026-03-18, known from 2025-08-01 00:00, got .* line 4 than in line 2"
    ):
        read(tmp_path, HEADER + lines)


def test_a_moment_of_the_day_sets_two_findings_of_one_day_apart(tmp_path: Path) -> None:
    figures = read(tmp_path, HEADER + "2026-03-18,1,2025-08-01,A\n2026-03-18,2,2025-08-01T15:30:00Z,A\n")
    assert np.diff(figures.times).tolist() == [(15 * 60 + 30) * 60_000_000]
    with pytest.raises(SourceError, match="without a zone"):
        read(tmp_path, HEADER + "2026-03-18,1,2025-08-01T15:30:00,A\n")


def test_findings_on_two_dates_of_a_period_are_no_revision(tmp_path: Path) -> None:
    lines = "2023-01-01,7,2024-02-05,A\n2023-07-01,8,2024-03-05,B\n"
    with pytest.raises(SourceError, match=r"expected one figure a period .* got two, for 2023-01-01 and 2023-07-01"):
        read(tmp_path, HEADER + lines, Frequency.YEAR)
    taken_back = lines + "2023-01-01,,2024-03-05,B\n"
    assert len(read(tmp_path, HEADER + taken_back, Frequency.YEAR).days) == 3


def test_every_finding_of_the_fixtures_can_be_read() -> None:
    folder = CHECKOUT / "fixtures" / "findings"
    names = [file.stem for file in sorted(folder.glob("*.csv"))]
    requests = analyst.requests([Series(name, Frequency.DAY) for name in names], {"findings": str(folder)})
    assert len(requests) == len(names) > 0
    for request in requests:
        [figures] = analyst.read(analyst.download(request, Offline()), request)
        assert len(figures.days) > 0
