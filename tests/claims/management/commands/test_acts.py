"""The commands that act on claims: what they do, and what they say where they cannot."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.models import Act, Claim
from tests.claims import content

WHO = ("--by", "ann", "--reason", "It is time.")
NEARLY = ("--base-rate-reason", "Made figures.", "--as-of", str(content.AS_OF))


def run(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_a_claim_goes_from_draft_to_void_and_back(world: Path) -> None:
    assert "C1 registered, version 1: entry 1 of the ledger" in run("register", "C1", *WHO, *NEARLY)
    said = run("amend", "C1", "--set", "C1.p:holds_when=growth(power) > 2", "--set", "reading=Else.", *WHO, *NEARLY)
    assert "C1 amended, version 2" in said
    assert "C1 declared void" in run("void", "power-runs-short-c1", "criterion_ambiguous", *WHO)
    assert "C1 reopened" in run("reopen", "C1", *WHO)
    assert "C1 已撤回" in run("withdraw", "C1", *WHO, "--language", "zh-hant")
    assert [act.by for act in Act.objects.all()] == ["ann"] * 5
    assert Claim.objects.get(number="C1").reading == "Else."


def test_a_repeated_request_is_done_once(world: Path) -> None:
    for _ in range(2):
        run("register", "C5", *WHO, "--key", "abc")
    assert Act.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("register", "C9", *WHO), "slug or number of a claim, got C9: none"),
        (("register", "C7", *WHO, *NEARLY), "C7.p: Expected a figure of jobs"),
        (("withdraw", "C1", *WHO), "got C1, which is a draft: register it first"),
        (("void", "C1", "boring", *WHO), "invalid choice: 'boring'"),
        (("amend", "C1", "--set", "reading", *WHO), "FIELD=VALUE"),
        (("amend", "C1", "--set", "C1.p:coverage=much", *WHO), "JSON in coverage, got much"),
        (("register", "C1", "--by", "ann", "--reason", " "), "a reason, got none"),
        (("register", "C1", "--by", "ann"), "--reason"),
    ],
)
def test_what_cannot_be_done_is_said(world: Path, words: tuple[str, ...], error: str) -> None:
    with pytest.raises(CommandError, match=error):
        run(*words)
    assert not Act.objects.exists()
