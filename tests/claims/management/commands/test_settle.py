"""`claimbase settle`: what is settled, what waits and for what, and people's acts, in both languages."""

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from claims.models import Claim, Settlement, SettlementReview
from tests.claims import content

CHECKPOINT = content.PASSED


@pytest.fixture
def claim(db: None, tmp_path: Path) -> Claim:
    return content.passed_claim(tmp_path)


@pytest.mark.parametrize(("language", "word"), [("en", "held"), ("zh-hant", "成立")])
def test_it_says_what_waits_for_what_and_what_is_settled(
    claim: Claim, language: str, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("settle", "C1", as_of=date(2025, 12, 5), language=language)
    said = capsys.readouterr().out
    assert "power" in said
    assert not Settlement.objects.exists()
    call_command("settle", language=language)
    said = capsys.readouterr().out
    assert f"C1 2025-11-30: {word}" in said
    assert "2025-12-14" in said, "the day whose information it rests on"


def test_a_day_to_come_is_refused(claim: Claim) -> None:
    with pytest.raises(CommandError, match="expected a day that has begun"):
        call_command("settle", as_of=date(2999, 1, 1))


def test_a_persons_act_needs_a_checkpoint_a_name_and_a_reason(claim: Claim) -> None:
    call_command("settle")
    with pytest.raises(CommandError, match="expected one CLAIM with --checkpoint, --by and --reason"):
        call_command("settle", "C1", "--reopen", checkpoint=CHECKPOINT)
    who = {"checkpoint": CHECKPOINT, "by": "bob", "reason": "A source erred."}
    call_command("settle", "C1", "--reopen", **who)
    assert SettlementReview.objects.get().by == "bob"
    call_command("settle", "C1", void="other", **who)
    assert Settlement.objects.get(round=2).reason == "other"
    with pytest.raises(CommandError, match="found none"):
        call_command("settle", "C1", "--confirm", **who)


def test_the_admin_lists_settlements_and_changes_none(claim: Claim, admin_client: Client) -> None:
    call_command("settle")
    one = Settlement.objects.get()
    assert "2025-12-14" in admin_client.get("/admin/claims/settlement/?o=1").content.decode().replace(
        "Dec. 14, 2025", "2025-12-14"
    )
    page = f"/admin/claims/settlement/{one.pk}/change/"
    assert admin_client.get(page).status_code == 200
    assert admin_client.post(page, {"outcome": "failed"}).status_code == 403
    assert admin_client.get("/admin/claims/settlement/add/").status_code == 403
