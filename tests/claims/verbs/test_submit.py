"""Two persons: with the setting on, nobody registers, amends or ends what nobody else has submitted."""

import hashlib
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from claims.ledger import canonical
from claims.models import Act, Claim, LedgerEntry, Submission
from claims.verbs.acts import RegistrationError, Request
from claims.verbs.amend import amend, proposed
from claims.verbs.amending import Amendment
from claims.verbs.register import register
from claims.verbs.submit import submit
from claims.verbs.withdraw import reopen, withdraw
from tests.claims import content

CHANGE = Amendment(words={"reading": "Clearer."})


@pytest.fixture
def claim(loaded: Path, settings: Any) -> Claim:
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


def amended(claim: Claim, change: Amendment, days: int = 0) -> Submission:
    """A registered claim, and an amendment of it that ann has submitted."""
    if claim.state == Claim.State.DRAFT:
        submit(claim=claim, kind="register", request=by("ann"))
        register(claim=claim, request=by("bob"))
        claim.refresh_from_db()
    return submit(claim=claim, kind="amend", request=by("ann", days), amendment=change)


def tamper(**values: Any) -> None:
    """Change a submission behind the trigger's back."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        Submission.objects.filter(kind="amend").update(**values)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def test_a_submission_keeps_what_is_to_be_registered_to_the_letter(claim: Claim) -> None:
    kept = submit(claim=claim, kind="register", request=by("ann"))
    assert hashlib.sha256(kept.payload.encode()).hexdigest() == kept.payload_hash
    assert json.loads(kept.payload)["statement"] == claim.statement
    act = register(claim=claim, request=by("bob"))
    assert canonical(act.payload) == kept.payload


def test_an_amendment_is_approved_from_what_was_submitted_alone(claim: Claim) -> None:
    kept = Submission.objects.get(pk=amended(claim, CHANGE).pk)
    act = amend(claim=claim, amendment=proposed(kept), request=by("bob", 2))
    assert canonical(act.payload) == kept.payload
    assert json.loads(act.entry.body)["submitted_by"] == "ann"


def test_criteria_come_back_from_a_submission_as_they_were_written(claim: Claim) -> None:
    change = Amendment(
        {"reading": "Clearer."}, {"C5.a1": {"holds_when": "last(power) > 7", "coverage": 0.85, "note": "Another."}}
    )
    kept = Submission.objects.get(pk=amended(claim, change).pk)
    assert proposed(kept) == change
    assert json.loads(kept.payload)["criteria"][0]["coverage"] == "0.85"
    assert not claim.criteria.exists(), "submitting changes nothing"


def test_of_two_submissions_either_can_be_approved(claim: Claim) -> None:
    first = amended(claim, CHANGE)
    submit(claim=claim, kind="amend", request=by("ann", 1), amendment=Amendment(words={"reading": "Other."}))
    act = amend(claim=claim, amendment=proposed(first), request=by("bob", 2))
    assert canonical(act.payload) == first.payload


def test_a_submission_that_was_changed_is_refused(claim: Claim) -> None:
    kept = amended(claim, CHANGE)
    tamper(amendment={"words": {"reading": "Slyer."}, "criteria": {}})
    kept.refresh_from_db()
    alone(lambda: amend(claim=claim, amendment=proposed(kept), request=by("bob", 2)))
    with pytest.raises(IntegrityError, match="submission_text_has_its_hash"), transaction.atomic():
        tamper(payload=kept.payload.replace("Clearer.", "Slyer."))


def test_one_of_which_only_the_hash_is_known_is_to_be_submitted_anew(claim: Claim) -> None:
    kept = amended(claim, CHANGE)
    tamper(amendment=None, payload="")
    kept.refresh_from_db()
    with pytest.raises(RegistrationError, match="submit it anew"):
        proposed(kept)
