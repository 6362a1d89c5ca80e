"""Files of this machine: read again only when they have changed, each for its own series."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence.models import Fetch, Indicator, Observation, Source
from evidence.refresh import refresh

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 8, 22, tzinfo=UTC)
FINDING = "period,value,known_from,citation\n2026-03-01,1,2026-03-02,Federal Register 91 FR 1\n"


@pytest.fixture
def indicators() -> list[Indicator]:
    source = Source.objects.create(slug="analyst", name="Analysts", name_zh="分析師", licence="none")
    return [
        Indicator.objects.create(
            slug=code, name=code, name_zh=code, source=source, code=code, unit="count", frequency="D",
            aggregation="sum", publication_lag=0,
        )
        for code in ("first_law", "second_law")
    ]  # fmt: skip


def test_two_series_with_the_same_figures_are_both_recorded_and_unchanged_files_once(
    indicators: list[Indicator], tmp_path: Path
) -> None:
    for one in indicators:
        (tmp_path / f"{one.code}.csv").write_text(FINDING)
    for _ in range(2):
        refresh(indicators, client=None, now=NOW, settings={"findings": str(tmp_path)})
    assert {one.indicator_id for one in Observation.objects.all()} == {one.pk for one in indicators}
    assert Fetch.objects.count() == 2


def test_a_finding_counts_from_its_day_however_late_that_is(indicators: list[Indicator], tmp_path: Path) -> None:
    late = FINDING.replace("2026-03-02", "2026-07-15")
    (tmp_path / "first_law.csv").write_text(late)
    refresh(indicators, client=None, now=NOW, settings={"findings": str(tmp_path)})
    [found] = Observation.objects.all()
    assert (found.known_from, found.pseudo) == (datetime(2026, 7, 15, tzinfo=UTC), False)
