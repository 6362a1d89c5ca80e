"""Evidence in bits, by release: the parts sum to the whole, in the order of publication (METHOD.md section 5)."""

from collections.abc import Mapping
from dataclasses import replace
from math import log2

import numpy as np
import pytest

from claims.scoring.attribution import Move, attributed, releases
from claims.scoring.futures import Leaf, simulate
from claims.scoring.outlook import Group
from claims.scoring.randomness import PATHS
from evidence.series import History, Panel
from tests.claims.scoring.worlds import WALKING, YEAR, business_days, foresee, monthly, published, question, walk
from tests.evidence.formula.catalogue import day

SINCE, UNTIL = day("2026-04-30"), day("2026-06-30")
PAST = {
    "cpi": published(monthly(walk(1, 240), "2026-11")),
    "unemployment": published(monthly(walk(2, 240), "2026-11"), lag=7),
}
RACE = question("growth(cpi) > growth(unemployment)", ("cpi", "unemployment"))


def parts(asked, past: dict[str, History], since: int = SINCE, end: int = UNTIL, group: Group | None = None):
    asked = asked if isinstance(asked, list) else [asked]
    return attributed(Move(asked, group, YEAR[1], since, end), past, dict.fromkeys(past, WALKING), {})


def _silent(past: History, since: int, until: int) -> History:
    """What would have become known in between becomes known at its end."""
    return replace(past, known=np.where((past.known > since) & (past.known < until), until, past.known))


def probability(asked, past: dict[str, History], on: int) -> float:
    return foresee(asked, past, [YEAR[0] - 1, on]).outlooks["q", YEAR[1]].odds[on].hold


def test_the_parts_sum_to_the_whole_and_come_in_the_order_of_publication_after_time_alone() -> None:
    found = parts(RACE, PAST)
    whole = log2(probability(RACE, PAST, UNTIL) / probability(RACE, PAST, SINCE))
    assert sum(part.bits for part in found) == pytest.approx(whole, abs=1e-12)
    assert abs(whole) > 0.05
    assert [part.indicator for part in found] == ["", "unemployment", "cpi", "unemployment", "cpi"]
    assert [part.known for part in found[1:]] == sorted(part.known for part in found[1:])
    assert found == parts(RACE, PAST), "and are the same each time"


def test_each_part_is_what_its_release_changed() -> None:
    first = day("2026-05-07")  # unemployment of April
    found = parts(RACE, PAST, end=first)
    assert [part.indicator for part in found] == ["", "unemployment"]
    assert found[0].bits == 0.0
    moved = log2(probability(RACE, PAST, first) / probability(RACE, PAST, SINCE))
    assert found[1].bits == pytest.approx(moved, abs=1e-12)


def test_without_a_release_time_alone_is_the_whole() -> None:
    [alone] = parts(RACE, PAST, since=day("2026-05-15"), end=day("2026-05-31"))
    assert (alone.indicator, alone.bits) == ("", 0.0)


def test_time_that_leaves_no_evidence_moves_no_probability() -> None:
    stopped = {slug: past.until(day("2025-12-20")) for slug, past in PAST.items()}
    [gone] = parts(RACE, stopped, since=day("2026-05-31"), end=day("2026-12-31"))
    assert (gone.indicator, gone.bits) == ("", 0.0)


def test_a_release_that_brings_evidence_back_is_measured_against_the_last_probability() -> None:
    since, until = day("2026-05-31"), day("2026-12-31")
    late = {slug: _silent(past, day("2025-12-20"), day("2026-12-20")) for slug, past in PAST.items()}
    found = parts(RACE, late, since=since, end=until)
    assert found[0].bits == 0.0
    whole = log2(max(probability(RACE, late, until), 0.5 / PATHS) / probability(RACE, late, since))
    assert sum(part.bits for part in found) == pytest.approx(whole, abs=1e-12)
    assert max(abs(part.bits) for part in found) <= abs(whole) + 1e-12, "none is charged with the silence"


def test_days_and_weeks_of_one_indicator_are_one_release() -> None:
    prices = published(business_days(walk(3, 900), "2026-11-30"), lag=1)
    found = releases({"price": prices, "cpi": PAST["cpi"]}, SINCE, day("2026-05-31"))
    assert found == [(day("2026-05-14"), "cpi"), (day("2026-05-30"), "price")]


def test_a_group_moves_by_the_releases_of_its_members() -> None:
    members = [
        question("growth(cpi) > 2", ("cpi",), key="a"),
        question("growth(unemployment) > 2", ("unemployment",), key="b"),
    ]
    group = Group("g", 1, ("a", "b"), *YEAR[:1], YEAR[1:])
    found = parts(members, PAST, group=group)
    assert {part.indicator for part in found} == {"", "cpi", "unemployment"}
    assert np.isfinite([part.bits for part in found]).all()


def test_a_release_simulates_its_own_indicator_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def counted(leaves: Mapping[str, Leaf], *spans: Mapping[str, int]) -> dict[str, Panel]:
        asked.append(list(leaves))
        return simulate(leaves, *spans)

    monkeypatch.setattr("claims.scoring.attribution.simulate", counted)
    found = parts(RACE, PAST)
    assert asked == [["cpi", "unemployment"], *([part.indicator] if part.indicator else [] for part in found)]
