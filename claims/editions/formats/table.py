"""A scorecard's claims as CSV, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Mapping
from typing import Any

from claims.onrecord.data import cell

COLUMNS = (
    "number", "theme", "kind", "nature", "statement", "statement_zh", "reading", "reading_zh", "checkpoint", "band",
    "outcome", "p_hold", "p_fail", "p_mixed", "p_unknown", "base_rate", "information", "bits",
)  # fmt: skip
_MORE = ("overlays", "stand_in", "missing", "edition", "corrects", "errors_to")  # those that are put together
NAMES = (*COLUMNS, *_MORE)


def table(data: Mapping[str, Any]) -> str:
    """A line for each claim, with a header."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180; and a carriage return in a cell gets quotes
    writer.writerow([cell(one) for one in NAMES])
    issue = data["edition"] or {"rhythm": "", "period": "", "number": "", "wrong": ""}
    edition = " ".join(str(issue[name]) for name in ("rhythm", "period", "number")).strip()
    last = (edition, issue["wrong"], data["errors_to"])
    for claim in data["claims"]:
        stand_in = claim["stand_in"]["criterion"] if claim["stand_in"] else ""
        missing = " ".join(f"{one['source']}:{one['code']}" for one in claim["missing"])
        cells = (*(claim[name] for name in COLUMNS), "; ".join(claim["overlays"]), stand_in, missing, *last)
        writer.writerow([cell(one) for one in cells])
    return text.getvalue()
