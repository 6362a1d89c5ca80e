"""Rows that no longer say what the ledger says are found, even if the database's owner altered them."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from claims.models import Act, Claim, LedgerEntry
from claims.verbs.acts import Request
from claims.verbs.register import register
from evidence.models import Indicator
from tests.claims import content
from tests.claims.test_ledger_entries import untriggered


@pytest.fixture
def claim(world: Path) -> Claim:
    one = Claim.objects.get(number="C1")
    register(claim=one, request=Request("ann", "Ready.", content.NOW), base_rate_reason="Made figures.")
    connection.check_constraints()  # no event may be pending
    return one


ALTERED = {
    "a formula": ("UPDATE claims_criterion SET holds_when = 'growth(power) > 0' WHERE key = 'C1.p'", "C1.p.holds_when"),
    "a checkpoint": ("UPDATE claims_claim SET checkpoints = '{2030-01-01}' WHERE number = 'C1'", "checkpoints"),
    "the statement": ("UPDATE claims_claim SET statement = 'Milder.' WHERE number = 'C1'", "Milder."),
    "the state": (
        "UPDATE claims_claim SET state = 'withdrawn' WHERE number = 'C1'",
        "expected it registered, got with",
    ),
    "a version": ("UPDATE claims_claim SET version = 2 WHERE number = 'C1'", "expected version 1, got 2"),
    "a criterion's end": ("UPDATE claims_criterion SET superseded_by = 2 WHERE key = 'C1.p'", "criteria.C1.p"),
    "a registration that never was": (
        "UPDATE claims_claim SET state = 'registered', version = 1 WHERE number = 'C7'",
        "power-runs-short-c7 is not what the ledger says (entry -): expected an entry",
    ),
    "an act": ("DELETE FROM claims_act", "expected the entry's act in the database, found none"),
    "back to a draft": ("UPDATE claims_claim SET state = 'draft', version = 0 WHERE number = 'C1'", "got draft"),
    "the article's date": (
        "UPDATE claims_article SET published_on = '2026-09-30'",
        'article.published_on: expected "2025-12-01", got "2026-09-30"',
    ),
    "the article's horizon": (
        "UPDATE claims_article SET months = '{12}'",
        "article.months: expected [12,18], got [12]",
    ),
    "the claim's name": ("UPDATE claims_claim SET slug = 'else' WHERE number = 'C1'", "expected its claim"),
}


@pytest.mark.parametrize("what", ALTERED)
def test_a_row_that_its_owner_altered_is_found(claim: Claim, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("ledger", "verify")
    statement, words = ALTERED[what]
    untriggered(statement)
    with pytest.raises(SystemExit, match="1"):
        call_command("ledger", "verify")
    assert words in capsys.readouterr().err


def test_an_indicator_redefined_below_a_registered_claim_is_found(
    claim: Claim, capsys: pytest.CaptureFixture[str]
) -> None:
    Indicator.objects.filter(slug="power").update(aggregation="last")
    with pytest.raises(SystemExit, match="1"):
        call_command("ledger", "verify")
    assert 'indicators.power.aggregation: expected "mean", got "last"' in capsys.readouterr().err


def test_the_head_is_written_to_a_file_that_serves_as_an_anchor(claim: Claim, tmp_path: Path) -> None:
    file = tmp_path / "head.txt"
    call_command("ledger", "head", "--write", str(file))
    assert file.read_text() == f"{LedgerEntry.objects.head()}\n"
    call_command("ledger", "verify", "--anchor", str(file))
    untriggered("DELETE FROM claims_act; DELETE FROM claims_ledgerentry")
    with pytest.raises(SystemExit, match="1"):
        call_command("ledger", "verify", "--anchor", str(file))
    assert not Act.objects.exists()
