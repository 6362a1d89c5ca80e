"""The editions of the scorecard as a reader finds them on a day: all of them, one, and what two say differently.

What an edition says never changes, so it is read and worded once for each language.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import get_language, override

from claims.editions.difference import difference
from claims.editions.differing import rows
from claims.models import Claim, Edition
from claims.onrecord.shown import standings
from claims.wording.counted import expected, headline
from claims.wording.imprint import named

MOST = 500  # editions on one page
Row = Mapping[str, Any]


class Differing(NamedTuple):
    """What one edition says otherwise than another, in words; of `claim` "" around the claims.

    A number is an article's own: where two of the claims have the same, neither is named.
    """

    claim: str
    what: str
    before: str
    after: str
    slug: str = ""
    statement: str = ""


def listed(as_of: date) -> list[dict[str, Any]]:
    """All editions that had been published by the end of a day, the newest first, without their text. One query."""
    found = list(Edition.objects.by(as_of).order_by("-published_at", "-pk"))
    correcting = {one.correction_of_id: one for one in found}
    return [_row(one, correcting.get(one.pk)) for one in found]


def _row(one: Edition, by: Edition | None) -> dict[str, Any]:
    return {
        "edition": one.key, "rhythm": one.rhythm, "period": one.period, "number": one.number, "as_of": str(one.as_of),
        "published_at": one.published_at.isoformat(timespec="seconds"), "method": one.method, "hash": one.hash,
        "inputs": one.inputs, "entry": one.entry_id, "ledger_count": one.ledger_count, "ledger_head": one.ledger_head,
        "wrong": one.wrong, "corrected_by": by.key if by else "",
    }  # fmt: skip


def in_words(row: Row) -> dict[str, Any]:
    """A row of `listed` with its name in the active language, its days, and the number of what it corrects."""
    at = str(row["published_at"]).replace("T", " ")[:16]
    return {**row, "name": named(row), "published": at, "corrects": row["number"] - 1}


def found(name: str, as_of: date) -> Edition | None:
    """The edition that a name meant on a day, without its text. One query."""
    return Edition.objects.by(as_of).named(name)


def before(one: Edition) -> Edition | None:
    """What an edition is compared with: the one that it corrects, else the last of its rhythm that ends before it."""
    others = Edition.objects.filter(published_at__lt=one.published_at).defer("data")
    if one.correction_of_id:
        return others.get(pk=one.correction_of_id)
    return others.filter(rhythm=one.rhythm, as_of__lt=one.as_of).order_by("as_of", "number").last()


def said(one: Edition) -> Row:
    """What an edition says in short: `headline`, `standings` of the measured claims, and how many should hold."""
    return _said(one.hash, get_language() or "en")


@lru_cache(maxsize=64)
def _said(digest: str, language: str) -> Row:
    data = Edition.objects.get(hash=digest).thawed
    counts = data["summary"]["measured"]
    with override(language):
        measured = [claim for claim in data["claims"] if claim["nature"] == Claim.Nature.MEASURED]
        bands = [{**one, "claims": len(one["claims"])} for one in standings(measured)]
        return {"headline": headline(counts, measured), "standings": bands, "expected": expected(counts["expected"])}


def differing(old: Edition, new: Edition) -> tuple[Differing, ...]:
    """What one says otherwise than another, claim by claim, then around them."""
    return _differing(old.hash, new.hash, get_language() or "en")


@lru_cache(maxsize=64)
def _differing(old: str, new: str, language: str) -> tuple[Differing, ...]:
    data = _data((old, new))
    claims: dict[str, dict[str, str]] = defaultdict(dict)  # by number, the statement of each slug
    for claim in (*data[old]["claims"], *data[new]["claims"]):
        claims[claim["number"]][claim["slug"]] = claim["statement" if language == "en" else "statement_zh"]
    with override(language):
        found = rows(difference(data[old], data[new]))
    named = {number: next(iter(of.items())) for number, of in claims.items() if len(of) == 1}
    return tuple(Differing(*row, *named.get(row[0], ())) for row in found)


def _data(hashes: Iterable[str]) -> dict[str, dict[str, Any]]:
    return {one.hash: one.thawed for one in Edition.objects.filter(hash__in=list(hashes))}
