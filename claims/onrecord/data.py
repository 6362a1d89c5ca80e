"""What is on record as JSON and as the rows of a table, for other programs. Names are stable: add, never rename."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from claims.onrecord.claim import OnRecord

LISTED = (
    "slug", "number", "statement", "statement_zh", "article", "author", "holder", "theme", "kind", "nature", "state",
    "version", "registered_on", "opens", "checkpoint", "settled", "band", "p_hold", "base_rate", "information",
    "assessed_on",
)  # fmt: skip
_AT = ("band", "outcome", "p_hold", "p_fail", "p_mixed", "p_unknown", "base_rate", "information", "bits")
OF_CLAIM = ("claim", "as_of", "criterion", "role", "checkpoint", "settled", *_AT)
_OF_SOURCE = ("indicator", "name", "name_zh", "source", "code", "unit", "licence", "redistribute", "checked_against",
              "newest", "known_on", "vintages", "late", "value")  # fmt: skip
_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")  # the wide ones: as East Asian keyboards give them
Row = Mapping[str, Any]


def claim_data(found: OnRecord, *, shows_all: bool) -> dict[str, Any]:
    """A claim as its page has it. The newest figures of series that may not be passed on are null unless `shows_all`.

    `value` is in base units: dollars, persons, percent; the unit of the provider's own figures stands beside it.
    """
    article, first = found.claim.article, found.registered.first
    return {
        "claim": {name: value for name, value in found.data.items() if name != "chart"},
        "article": {"slug": article.slug, "title": article.title, "title_en": article.title_en,
                    "author": article.author.name, "publisher": article.publisher, "address": article.address,
                    "published_on": str(article.published_on), "sha256": article.sha256},
        "quote": {"text": found.quote, "is_cut": found.is_cut, "spans": found.claim.spans},
        "registered": first and {"at": first.at.isoformat(), "by": first.by, "reason": first.reason,
                                 "entry": first.entry, "hash": first.hash},
        "acts": [{"kind": act.kind, "version": act.version, "at": act.at.isoformat(), "by": act.by,
                  "reason": act.reason, "entry": act.entry, "hash": act.hash} for act in found.registered.acts],
        "assessed_on": found.assessment and str(found.assessment.as_of),
        "assessment_recorded_at": found.assessment and found.assessment.recorded_at.isoformat(),
        "track": list(found.changes),
        "settlements": [{**one, "recorded_at": one["recorded_at"].isoformat()} for one in found.settlements],
        "sources": [_source(one, shows_all=shows_all) for one in found.sources],
        "unproven": list(found.unproven),
    }  # fmt: skip


def _source(one: Row, *, shows_all: bool) -> dict[str, Any]:
    kept = {name: one[name] for name in _OF_SOURCE}
    return kept if one["is_public"] or shows_all else kept | {"value": None}


def claim_rows(found: OnRecord) -> list[dict[str, Any]]:
    """A row for each checkpoint of the claim itself and of each criterion."""
    said = {"claim": found.data["slug"], "as_of": found.assessment and str(found.assessment.as_of)}
    parts = [("", "", found.data["checkpoints"])]
    parts += [(one["key"], one["role"], one["checkpoints"]) for one in found.data["criteria"]]
    settled = {one["checkpoint"]: one["outcome"] for one in found.settlements}
    return [
        {**said, "criterion": key, "role": role, "checkpoint": at["checkpoint"],
         "settled": "" if key else settled.get(at["checkpoint"], ""), **{name: at[name] for name in _AT}}
        for key, role, checkpoints in parts
        for at in checkpoints
    ]  # fmt: skip


def listing_rows(claims: Iterable[Row]) -> list[dict[str, Any]]:
    """A row for each claim of a list."""
    return [{name: one[name] for name in LISTED} for one in claims]


def written(rows: Sequence[Row], names: Sequence[str] = LISTED) -> str:
    """Rows as CSV (RFC 4180), with a header (`names` where there are no rows); nothing in it is a formula to a
    spreadsheet."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0] if rows else names))
    writer.writeheader()
    writer.writerows({name: cell(value) for name, value in row.items()} for row in rows)
    return text.getvalue()


def cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in _FORMULA_STARTS else value
