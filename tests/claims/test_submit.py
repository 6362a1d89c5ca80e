"""Two persons: with the setting on, nobody registers, amends or ends what nobody else has submitted."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from claims.acts import RegistrationError, Request
from claims.amend import amend
from claims.amending import Amendment
from claims.models import Act, Claim, LedgerEntry, Submission
from claims.register import register
from claims.submit import submit
from claims.withdraw import reopen, withdraw
from tests.claims import content

CHANGE = Amendment(words={"reading": "Clearer."})


@pytest.fixture
def claim(db: None, content_folder: Path, settings: Any) -> Claim:
    content.load(content_folder)
    settings.TWO_PERSON_REVIEW = True
    return Claim.objects.get(number="C5")


def by(name: str, days: int = 0) -> Request:
    return Request(name, "Ready.", content.NOW + timedelta(days=days))


def alone(act: object) -> None:
    with pytest.raises(RegistrationError, match="expected somebody other than"), transaction.atomic():
        act()  # type: ignore[operator]


def test_nobody_registers_what_they_submitted_themselves(claim: Claim) -> None:
    alone(lambda: register(claim=claim, request=by("ann")))
    submit(claim=claim, kind="register", request=by("ann"))
    for same in ("ann", " Ann", "ＡＮＮ"):
        alone(lambda: register(claim=claim, request=by(same)))  # noqa: B023
    act = register(claim=claim, request=by("bob"))
    assert json.loads(act.entry.body)["submitted_by"] == "ann"


def test_a_draft_edited_since_it_was_submitted_is_to_be_submitted_again(claim: Claim) -> None:
    submit(claim=claim, kind="register", request=by("ann"))
    Claim.objects.filter(pk=claim.pk).update(statement="Milder.")
    alone(lambda: register(claim=claim, request=by("bob")))


def test_an_amendment_is_done_as_it_was_submitted(claim: Claim) -> None:
    submit(claim=claim, kind="register", request=by("ann"))
    register(claim=claim, request=by("bob"))
    submit(claim=claim, kind="amend", request=by("ann"), amendment=CHANGE)
    assert Claim.objects.get(pk=claim.pk).version == 1, "submitting changes nothing"
    alone(lambda: amend(claim=claim, amendment=Amendment(words={"reading": "Other."}), request=by("bob", 2)))
    assert amend(claim=claim, amendment=CHANGE, request=by("bob", 2)).version == 2
    connection.check_constraints()


def test_a_submission_serves_once(claim: Claim) -> None:
    for kind, act in (("register", register), ("withdraw", withdraw), ("reopen", reopen)):
        submit(claim=claim, kind=kind, request=by("ann"))
        act(claim=claim, request=by("bob"))
    alone(lambda: withdraw(claim=claim, request=by("bob")))


def test_with_the_setting_off_one_is_enough(claim: Claim, settings: Any) -> None:
    settings.TWO_PERSON_REVIEW = False
    assert "submitted_by" not in json.loads(register(claim=claim, request=by("ann")).entry.body)


def test_what_nobody_could_do_cannot_be_submitted(claim: Claim) -> None:
    for kind, words in (("withdraw", "which is a draft"), ("dance", "expected one of"), ("amend", "with its changes")):
        with pytest.raises(RegistrationError, match=words):
            submit(claim=claim, kind=kind, request=by("ann"))
    with pytest.raises(RegistrationError, match="registered first"):
        submit(claim=Claim.objects.get(number="C6"), kind="register", request=by("ann"))


def test_no_submission_is_changed(claim: Claim) -> None:
    submit(claim=claim, kind="register", request=by("ann"))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Submission.objects.update(by="bob")


def test_the_commands_go_through_both_persons(claim: Claim) -> None:
    out = StringIO()
    who = ("--reason", "Ready.", "--by")
    call_command("submit", "C5", "register", *who, "ann", stdout=out)
    assert "C5 register (ann) waits for somebody else" in out.getvalue()
    with pytest.raises(CommandError, match="claimbase submit"):
        call_command("register", "C5", *who, "ann")
    call_command("register", "C5", *who, "bob", stdout=out)
    call_command("submit", "C5", "amend", "--set", "reading=Clearer.", *who, "ann", stdout=out)
    call_command("amend", "C5", "--set", "reading=Clearer.", *who, "bob", stdout=out)
    assert (Act.objects.count(), LedgerEntry.objects.count()) == (2, 2)
