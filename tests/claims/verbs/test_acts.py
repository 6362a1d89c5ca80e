"""A request is done once: its key stands for all that it asks, and for nothing else."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from claims.freezing import Definitions
from claims.models import Act, Claim, LedgerEntry
from claims.verbs.acts import RegistrationError, Request, locked, person, record
from claims.verbs.amend import amend
from claims.verbs.amending import Amendment
from claims.verbs.register import register
from claims.verbs.withdraw import void
from tests.claims import content

NOW = content.NOW
WHY = "The test's figures are made."


@pytest.fixture
def claim(world: Path) -> Claim:
    return Claim.objects.get(number="C1")


def asking(**values: Any) -> Request:
    return Request(**{"by": "ann", "reason": "It is ready.", "now": NOW, **values})


def registered(claim: Claim, **values: Any) -> Act:
    return register(claim=claim, request=asking(**values), base_rate_reason=WHY)


def refused(act: Callable[[], object], words: str) -> None:
    with pytest.raises(RegistrationError, match=words), transaction.atomic():
        act()


@pytest.mark.parametrize("name", ["Ann\u200b", "A\u2060nn", "\ufeffann", "ＡＮＮ", " ann\u00ad "])
def test_who_writes_a_name_so_that_it_looks_the_same_is_the_same_person(name: str) -> None:
    assert person(name) == person("Ann")


def test_a_key_that_a_request_has_had_is_not_taken_for_a_request_of_other_contents(claim: Claim) -> None:
    registered(claim, key="one")
    differently = {"base_rate_reason": "Else."}, {"base_rate_reason": "Made.", "known": date(2026, 1, 1)}
    for given in differently:
        refused(lambda: register(claim=claim, request=asking(key="one"), **given), "no other request")  # noqa: B023
    changes = Amendment({}, {"C1.p": {"note": "First."}})
    first = amend(claim=claim, amendment=changes, request=asking(key="two"), base_rate_reason=WHY)
    later = asking(key="two", now=NOW + timedelta(days=1))
    assert amend(claim=claim, amendment=changes, request=later, base_rate_reason=WHY) == first
    for other in ({"reading": "Else."}, {}), ({}, {"C1.p": {"note": "Second."}}), ({}, {"C1.é": {"note": "First."}}):
        refused(
            lambda: amend(claim=claim, amendment=Amendment(*other), request=asking(key="two")),  # noqa: B023
            r"no other request has had, got two, by which ann has amended C1 on .*; give this one a key of its own",
        )
    void(claim=claim, code="source_withdrawn", request=asking(key="three"))
    refused(lambda: void(claim=claim, code="metric_missing", request=asking(key="three")), "no other request")
    assert LedgerEntry.objects.count() == 3


def test_of_an_act_older_than_the_hash_of_its_request_who_and_why_are_compared(claim: Claim) -> None:
    draft = locked(claim)
    draft.version = 1
    first = record(draft, Act.Kind.REGISTER, asking(key="one"), Definitions().of(claim))
    assert registered(claim, key="one") == first
    refused(lambda: registered(claim, key="one", by="bob"), "no other request")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"by": "e" * 151}, "a name of at most 150 characters, got 151"),
        ({"by": "e\0"}, "that can be written as text"),
        ({"reason": "\udcff"}, "that can be written as text"),
        ({"key": "k" * 201}, "a key of 1 to 200 characters"),
        ({"key": ""}, "a key of 1 to 200 characters"),
    ],
)
def test_what_no_row_can_hold_is_refused_before_anything_is_done(given: dict[str, str], words: str) -> None:
    with pytest.raises(RegistrationError, match=words):
        asking(**given)
    assert asking(by="e" * 150, key="k" * 200).by == "e" * 150


COMMANDS = {
    "withdraw": ("C1",),
    "link": ("C1", "supports", "C4"),
    "unlink": ("C1", "C4"),
    "register": ("C1",),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_name_that_is_too_long_ends_a_command_in_words(claim: Claim, command: str) -> None:
    with pytest.raises(CommandError, match="expected a name of at most 150 characters, got 200"):
        call_command(command, *COMMANDS[command], "--by", "e" * 200, "--reason", "x")
