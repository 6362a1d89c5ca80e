"""What differs between two editions: claims that came, went or changed, and what stands around them."""

import copy
from typing import Any

from claims.editions.difference import difference

CRITERION = {"key": "C1.p", "holds_when": "x > 1", "fails_when": "not x > 1", "relation": None}
CLAIM = {
    "slug": "a-c1", "number": "C1", "band": "undecided", "outcome": "", "p_hold": 0.5, "base_rate": 0.4,
    "checkpoint": "2026-11-30", "state": "registered", "version": 1, "statement": "A.", "reading": "B.", "overlays": [],
    "criteria": [CRITERION], "reasons": ["It is so."],
}  # fmt: skip
DATA: dict[str, Any] = {"as_of": "2026-02-20", "method": "1", "ledger_head": {"number": 1, "hash": "a"},
                        "void": {"settled": 0, "void": 0, "share": None},
                        "claims": [CLAIM], "settlements": []}  # fmt: skip


def changed(**given: Any) -> dict[str, Any]:
    data = copy.deepcopy(DATA)
    data["claims"][0] |= given
    return data


def test_an_edition_does_not_differ_from_itself() -> None:
    assert difference(DATA, copy.deepcopy(DATA)).is_empty


def test_a_band_and_a_probability_that_moved_are_named_with_both_figures() -> None:
    found = difference(DATA, changed(band="leaning to hold", p_hold=0.71))
    assert found.changed[0].fields == {"band": ("undecided", "leaning to hold"), "p_hold": (0.5, 0.71)}


def test_what_has_no_evidence_has_no_probability_whatever_stands_in_the_data() -> None:
    silent = changed(band="no evidence", overlays=["no evidence"], p_hold=0.0)
    found = difference(silent, changed(p_hold=0.71))
    assert found.changed[0].fields == {
        "band": ("no evidence", "undecided"), "p_hold": (None, 0.71), "overlays": (["no evidence"], []),
    }  # fmt: skip
    other = changed(band="no evidence", overlays=["no evidence"], p_hold=1.0)
    assert difference(silent, other).is_empty


def test_sentences_follow_from_figures_and_are_not_compared() -> None:
    assert difference(DATA, changed(reasons=["It is otherwise."])).is_empty


def test_a_criterion_that_was_amended_is_named_with_both_formulas() -> None:
    found = difference(DATA, changed(criteria=[{**CRITERION, "holds_when": "x > 2"}]))
    assert found.changed[0].fields == {
        "criterion C1.p": (("x > 1", "not x > 1", None), ("x > 2", "not x > 1", None))
    }  # fmt: skip


def test_claims_that_came_and_went_are_told_by_number() -> None:
    other = {**DATA, "claims": [{**CLAIM, "slug": "a-c2", "number": "C2"}]}
    found = difference(DATA, other)
    assert (found.added, found.removed, found.changed) == (("C2",), ("C1",), ())


def test_method_ledger_and_settlements_are_compared_too() -> None:
    settled = [{"slug": "a-c1", "number": "C1", "checkpoint": "2026-11-30", "outcome": "held"}]
    other = {**DATA, "method": "2", "ledger_head": {"number": 2, "hash": "b"}, "settlements": settled}
    assert difference(DATA, other).around == {
        "method": ("1", "2"), "ledger_head": (DATA["ledger_head"], other["ledger_head"]),
        "settlement a-c1 2026-11-30": (None, "held"),
    }  # fmt: skip


def test_settlements_of_two_claims_that_share_a_number_are_told_apart() -> None:
    both = [{"slug": slug, "number": "C1", "checkpoint": "2026-11-30", "outcome": "held"} for slug in ("a-c1", "b-c1")]
    after = [{**both[0], "outcome": "failed"}, both[1]]
    found = difference({**DATA, "settlements": both}, {**DATA, "settlements": after})
    assert found.around == {"settlement a-c1 2026-11-30": ("held", "failed")}
