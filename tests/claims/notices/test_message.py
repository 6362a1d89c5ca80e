"""What a message tells: of registered claims alone, and of the thresholds that its reader asked for."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Event, Notice, Subscriber
from claims.notices.find import find
from claims.notices.message import message
from claims.notices.words import sentences
from tests.claims.notices.rows import DAY, NEAR, NOW, assessed, register_bare, subscriber, subscription


def test_nobody_is_told_of_a_draft_alone(drafts: None) -> None:
    subscription(kinds=["verdict", "checkpoint"])
    assessed("C1", DAY, 0.8, "leaning to hold")
    find(DAY, now=NOW)
    assessed("C1", DAY + timedelta(days=1), 0.95, "on track")
    find(DAY + timedelta(days=1), now=NOW)
    find(NEAR - timedelta(days=30), now=NOW)
    assert set(Event.objects.values_list("kind", flat=True)) >= {"verdict", "checkpoint"}
    assert not Notice.objects.exists()


def test_drafts_are_not_named_beside_registered_claims(drafts: None) -> None:
    subscription(kinds=["checkpoint"])
    register_bare(Claim.objects.filter(number="C1"))
    find(NEAR - timedelta(days=30), now=NOW)
    said = message(Notice.objects.get(event__kind="checkpoint"))
    assert "C1 Power outpaces prices." in said.text
    assert "C2" not in said.text


@pytest.mark.parametrize(("now", "is_told"), [(0.4, False), (0.6, True)], ids=["somebody's own", "the usual"])
def test_a_digest_keeps_the_thresholds_of_others_to_itself(claims: None, now: float, is_told: bool) -> None:
    subscription(subscriber("ann@example.org"), kinds=["threshold"], thresholds=[0.37])
    subscription(subscriber("bob@example.org"), kinds=["digest"])
    assessed("C1", DAY, 0.3, "undecided")
    find(DAY, now=NOW)
    assessed("C1", DAY + timedelta(days=1), now, "undecided")
    find(DAY + timedelta(days=1), now=NOW)
    find(DAY + timedelta(days=7), now=NOW)
    said = message(Notice.objects.filter(event__kind="digest").latest("pk")).text
    assert "37%" not in said
    assert ("rose above 50%" in said) is is_told


def test_a_new_line_in_a_name_is_none_in_the_subject(drafts: None) -> None:
    Claim.objects.filter(number="C1").update(number="C1\nBcc: x@y")
    register_bare(Claim.objects.all())
    subscription(kinds=["verdict"])
    claim = Claim.objects.get(slug="power-runs-short-c1")
    change = {"checkpoint": str(NEAR), "from": "undecided", "to": "on track", "p_from": 0.5, "p_to": 0.95, "cause": {}}
    event = Event.objects.create(key="x", kind="verdict", day=DAY, at=NOW, facts={"changes": [change]})
    event.claims.add(claim)
    notice = Notice.objects.create(subscriber=Subscriber.objects.get(), event=event, not_before=NOW)
    assert message(notice).subject == "C1 Bcc: x@y: from “undecided” to “on track”"


@pytest.mark.parametrize(("p_to", "told"), [(0.95, "went from 92% to 95%."), (0.918, "has hardly moved: 92%.")])
def test_a_probability_that_did_not_move_is_not_said_to_have_gone_anywhere(p_to: float, told: str) -> None:
    change = {"checkpoint": str(NEAR), "from": "leaning to hold", "to": "on track", "p_from": 0.921, "p_to": p_to,
              "cause": {}}  # fmt: skip
    event = Event(kind="verdict", day=DAY, at=NOW, facts={"changes": [change]})
    assert f"The probability that it holds {told}" in list(sentences(event, event.facts, {}))


def test_a_digest_of_many_events_costs_as_many_queries_as_one_of_few(claims: None) -> None:
    subscription(kinds=["digest"])
    cause = {"news": ["power", "prices"]}
    change = {"checkpoint": str(NEAR), "from": "undecided", "to": "on track", "p_from": 0.5, "p_to": 0.95,
              "cause": cause}  # fmt: skip
    asked = []
    for week, count in enumerate((1, 12)):
        for number in range(count):
            event = Event.objects.create(
                key=f"{week}:{number}", kind="verdict", day=DAY, at=NOW, facts={"changes": [change]}
            )
            event.claims.add(Claim.objects.earliest("number"))
        find(DAY + timedelta(days=7 * week), now=NOW)
        notice = Notice.objects.filter(event__kind="digest").latest("pk")
        with CaptureQueriesContext(connection) as queries:
            said = message(notice)
        assert said.text.count("from “undecided” to “on track”") >= count
        asked.append(len(queries))
    assert asked[1] == asked[0]
