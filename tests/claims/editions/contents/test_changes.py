"""What is told as changed: standing first, then moves of at least 0.05 bits; explained by the releases that did it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from claims.assess import assess
from claims.editions.contents.changes import changes
from claims.editions.scorecard import Scorecard
from claims.processes import pool
from tests.claims import content

OPEN = {"overlays": [], "outcome": "", "state": "registered", "version": 1, "base_rate": 0.5}


def claim(slug: str, band: str, p: float | None, bits: float | None, **given: Any) -> dict[str, Any]:
    own = {**OPEN, "band": band, "p_hold": p, "bits": bits, **given}
    return {"slug": slug, "number": slug.upper(), "checkpoint": "2026-11-30",
            "checkpoints": [{"checkpoint": "2026-11-30", **own}], **own}  # fmt: skip


class Nothing:
    """A scorecard that explains nothing: no claim of it has a question."""

    claims: tuple[()] = ()


def told(before: list[dict[str, Any]], now: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    found = changes(Nothing(), now, {"claims": before}, date(2026, 1, 31), map)["claims"]  # type: ignore[arg-type]
    return [(one["number"], one["what"], one["from"], one["to"], one["bits"]) for one in found]


def test_a_band_that_changed_comes_before_a_greater_move_within_a_band() -> None:
    before = [claim("a", "undecided", 0.5, 0.0), claim("b", "off track", 0.02, -4.6439)]
    now = [claim("a", "leaning to hold", 0.75, 0.585), claim("b", "off track", 0.08, -2.6439)]
    assert told(before, now) == [
        ("A", "band", "undecided", "leaning to hold", 0.585), ("B", "moved", "off track", "off track", 2.0),
    ]  # fmt: skip


def test_what_is_published_is_clipped_and_bits_are_of_what_was_not() -> None:
    before, now = [claim("a", "off track", 0.02, -10.0)], [claim("a", "off track", 0.02, -9.0)]
    assert told(before, now) == [("A", "moved", "off track", "off track", 1.0)]


def test_smaller_moves_are_not_told() -> None:
    assert told([claim("a", "undecided", 0.5, 0.0)], [claim("a", "undecided", 0.505, 0.0144)]) == []


def test_what_came_and_went_and_what_was_registered_is_told() -> None:
    before = [claim("a", "undecided", 0.5, 0.0), claim("b", "undecided", 0.5, 0.0, state="draft", version=0)]
    now = [claim("b", "undecided", 0.5, 0.0), claim("c", "on track", 0.95, 0.926)]
    assert {one[:4] for one in told(before, now)} == {
        ("A", "gone", "undecided", ""), ("B", "state", "draft", "registered"), ("C", "new", "", "on track"),
    }  # fmt: skip


def test_no_evidence_is_no_probability_of_zero() -> None:
    silent = claim("a", "no evidence", 0.0, None, overlays=["no evidence"])
    assert told([silent], [claim("a", "undecided", 0.5, 0.0)]) == [("A", "band", "no evidence", "undecided", None)]


def test_one_that_can_no_longer_hold_counts_as_half_a_path() -> None:
    found = told([claim("a", "undecided", 0.5, 0.0)], [claim("a", "off track", 0.02, None)])
    assert found[0][4] == pytest.approx(-12.2877, abs=1e-4)  # log2((0.5 / 5000) / 0.5)


def test_a_move_is_explained_by_the_releases_that_came_between(world: Path) -> None:
    days = date(2025, 12, 31), date(2026, 1, 31)
    for day in days:
        assess(day)
    first, second = map(Scorecard, days)
    before = first.data
    for one in before["claims"]:  # as if it had stood elsewhere, so that there is something to explain
        for figures in (one, *one["checkpoints"]):
            if figures["p_hold"] is not None and one["number"] == "C1":
                figures |= {"band": "undecided", "bits": (figures["bits"] or 0) - 1}
    found = changes(second, second.data["claims"], before, first.as_of, map)
    explained = next(one for one in found["claims"] if one["number"] == "C1")
    assert {part["indicator"] for part in explained["parts"]} == {"", "power", "prices"}
    assert {part["known"] for part in explained["parts"]} == {"2026-01-14", "2026-01-31"}
    assert {part["name_zh"] for part in explained["parts"]} == {"", "電價", "物價"}
    with pool(1) as processes:  # which have set nothing up
        assert changes(second, second.data["claims"], before, first.as_of, processes.map) == found


def test_without_an_edition_before_it_the_assessments_tell_of_changed_bands(world: Path) -> None:
    assess(content.AS_OF)
    scorecard = Scorecard(content.AS_OF)
    found = changes(scorecard, scorecard.data["claims"], None, date(2025, 12, 1), map)
    assert not found["compared"]
    stored = sum(
        len(scorecard.shown(one).facts.get("changes") or []) for one in scorecard.claims if scorecard.shown(one)
    )
    assert len(found["claims"]) == stored


def test_a_changed_band_tells_no_probability_nearer_to_certainty_than_is_published(world: Path) -> None:
    assess(content.AS_OF)
    scorecard = Scorecard(content.AS_OF)
    claim = next(one for one in scorecard.claims if scorecard.shown(one) and one.number == "C1")
    row = scorecard.shown(claim)
    assert row is not None
    row.facts = {**row.facts, "changes": [
        {"on": "2026-01-31", "from": "undecided", "to": "on track", "p_from": 0.0, "p_to": 1.0, "parts": [],
         "releases": []},
    ]}  # fmt: skip
    (told,) = (one for one in changes(scorecard, scorecard.data["claims"], None, date(2025, 12, 1), map)["claims"]
               if one["number"] == "C1")  # fmt: skip
    assert (told["p_from"], told["p_to"]) == (0.02, 0.98)
