"""Findings: each has a date and a citation, or the file is refused."""

from pathlib import Path

import pytest

from evidence.periods import Frequency
from evidence.sources import Offline, Series, SourceError, analyst
from tests.database import CHECKOUT
from tests.evidence.sources.played import vintages

HEADER = "period,value,known_from,citation\n"


def read(tmp_path: Path, body: str):
    (tmp_path / "x.csv").write_text(body, encoding="utf-8")
    [request] = analyst.requests(
        [Series("x", Frequency.DAY), Series("absent", Frequency.DAY)], {"findings": str(tmp_path)}
    )
    return analyst.read(analyst.download(request, Offline()), request)[0]


def test_a_finding_is_an_observation_known_from_its_date(tmp_path: Path) -> None:
    figures = read(tmp_path, HEADER + '2026-03-18,1,2025-08-01,"Calendar, 2026"\n')
    assert vintages(figures) == [("2026-03-18", "2025-08-01", 1.0)]


@pytest.mark.parametrize("line", ["2026-03-18,1,,Calendar", "2026-03-18,1,2025-08-01,", "2026-03-18,1,2025-08-01,  "])
def test_a_finding_without_a_date_or_a_citation_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(SourceError, match="expected a date and a citation in line 2 of findings of x"):
        read(tmp_path, HEADER + line + "\n")


def test_every_finding_of_the_fixtures_can_be_read() -> None:
    folder = CHECKOUT / "fixtures" / "findings"
    names = [file.stem for file in sorted(folder.glob("*.csv"))]
    requests = analyst.requests([Series(name, Frequency.DAY) for name in names], {"findings": str(folder)})
    assert len(requests) == len(names) > 0
    for request in requests:
        [figures] = analyst.read(analyst.download(request, Offline()), request)
        assert len(figures.days) > 0
