"""The commands that act on claims: what they do, and what they say where they cannot."""

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.models import Act, Claim
from tests.claims import content

WHO = ("--by", "ann", "--reason", "It is time.")
NEARLY = ("--despite-dry-run", "Made figures.", "--as-of", str(content.AS_OF))


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


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (("register", "C9", *WHO), "應為論點的代稱或編號，實為 C9：無"),
        (("register", "C7", *WHO, *NEARLY), "C7 的準則應通過試算"),
        (("withdraw", "C1", *WHO), "但 C1 仍是草稿：請先登錄"),
        (("amend", "C1", "--set", "reading", *WHO), "--set 之後應為"),
        (("register", "C1", "--by", "ann", "--reason", " "), "應填寫執行者的姓名與理由"),
        (("submit", "C1", "void", *WHO), "論點應為已登錄，但 C1 仍是草稿"),
        (("link", "C1", "repeats", "C1", *WHO), "兩個論點，但兩者都是 C1"),
        (("unlink", "C1", "C2", *WHO), "C1 與 C2 之間應有連結"),
        (("rate", "C1", "2026-11-30", "--p", "0.5", "--level", "3", *WHO), "論點應為已登錄"),
        (
            ("forecast", "power-runs-short-c1", "2026-11-30", "2", "--by", "ann", "--reason", "x"),
            "機率應在 0 與 1 之間",
        ),
        (("preview", "last(powr) > 0"), "實為 powr；是否指 power"),
        (("preview", "last(power) > 0", "--by", "2020-01-01"), "檢核日應自"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_done_is_said_in_the_language_that_was_asked_for(
    world: Path, words: tuple[str, ...], error: str
) -> None:
    with pytest.raises(CommandError, match=re.escape(error)):
        run(*words, "--language", "zh-hant")
