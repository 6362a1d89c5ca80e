"""Absolute thresholds as distances from the start value (METHOD.md section 5)."""

from dataclasses import replace

import numpy as np
import pytest

from claims.scoring.appraisal import World, base_rate
from claims.scoring.distance import ByDistance, by_distance
from claims.scoring.outlook import Measure, Question
from evidence.formula import Kind, parse
from evidence.series import History
from tests.claims.scoring.worlds import YEAR, monthly, published, question, walk
from tests.evidence.formula.catalogue import CATALOGUE, day, regular_panel

LONG = walk(1, 400, sigma=0.02)
CPI = published(monthly(LONG, last="2025-11"))
NOW = day("2026-02-20")


def turned(text: str, opens: int = YEAR[0], **series: History) -> ByDistance | None:
    histories = {"cpi": CPI, **series}
    panels = {slug: past.as_of(NOW) for slug, past in histories.items()}
    return by_distance(parse(text, CATALOGUE, Kind.TRUTH).tree, panels, {}, CATALOGUE, opens)


def test_a_threshold_is_so_many_sigmas_from_the_start() -> None:
    start, sigma = LONG[-1], np.diff(LONG)[-60:].std(ddof=1)
    found = turned(f"last(cpi) > {round(start + 2 * sigma, 6)}")
    assert found is not None
    [one] = found.distances
    assert (one.start, one.sigma, one.sigmas) == (pytest.approx(start), pytest.approx(sigma), pytest.approx(2.0))
    assert found.canonical == "(last(cpi) - start(cpi)) / last(mstd(diff(cpi, 1), 60), before=1) > 2"


@pytest.mark.parametrize(
    ("text", "turned_parts"),
    [
        ("last(cpi) > 100 and growth(cpi) > 2", ("last(cpi) > 100",)),
        ("not (lowest(cpi) < 100 or mean(cpi, last=3) <= 90)", ("lowest(cpi) < 100", "mean(cpi, last=3) <= 90")),
        ("at_least(1, highest(cpi) >= 100, change(cpi) > 1)", ("highest(cpi) >= 100",)),
    ],
)
def test_only_absolute_thresholds_are_turned_wherever_they_stand(text: str, turned_parts: tuple) -> None:
    found = turned(text)
    assert found is not None
    assert tuple(one.comparison for one in found.distances) == turned_parts
    assert parse(found.canonical, CATALOGUE, Kind.TRUTH).tree == found.tree, "it can be read again"


@pytest.mark.parametrize("text", ["growth(cpi) > 2", "last(cpi) > 1.1 * start(cpi)", "share(cpi > 100) > 0.5"])
def test_without_an_absolute_threshold_on_a_figure_there_is_nothing_to_turn(text: str) -> None:
    assert turned(text) is None


def test_a_negative_threshold_has_a_distance() -> None:
    found = turned("last(cpi) > -100")
    assert found is not None
    assert found.distances[0].threshold == -100
    assert found.distances[0].sigmas < 0


def test_a_series_that_never_moved_has_no_distance() -> None:
    still = published(monthly(np.full(100, 5.0), last="2025-11"))
    assert turned("last(policy_rate) > 6", policy_rate=still) is None
    none = published(monthly(np.full(12, np.nan)))
    assert turned("last(policy_rate) > 6", policy_rate=none) is None


def test_before_the_window_opens_the_newest_figure_is_the_start() -> None:
    found = turned("last(cpi) > 100", opens=day("2026-09-01"))
    assert found is not None
    assert found.distances[0].start == pytest.approx(LONG[-1])


def test_the_base_rate_at_a_distance_is_not_that_of_a_level_long_passed() -> None:
    """Prices only ever rise: 5 % above today was never reached before, and at its distance half of the time."""
    rising = published(regular_panel("M", "1990-01-01", list(walk(3, 431, drift=0.002, sigma=0.01)), lag=14))
    level = float(rising.values[-1])
    world = World({"cpi": rising}, {"cpi": Measure("log", "SA", None)}, {"cpi": ("x",)}, {})
    asked: Question = question(f"last(cpi) > {round(level * 1.05, 4)}", ("cpi",))
    found = by_distance(asked.holds, {"cpi": rising.as_of(NOW)}, {}, CATALOGUE, YEAR[0])
    assert found is not None
    plain = base_rate(asked, YEAR[1], world)
    near = base_rate(replace(asked, holds=found.tree), YEAR[1], world)
    assert plain is not None
    assert near is not None
    assert plain.rate < 0.05
    assert 0.2 < near.rate < 0.6
