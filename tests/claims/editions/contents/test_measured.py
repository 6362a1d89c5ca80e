"""Which backtest an edition and the pages tell of."""

from datetime import UTC, datetime, timedelta

import pytest

from claims.editions.contents.measured import newest_calibration
from claims.models import Backtest, Calibration

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)


def ran(day: int, method: str, n: int, **options: object) -> Calibration:
    """A backtest that found something of so many pseudo-claims."""
    given = {"inputs": f"{day} {method}", "method": method, "numpy": "2", "options": {"series": [], **options}}
    run = Backtest.objects.create(started_at=START + timedelta(day), **given)
    return Calibration.objects.create(backtest=run, figures={"n": n})


def test_a_quick_look_does_not_take_the_place_of_the_long_run_before_it() -> None:
    ran(0, "11", 9_000)
    long, _quick = ran(1, "12", 5_000), ran(2, "12", 40)
    ran(3, "12", 90_000, series=["one"])
    assert newest_calibration(datetime.now(UTC)) == long


def test_of_runs_of_one_size_the_newest_is_told_of() -> None:
    _old, new = ran(0, "12", 40), ran(1, "12", 40)
    assert newest_calibration(datetime.now(UTC)) == new


def test_before_any_run_there_is_nothing_to_tell() -> None:
    assert newest_calibration(datetime.now(UTC)) is None
