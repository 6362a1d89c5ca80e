"""Saving a draft: whole or not at all, never over another's, never with a formula that nobody could read."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from claims.extraction.draftwords import reading_of
from claims.models import Claim, Criterion
from claims.verbs.acts import RegistrationError, Request
from claims.verbs.redraft import Redraft, RefusedDraftError, StaleDraftError, free_key, redraft, stamp
from claims.verbs.register import register
from evidence.models import Indicator
from tests.claims import content

ON = date(2026, 6, 2)


@pytest.fixture
def claim(loaded: Path) -> Claim:
    return Claim.objects.get(number="C1")


def kept(claim: Claim, **changes: Any) -> dict[str, dict[str, Any]]:
    """The claim's criteria as they are, the primary one changed."""
    return {"C1.p": {"holds_when": claim.criteria.get(key="C1.p").holds_when, "role": "primary", **changes}}


def saved(claim: Claim, criteria: dict[str, dict[str, Any]], old: str = "", **words: Any) -> bool:
    return redraft(claim=claim, changes=Redraft(words, criteria, old or stamp(claim)), on=ON)


def test_words_and_criteria_are_saved_in_their_order(claim: Claim) -> None:
    new = {"C1.a1": {"holds_when": "growth(power) > 2", "role": "alternative"}}
    assert saved(claim, {**new, **kept(claim)}, statement="Edited.")
    assert Claim.objects.get(pk=claim.pk).statement == "Edited."
    assert [one.key for one in claim.criteria.order_by("position")] == ["C1.a1", "C1.p"]
    assert claim.criteria.get(key="C1.a1").written_on == ON


LANGUAGES = (("reading", "en"), ("reading_zh", "zh-hant"))


def drafted(formula: str) -> dict[str, str]:
    known = Indicator.objects.catalogue()
    return {name: reading_of(formula, known.types, known.names_in(code), code) for name, code in LANGUAGES}


def test_drafted_words_follow_a_formula_that_is_edited(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(**drafted(content.OUTPACES.format("1.5")))
    claim.refresh_from_db()
    other = content.OUTPACES.format("4")
    assert saved(claim, kept(claim, holds_when=other), **{name: getattr(claim, name) for name, _ in LANGUAGES})
    assert Claim.objects.filter(pk=claim.pk).values("reading", "reading_zh").get() == drafted(other)
    assert "4" in drafted(other)["reading"]


def test_words_that_somebody_wrote_stay_when_a_formula_is_edited(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(**drafted(content.OUTPACES.format("1.5")))
    claim.refresh_from_db()
    other = content.OUTPACES.format("4")
    assert saved(claim, kept(claim, holds_when=other), reading="By much more.", reading_zh=claim.reading_zh)
    after = Claim.objects.get(pk=claim.pk)
    assert (after.reading, after.reading_zh) == ("By much more.", drafted(other)["reading_zh"])
    assert saved(after, kept(after, holds_when=content.OUTPACES.format("5")))
    assert Claim.objects.get(pk=claim.pk).reading == "By much more."


def test_saving_what_is_there_changes_nothing(claim: Claim) -> None:
    before = Criterion.objects.filter(claim=claim).values().get()
    assert not saved(claim, kept(claim))
    assert Criterion.objects.filter(claim=claim).values().get() == before


@pytest.mark.parametrize(
    ("field", "formula"),
    [("holds_when", "yoy(no_such >"), ("holds_when", ""), ("fails_when", "growth(power)"), ("requires_when", "last(")],
)
def test_an_unreadable_formula_refuses_the_whole_draft_and_says_which(claim: Claim, field: str, formula: str) -> None:
    with pytest.raises(RefusedDraftError) as refused:
        saved(claim, kept(claim, **{field: formula}), statement="Edited.")
    assert {key for key, _ in refused.value.mistakes} == {"C1.p"}
    assert field in {name for _, name in refused.value.mistakes} or formula == ""
    assert Claim.objects.get(pk=claim.pk).statement == "Power outpaces prices."


@pytest.mark.parametrize(
    "days", [[], [date(2027, 1, 1), date(2026, 1, 1)], [date(2020, 1, 1)], [date(2027, 1, 1), date(2027, 1, 1)]]
)
def test_checkpoints_that_cannot_be_refuse_it(claim: Claim, days: list[date]) -> None:
    with pytest.raises(RefusedDraftError) as refused:
        saved(claim, kept(claim), checkpoints=days)
    assert ("", "checkpoints") in refused.value.mistakes


def test_what_another_saved_meanwhile_is_not_written_over(claim: Claim) -> None:
    opened = stamp(claim)
    saved(claim, kept(claim), statement="Theirs.")
    with pytest.raises(StaleDraftError), transaction.atomic():
        saved(claim, kept(claim), opened, statement="Mine.")
    assert Claim.objects.get(pk=claim.pk).statement == "Theirs."


@pytest.mark.parametrize("changed", ["holds_when", "key"])
def test_a_stamp_tells_drafts_apart_by_their_criteria_too(claim: Claim, changed: str) -> None:
    before = stamp(claim)
    claim.criteria.update(**{changed: "growth(power) > 1"})
    assert stamp(Claim.objects.get(pk=claim.pk)) != before


def test_a_threshold_of_the_text_stays_the_texts_own(claim: Claim) -> None:
    claim.criteria.update(thresholds="as worded")
    saved(claim, kept(claim, holds_when="growth(power) > 2"))
    row = claim.criteria.get()
    assert (row.thresholds, row.written_on) == ("as worded", ON)


def test_a_registered_claim_is_not_redrafted(claim: Claim) -> None:
    fifth = Claim.objects.get(number="C5")
    register(claim=fifth, request=Request("ann", "Ready.", content.NOW))
    with pytest.raises(RegistrationError, match="draft, got C5"):
        saved(fifth, {})


def test_keys_are_free_and_told_apart_by_role() -> None:
    assert free_key("C1", [], is_primary=True) == "C1.p"
    assert free_key("C1", ["C1.p"], is_primary=True) == "C1.a1"
    assert free_key("C1", ["C1.p", "C1.a1"], is_primary=False) == "C1.a2"
