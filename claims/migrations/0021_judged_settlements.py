"""Judged claims were settled in the ledger alone: each gets the row of its last such entry for a checkpoint."""

import json
from datetime import date, datetime
from typing import Any

from django.db import migrations


def link(apps: Any, schema_editor: Any) -> None:
    """Whatever became of the claim since."""
    models = {name: apps.get_model("claims", name) for name in ("LedgerEntry", "Claim", "Settlement")}
    keys = dict(models["Claim"].objects.values_list("slug", "pk"))
    last = {}
    for entry in models["LedgerEntry"].objects.filter(kind="settle").order_by("number"):
        body = json.loads(entry.body)
        if body.get("judged") and body["claim"] in keys:
            last[keys[body["claim"]], body["checkpoint"]] = entry, body
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_settlement DISABLE TRIGGER settle_once")
        rows = [_row(models["Settlement"], claim, *found) for (claim, _), found in last.items()]
        models["Settlement"].objects.bulk_create(rows)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is altered while checks of its rows wait
        cursor.execute("ALTER TABLE claims_settlement ENABLE TRIGGER settle_once")


def _row(model: Any, claim: int, entry: Any, body: dict[str, Any]) -> Any:
    at = datetime.fromisoformat(entry.at)
    facts = {"judged": True, "levels": body["levels"], "p": float(body["p"]), "spread": float(body["spread"]),
             "raters": body["by"]}  # fmt: skip
    return model(
        claim_id=claim, criterion=None, version=body["version"], checkpoint=date.fromisoformat(body["checkpoint"]),
        outcome=body["outcome"], known_on=at.date(), as_of=at.date(), set_at=at, by=body["by"][-1], facts=facts,
        entry_id=entry.pk,
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("claims", "0020_settlement")]

    operations = [migrations.RunPython(link, migrations.RunPython.noop)]
