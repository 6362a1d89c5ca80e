"""Judged claims: two raters blind to each other, then a third; published pooled, settled apart, never edited."""

import json
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from claims.ledger import verify
from claims.models import Claim, LedgerEntry, Rating, Settlement
from claims.opinions import Agreement, agreement
from claims.verbs.acts import RegistrationError, Request
from claims.verbs.rate import Opinion, outcome_of, rate
from claims.verbs.register import register
from tests.claims import content

CHECKPOINT = date(2026, 11, 30)
LATER = datetime(2026, 12, 1, 9, tzinfo=UTC)
SOURCES = [{"address": f"https://example.org/{n}", "archived": f"sha256:{n}", "family": f"f{n}"} for n in range(2)]


@pytest.fixture
def claim(loaded: Path) -> Claim:
    one = Claim.objects.get(number="C5")
    register(claim=one, request=Request("desk", "Ready.", content.NOW))
    return one


def give(
    claim: Claim, by: str, p: float | None = 0.7, level: int | None = 4, role: str = "rater", **more: Any
) -> Rating:
    opinion = Opinion(p, level, more.get("sources", SOURCES))
    request = Request(by, "Read both.", more.get("now", content.NOW))
    return rate(claim=claim, checkpoint=more.get("checkpoint", CHECKPOINT), role=role, opinion=opinion, request=request)


def judge(claim: Claim, **more: Any) -> None:
    give(claim, "ann", **more)
    give(claim, "bob", 0.4, 2, **more)
    give(claim, "cat", None, None, "adjudicator", **more)


def test_two_raters_then_an_adjudicator_make_a_round(claim: Claim) -> None:
    with pytest.raises(RegistrationError, match="expected a rater, got an adjudicator"):
        give(claim, "cat", role="adjudicator")
    give(claim, "ann")
    with pytest.raises(RegistrationError, match="somebody who has not rated this, got ann"):
        give(claim, "Ann ")
    give(claim, "bob")
    with pytest.raises(RegistrationError, match="expected an adjudicator, got a rater"):
        give(claim, "dan")
    give(claim, "cat", None, None, "adjudicator")
    assert [one.round for one in Rating.objects.all()] == [1, 1, 1]
    assert give(claim, "ann", now=content.NOW + timedelta(days=9)).round == 2


def test_nobody_sees_the_others_rating_before_both_are_given(claim: Claim) -> None:
    give(claim, "ann")
    assert [one.by for one in Rating.objects.visible_to("ann")] == ["ann"]
    assert not Rating.objects.visible_to("bob").exists()
    give(claim, "bob")
    assert [one.by for one in Rating.objects.visible_to("bob")] == ["ann", "bob"]
    assert Rating.objects.visible_to("dan").count() == 2


def test_the_admin_and_the_command_are_as_blind(claim: Claim, client: Client) -> None:
    client.force_login(User.objects.create_superuser("bob"))
    first = give(claim, "ann", 0.77)
    assert "77%" not in client.get("/admin/claims/rating/").content.decode()
    assert client.get(f"/admin/claims/rating/{first.pk}/change/").status_code == 302
    assert told() == ["C5 to 2026-11-30, round 1 (judged): waits for a rater",
                      "agreement of raters beyond chance (Krippendorff's alpha): -"]  # fmt: skip
    give(claim, "bob")
    assert "77%" in client.get("/admin/claims/rating/").content.decode()
    assert "waits for the adjudicator" in told()[0]


def told() -> list[str]:
    out = StringIO()
    call_command("judged", stdout=out)
    return out.getvalue().splitlines()


