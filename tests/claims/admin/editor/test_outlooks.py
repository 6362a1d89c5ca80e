"""The long part of the live check: first without the walk, kept by its inputs, given up for what is typed next."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory
from django.urls import reverse

from claims.admin.editor import outlooks
from claims.admin.editor.outlooks import SupersededError, Turn, outlook
from claims.models import Claim
from claims.preview.draft import Draft
from claims.preview.formulas import Preview, foreseen, glance
from tests.claims import content
from tests.claims.admin.editor.test_pages import OUTPACES, address, typed

BY = (date(2026, 11, 30), date(2027, 5, 31))
DRAFT = Draft(OUTPACES, date(2025, 12, 1), BY)


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    outlooks._kept.clear()
    yield
    outlooks._kept.clear()


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What was worked out, and whether it was walked."""
    done: list[bool] = []

    def work(seen: Preview, between: Any, *, is_walked: bool) -> Preview:
        done.append(is_walked)
        return foreseen(seen, between, is_walked=is_walked)

    monkeypatch.setattr(outlooks, "foreseen", work)
    return done


def turn(number: int, page: str, user: User | None = None) -> Turn:
    request = RequestFactory().post("/", {"page": page, "turn": str(number)})
    request.user = user or User(pk=7)
    return Turn.of(request)


def test_the_first_answer_has_the_figures_of_the_whole_one(world: Path) -> None:
    seen = glance(DRAFT, content.AS_OF)
    (first, is_whole), (whole, is_whole_then) = (outlook(seen, Turn(), is_whole=one) for one in (False, True))
    assert (is_whole, is_whole_then) == (False, True)
    for one, other in zip(first.prospects, whole.prospects, strict=True):
        assert replace(one, appraisal=replace(one.appraisal, steps=(), changes=())) == replace(
            other, appraisal=replace(other.appraisal, steps=(), changes=(), fan=one.appraisal.fan)
        )
        assert len(one.appraisal.steps) < len(other.appraisal.steps)


def test_what_rests_on_the_same_evidence_is_worked_out_once(world: Path, counted: list[bool]) -> None:
    for is_whole in (True, False, True):
        found, told_whole = outlook(glance(DRAFT, content.AS_OF), Turn(), is_whole=is_whole)
        assert told_whole
        assert found.prospects
    assert counted == [True]
    outlook(glance(replace(DRAFT, holds_when=content.OUTPACES.format("5")), content.AS_OF), Turn(), is_whole=True)
    outlook(glance(DRAFT, date(2026, 5, 20)), Turn(), is_whole=True)
    assert counted == [True, True, True]


def test_an_earlier_turn_of_a_page_is_over_and_another_pages_is_not() -> None:
    page, other = str(uuid4()), str(uuid4())
    first, elsewhere = turn(1, page), turn(1, other)
    assert not first.is_over
    second = turn(2, page)
    assert first.is_over
    assert not second.is_over
    assert not elsewhere.is_over
    assert turn(1, page).is_over, "one that arrives late does not come back to life"
    assert not second.is_over


def test_what_is_no_longer_waited_for_is_given_up_half_way(world: Path) -> None:
    page = str(uuid4())
    mine = turn(1, page)
    asked = 0

    class Later(Turn):
        def demand(self) -> None:
            nonlocal asked
            asked += 1
            if asked == 3:
                turn(2, page)
            super().demand()

    with pytest.raises(SupersededError):
        outlook(glance(DRAFT, content.AS_OF), Later(mine.who, mine.page, mine.number), is_whole=True)
    assert asked == 3
    assert not outlooks._kept


def test_a_page_that_has_moved_on_is_answered_nothing(
    world: Path, client: Client, monkeypatch: pytest.MonkeyPatch, counted: list[bool]
) -> None:
    monkeypatch.setattr("claims.admin.editor.page.now", lambda: content.NOW)
    client.force_login(User.objects.create_superuser("ann"))
    claim = Claim.objects.get(number="C1")
    page = str(uuid4())
    data = typed(client, claim, **{"criteria-0-holds_when": OUTPACES, "page": page})
    assert client.post(address(claim, "check", "glance"), data | {"turn": "2"}).status_code == 200
    assert client.post(address(claim, "check", "outlook"), data | {"turn": "1"}).status_code == 204
    assert counted == []
    answer = client.post(address(claim, "check", "outlook"), data | {"turn": "2"})
    assert "data-more" in answer.content.decode()
    answer = client.post(address(claim, "check", "whole"), data | {"turn": "2"})
    assert answer.status_code == 200
    assert "data-more" not in answer.content.decode()
    assert counted == [False, True]
    assert reverse("admin:claims_claim_check", args=[claim.pk, "whole"]) in client.get(address(claim)).content.decode()
