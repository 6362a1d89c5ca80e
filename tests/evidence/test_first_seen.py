"""Figures without a date, read without a key: from when each counts, in order and while the provider is late.

In the shutdown of 2025 the jobs report of September came on 20 November, seven weeks after its usual day; those of
October and November came together on 16 December.
"""

from datetime import datetime

import pytest

from evidence.models import Indicator, Observation
from tests import factories
from tests.evidence.test_refresh import asked, graph, known

pytestmark = pytest.mark.django_db
AUGUST = {"2025-07-01": 7.0, "2025-08-01": 8.0}
SEPTEMBER = AUGUST | {"2025-09-01": 9.0}
NOVEMBER = SEPTEMBER | {"2025-10-01": 10.0, "2025-11-01": 11.0}


@pytest.fixture(autouse=True)
def jobs() -> Indicator:
    return factories.indicator("jobs", code="JOBS", publication_lag=7)


def fetched(rows: dict[str, float], day: str) -> None:
    asked({"JOBS": graph("JOBS", rows)}, datetime.fromisoformat(f"{day}T12:00:00+00:00"))


def newest(day: str) -> str:
    return max(known("jobs", day))


def test_a_figure_that_first_appears_at_a_later_fetch_of_ours_is_known_from_that_fetch() -> None:
    fetched(AUGUST, "2025-09-10")
    fetched(AUGUST, "2025-10-20")  # September is due since the 7th
    fetched(SEPTEMBER, "2025-11-21")
    assert newest("2025-11-20") == "2025-08"
    assert newest("2025-11-21") == "2025-09"
    september = Observation.objects.get(period="2025-09-01")
    assert not september.pseudo
    fetched(NOVEMBER, "2025-12-17")
    assert newest("2025-12-16") == "2025-09"
    assert set(known("jobs", "2025-12-17")) > {"2025-10", "2025-11"}


def test_at_the_first_fetch_what_came_in_order_counts_from_its_usual_day() -> None:
    fetched(AUGUST, "2025-10-08")  # September's is a day late: no news yet
    assert newest("2025-09-06") == "2025-07"
    assert newest("2025-09-07") == "2025-08"


def test_at_a_first_fetch_while_the_provider_is_late_the_newest_figure_counts_from_that_fetch() -> None:
    fetched(SEPTEMBER, "2025-11-25")  # October is overdue, so September may have come any day: it did on the 20th
    assert newest("2025-11-19") == "2025-08"
    assert newest("2025-11-24") == "2025-08"
    assert newest("2025-11-25") == "2025-09"
    assert newest("2025-09-07") == "2025-08", "those before it count from their usual days"
    assert Observation.objects.get(period="2025-09-01").pseudo, "inferred all the same: vintages with a key come first"


def test_the_fetch_after_such_a_first_one_records_what_is_new_and_nothing_twice() -> None:
    fetched(SEPTEMBER, "2025-11-25")
    before = Observation.objects.count()
    fetched(SEPTEMBER, "2025-11-26")
    assert Observation.objects.count() == before
    fetched(NOVEMBER, "2025-12-17")
    assert (newest("2025-12-16"), newest("2025-12-17")) == ("2025-09", "2025-11")


def test_a_series_that_ended_years_ago_is_not_late() -> None:
    fetched({"2014-01-01": 1.0, "2014-02-01": 2.0}, "2025-11-25")
    assert newest("2014-03-07") == "2014-02"


def test_a_missing_value_at_the_edge_is_no_newest_figure() -> None:
    fetched(SEPTEMBER | {"2025-10-01": "."}, "2025-11-25")  # type: ignore[dict-item]
    assert (newest("2025-11-24"), newest("2025-11-25")) == ("2025-08", "2025-09")