def test_the_published_figure_is_pooled_with_its_spread(claim: Claim) -> None:
    judge(claim)
    # log-odds of .7 and .4: .8473 and -.4055, mean .2209, back .555
    assert "56% that it holds, pooled from 2 ratings with a spread of 30%" in told()[0]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"p": 0.99}, "from 0.02 to 0.98, got 0.99"),
        ({"p": None}, "a probability and a level"),
        ({"level": None}, "a probability and a level"),
        ({"p": None, "level": None}, "a probability and a level"),
        ({"level": 6}, "from 1 to 5, got 6"),
        ({"sources": SOURCES[:1]}, "at least 2 archived sources, got 1"),
        ({"sources": [SOURCES[0], SOURCES[0]]}, "different sources"),
        ({"sources": [{"address": "x"}, SOURCES[0]]}, "each with address, archived, family"),
        ({"sources": [{**SOURCES[0], "ratio": 2}, SOURCES[1]]}, "likelihood ratios of 0.1, 0.333"),
        ({"checkpoint": date(2026, 1, 1)}, "one of its checkpoints"),
        ({"role": "king"}, "king"),
    ],
)
def test_what_is_no_rating_is_refused(claim: Claim, wrong: dict[str, Any], words: str) -> None:
    with pytest.raises((RegistrationError, ValueError), match=words):
        give(claim, "ann", **wrong)
    assert not Rating.objects.exists()


def test_only_registered_judged_claims_are_rated(claim: Claim) -> None:
    with pytest.raises(RegistrationError, match="got C1, which is a draft"):
        give(Claim.objects.get(number="C1"), "ann")


def test_a_round_after_the_checkpoint_settles_apart_and_in_the_ledger(claim: Claim) -> None:
    judge(claim)
    assert LedgerEntry.objects.count() == 1, "before the checkpoint nothing is settled"
    give(claim, "ann")
    judge(claim, now=LATER)
    assert Rating.objects.order_by("pk").last().round == 3, "the round begun before the checkpoint's end is over"
    last = LedgerEntry.objects.order_by("number").last()
    said = json.loads(last.body)
    assert (last.kind, said["judged"], said["outcome"], said["levels"]) == ("settle", True, "mixed", [2, 4])
    assert (said["by"], said["raters"]) == ("cat", ["ann", "bob", "cat"])
    row = Settlement.objects.get(entry=last)
    assert (row.outcome, row.criterion, row.known_on, row.set_at) == ("mixed", None, LATER.date(), LATER)
    with pytest.raises(RegistrationError, match="reopen that first"):
        give(claim, "ann", now=LATER)
    assert verify(LedgerEntry.objects.chain())[1] == []


@pytest.mark.parametrize(
    ("levels", "outcome"),
    [
        ([4, 5], "held"),
        ([1, 2], "failed"),
        ([2, 4], "mixed"),
        ([3, 4], "mixed"),
        ([2, 4, 5], "held"),
        ([1, 2, 5], "failed"),
    ],
)
def test_the_outcome_is_that_of_the_median_level(levels: list[int], outcome: str) -> None:
    assert outcome_of(levels) == outcome


def test_agreement_is_beyond_chance(claim: Claim) -> None:
    for turn, (one, other) in enumerate(((5, 5), (1, 1), (4, 4), (2, 2))):
        now = content.NOW + timedelta(days=turn)
        give(claim, "ann", level=one, now=now)
        give(claim, "bob", level=other, now=now)
        give(claim, "cat", None, None, "adjudicator", now=now)
    assert agreement() == Agreement(1.0, 4)
    assert agreement(content.NOW.date() + timedelta(days=1)) == Agreement(1.0, 2), "as it stood then"
    assert agreement(content.NOW.date() - timedelta(days=1)) == Agreement(None, 0)


@pytest.mark.parametrize(
    "statement", ["UPDATE claims_rating SET p = 0.5", "DELETE FROM claims_rating", "TRUNCATE claims_rating"]
)
def test_no_rating_is_changed(claim: Claim, statement: str) -> None:
    give(claim, "ann")
    connection.check_constraints()  # no event may be pending
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_command_rates_and_says_what_is_wrong(claim: Claim) -> None:
    sources = [word for n in range(2) for word in ("--source", f"https://example.org/{n}", f"sha256:{n}", "press")]
    words = ("rate", "C5", "2026-11-30", "--by", "ann", "--reason", "Read both.")
    out = StringIO()
    call_command(*words, "--p", "0.7", "--level", "4", *sources, stdout=out)
    assert out.getvalue() == "C5 2026-11-30: rater, 1: recorded\n"
    with pytest.raises(CommandError, match="a probability and a level"):
        call_command(*words, *sources)
