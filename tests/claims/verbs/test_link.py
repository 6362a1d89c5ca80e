"""Links between claims: one way at a time, no circle of what depends or repeats, ended and never deleted."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from claims.models import Claim, ClaimLink
from claims.verbs.acts import RegistrationError, Request
from claims.verbs.link import link, unlink
from tests.claims import content

WHO = Request("ann", "Same series.", content.NOW)


@pytest.fixture
def claims(loaded: Path) -> dict[str, Claim]:
    return {one.number: one for one in Claim.objects.all()}


def tie(claims: dict[str, Claim], source: str, kind: str, target: str) -> ClaimLink:
    return link(source=claims[source], kind=kind, target=claims[target], request=WHO)


@pytest.mark.parametrize("kind", ClaimLink.Kind.values)
def test_each_kind_is_recorded_with_who_and_why(claims: dict[str, Claim], kind: str) -> None:
    made = tie(claims, "C1", kind, "C2")
    assert (made.by, made.reason, made.at) == ("ann", "Same series.", content.NOW)
    assert list(ClaimLink.objects.about(claims["C2"])) == [made]
    assert tie(claims, "C1", kind, "C2") == made, "repeating it changes nothing"
    assert ClaimLink.objects.count() == 1


def test_no_claim_is_linked_to_itself(claims: dict[str, Claim]) -> None:
    with pytest.raises(RegistrationError, match="two claims, got C1 twice"):
        tie(claims, "C1", "supports", "C1")
    with pytest.raises(IntegrityError, match="link_between_two_claims"), transaction.atomic():
        ClaimLink.objects.create(source=claims["C1"], target=claims["C1"], kind="supports", by="a", reason="b",
                                 at=content.NOW)  # fmt: skip


def test_two_claims_are_linked_one_way_at_a_time(claims: dict[str, Claim]) -> None:
    tie(claims, "C1", "contradicts", "C2")
    for source, kind, target in (("C1", "supports", "C2"), ("C2", "contradicts", "C1")):
        with pytest.raises(RegistrationError, match=r"got C1 contradicts C2 \(by ann\): end that one first"):
            tie(claims, source, kind, target)
    with pytest.raises(IntegrityError, match="link_once_between_two_claims"), transaction.atomic():
        ClaimLink.objects.create(source=claims["C2"], target=claims["C1"], kind="supports", by="a", reason="b",
                                 at=content.NOW)  # fmt: skip


@pytest.mark.parametrize("kind", ["depends on", "repeats"])
def test_what_depends_or_repeats_closes_no_circle(claims: dict[str, Claim], kind: str) -> None:
    tie(claims, "C1", kind, "C2")
    tie(claims, "C2", kind, "C3")
    with pytest.raises(RegistrationError, match="close no circle"):
        tie(claims, "C3", kind, "C1")
    unlink(one=claims["C2"], other=claims["C3"], request=WHO)
    assert tie(claims, "C3", kind, "C1"), "what was ended closes nothing"


def test_support_may_go_round(claims: dict[str, Claim]) -> None:
    for source, target in (("C1", "C2"), ("C2", "C3"), ("C3", "C1")):
        tie(claims, source, "supports", target)
    assert ClaimLink.objects.count() == 3


def test_an_ended_link_stays_and_another_may_take_its_place(claims: dict[str, Claim]) -> None:
    tie(claims, "C1", "contradicts", "C2")
    unlink(one=claims["C2"], other=claims["C1"], request=Request("bob", "They do not.", content.NOW))
    tie(claims, "C2", "repeats", "C1")
    assert ClaimLink.objects.count() == 2
    assert [one.kind for one in ClaimLink.objects.standing()] == ["repeats"]
    with pytest.raises(RegistrationError, match="found none"):
        unlink(one=claims["C1"], other=claims["C3"], request=WHO)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_claimlink SET kind = 'supports'",
        "UPDATE claims_claimlink SET reason = 'else', ended_at = now(), ended_by = 'x', ended_reason = 'y'",
        "DELETE FROM claims_claimlink",
        "TRUNCATE claims_claimlink",
    ],
)
def test_no_link_is_changed_or_deleted(claims: dict[str, Claim], statement: str) -> None:
    tie(claims, "C1", "contradicts", "C2")
    connection.check_constraints()  # no event may be pending
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_commands_link_tell_and_unlink(claims: dict[str, Claim]) -> None:
    who = ("--by", "ann", "--reason", "Same series.")

    def run(*words: str) -> str:
        out = StringIO()
        call_command(*words, stdout=out)
        return out.getvalue()

    assert run("link", "C1", "depends-on", "C2", *who) == "C1 depends on C2\n"
    assert "C1 取決於 C2: Same series. (ann)" in run("history", "C2", "--language", "zh-hant")
    assert "C1 depends on C2: ended" in run("unlink", "C1", "C2", *who)
    assert "(ended " in run("history", "C1")
    with pytest.raises(CommandError, match="two claims"):
        run("link", "C1", "repeats", "C1", *who)


def test_the_history_tells_acts_and_versions(claims: dict[str, Claim]) -> None:
    out = StringIO()
    call_command("register", "C5", "--by", "ann", "--reason", "Ready.", stdout=out)
    call_command("amend", "C5", "--set", "reading=Clearer.", "--by", "bob", "--reason", "Vague.", stdout=out)
    call_command("history", "C5", stdout=out)
    told = out.getvalue()
    assert "registered by ann, version 1, entry 1: Ready." in told
    assert "amended by bob, version 2, entry 2: Vague." in told
    assert 'reading: expected "Reading of C5.", got "Clearer."' in told
