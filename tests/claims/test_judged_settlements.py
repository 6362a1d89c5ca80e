"""An upgrade: judged claims that were settled in the ledger alone get their rows."""

from datetime import UTC, date, datetime
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

from django.apps import apps
from django.db import connection

from claims.models import LedgerEntry, Settlement
from claims.verbs.acts import plain
from tests.claims import content

AT = datetime(2026, 12, 1, 9, tzinfo=UTC)


def body(outcome: str) -> object:
    said = {"claim": "power-runs-short-c5", "version": 1, "checkpoint": date(2026, 11, 30), "judged": True}
    given = {"levels": [2, 4], "p": 0.555, "spread": 0.3, "by": ["ann", "bob", "cat"]}
    return plain({**said, "outcome": outcome, **given})


def test_the_last_entry_of_a_checkpoint_becomes_a_row(db: None, content_folder: Path) -> None:
    content.load(content_folder)
    content.enter()
    for outcome in ("failed", "mixed"):
        entry = LedgerEntry.objects.append(kind="settle", body=body(outcome), at=AT)
    link = import_module("claims.migrations.0021_judged_settlements").link
    link(apps, SimpleNamespace(connection=connection))
    row = Settlement.objects.get()
    assert (row.outcome, row.entry, row.known_on, row.set_at, row.by) == ("mixed", entry, AT.date(), AT, "cat")
    assert row.facts["p"] == 0.555
