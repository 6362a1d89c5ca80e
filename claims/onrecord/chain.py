"""The ledger as readers see it: its entries, the newest first, each with what it is about."""

import json
from collections.abc import Mapping
from typing import Any

from claims.ledger import Head
from claims.models import LedgerEntry

COUNT = 50  # entries on a page
Row = Mapping[str, Any]


def entries(head: Head, before: int | None = None, count: int = COUNT) -> tuple[list[dict[str, Any]], int | None]:
    """So many entries up to a head, the newest first, from the one before a number on; and the number before which
    the next page begins, None where there is none. One query."""
    rows = LedgerEntry.objects.up_to(head).order_by("-number")
    if before is not None:
        rows = rows.filter(number__lt=before)
    found = list(rows[: count + 1])
    return [_row(one) for one in found[:count]], found[count - 1].number if len(found) > count else None


def _row(one: LedgerEntry) -> dict[str, Any]:
    body = json.loads(one.body)
    return {
        "number": one.number, "at": one.at, "kind": one.kind,
        **{name: body.get(name) or "" for name in ("claim", "scorecard", "edition", "by")},
        "previous": one.previous, "hash": one.hash,
    }  # fmt: skip
