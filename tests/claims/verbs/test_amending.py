"""An amendment of a window that has opened was written after looking, whatever it says of itself."""

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from claims.models import Act, Claim, Criterion
from claims.verbs.acts import RegistrationError, Request
from claims.verbs.amend import amend
from claims.verbs.amending import Amendment
from claims.verbs.register import register
from tests.claims import content

NOW = content.NOW
HOLDS = content.OUTPACES.format("4")
LATER = datetime(2026, 11, 30, 12, tzinfo=UTC)
TALK = {
    "an early day": ({"C1.p": {"holds_when": HOLDS, "written_on": "2020-01-01"}}, "got written_on"),
    "the same day": ({"C1.p": {"holds_when": HOLDS, "written_on": "2026-11-30"}}, "it is the day of the act"),
    "a day alone": ({"C1.p": {"written_on": "2020-01-01"}}, "got written_on"),
    "not having looked": ({"C1.p": {"holds_when": HOLDS, "thresholds": "before figures"}}, "'after looking', as its"),
    "the article's words": ({"C1.p": {"holds_when": HOLDS, "thresholds": "as worded"}}, "'after looking', as its"),
    "thresholds alone": ({"C1.p": {"thresholds": "as worded"}}, "'after looking', as its"),
    "a new key": (
        {"C1.p": None, "C1.q": {"holds_when": HOLDS, "role": "primary", "thresholds": "before figures"}},
        "'after looking', as its",
    ),
}


@pytest.fixture
def claim(world: Path) -> Claim:
    return Claim.objects.get(number="C1")


def registered(claim: Claim, now: datetime = NOW) -> Act:
    return register(claim=claim, request=Request("ann", "It is ready.", now), base_rate_reason="Made figures.",
                    known=NOW.date())  # fmt: skip


def at_last(claim: Claim, criteria: dict[str, Any], now: datetime = LATER) -> Act:
    return amend(claim=claim, amendment=Amendment({}, criteria), request=Request("eve", "Clearer.", now),
                 base_rate_reason="Made figures.", known=NOW.date())  # fmt: skip


@pytest.mark.parametrize("talk", TALK)
def test_of_an_amendment_after_the_opening_the_mark_of_hindsight_cannot_be_talked_away(claim: Claim, talk: str) -> None:
    criteria, words = TALK[talk]
    registered(claim)
    with pytest.raises(RegistrationError, match=words), transaction.atomic():
        at_last(claim, criteria)


@pytest.mark.parametrize("key", ["C1.p", "C1.q"])
def test_another_test_is_written_on_the_day_of_the_act_after_looking(claim: Claim, key: str) -> None:
    Criterion.objects.update(written_on=date(2025, 1, 1))
    registered(claim)
    criteria = {"C1.p": None} if key != "C1.p" else {}
    act = at_last(claim, {**criteria, key: {"holds_when": HOLDS, "role": "primary"}})
    new = claim.criteria.get(version=2)
    assert (new.written_on, new.thresholds, new.is_hindsight) == (date(2026, 11, 30), "after looking", True)
    assert json.loads(act.entry.body)["hindsight"]["written_after_opening"] == [key]


def test_going_back_to_the_first_formula_keeps_the_mark(claim: Claim) -> None:
    Criterion.objects.update(written_on=date(2025, 1, 1))
    registered(claim)
    first = claim.criteria.get().holds_when
    at_last(claim, {"C1.p": {"holds_when": HOLDS}})
    at_last(claim, {"C1.p": {"holds_when": first}})
    assert claim.criteria.get(version=3).is_hindsight


def test_a_note_makes_no_other_test_and_keeps_the_day_on_which_the_test_was_written(claim: Claim) -> None:
    Criterion.objects.update(written_on=date(2025, 1, 1))
    registered(claim)
    at_last(claim, {"C1.p": {"note": "Else."}})
    new = claim.criteria.get(version=2)
    assert (new.note, new.written_on, new.thresholds) == ("Else.", date(2025, 1, 1), "before figures")
    assert not new.is_hindsight


def test_before_its_window_opens_an_amendment_may_say_that_its_thresholds_are_as_worded(claim: Claim) -> None:
    early = datetime.combine(claim.opens, NOW.timetz())
    registered(claim, now=early)
    act = at_last(claim, {"C1.p": {"holds_when": HOLDS, "thresholds": "as worded"}}, early)
    assert claim.criteria.get(version=act.version).thresholds == "as worded"
