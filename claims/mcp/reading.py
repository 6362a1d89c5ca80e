"""What a language model may ask, as plain data: the same reads as those of the pages, with a day and an address."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.urls import reverse

from claims.editions import archive as editions
from claims.ledgerstate import verified
from claims.models import LedgerEntry
from claims.notices.links import site
from claims.onrecord.claim import on_record
from claims.onrecord.data import claim_data
from claims.onrecord.listing import Wanted, listing
from claims.onrecord.order import Place
from claims.scoring.verdict import Overlay
from claims.wording.chain import broken
from evidence.dataset import Cut, Dataset
from evidence.models import Indicator

MOST_CLAIMS, MOST_FIGURES = 50, 1_000
_LISTED = (
    "slug", "number", "statement", "statement_zh", "holder", "author_name", "title", "kind", "nature", "state",
    "checkpoint", "settled", "band", "p_hold", "base_rate", "information", "assessed_on",
)  # fmt: skip
_SHARES = {"p_hold", "p_fail", "p_mixed"}
_OF_EDITION = ("number", "statement", "statement_zh", "checkpoint", "band", "outcome", "p_hold", "base_rate")


class AskedError(ValueError):
    """What there is not. Says what was expected and what came."""


def search_claims(
    words: str = "", theme: str = "", author: str = "", article: str = "", kind: str = "", standing: str = "",
    as_of: str = "", after: str = "", count: int = 20,
) -> dict[str, Any]:  # fmt: skip
    """Claims that have all the words and filters, open ones first, of these the nearest checkpoint first."""
    on, today = _day(as_of)
    wanted = Wanted(words=words, theme=theme, author=author, article=article, kind=kind, standing=standing)
    try:
        place = Place.of(after) if after else None
    except ValueError as error:
        raise AskedError(str(error)) from None
    count = _within(count, MOST_CLAIMS, "count")
    found = listing(wanted, on, is_past=on != today, after=place, count=count)
    rows = [{**_told(row, _LISTED), "address": _of_claim(row["slug"], on)} for row in found.claims]
    return {"as_of": str(on), "claims": rows, "next": str(found.next) if found.next else None}


def claim(slug: str, as_of: str = "", *, shows_all: bool) -> dict[str, Any]:
    """A claim with criteria, verdict, probability, track, settlements and what it rests on."""
    on, _today = _day(as_of)
    found = on_record(slug, on)
    if found is None:
        raise AskedError(f"expected the slug of a registered claim, got {slug!r}; search_claims finds them")
    if found.claim.article.published_on > on:
        raise AskedError(f"expected a day from {found.claim.article.published_on} on, when it was made, got {on}")
    address, said = _of_claim(slug, on), claim_data(found, shows_all=shows_all)
    cited = f"{found.data['holder']}: {found.data['statement']} claimbase, as known on {on}, {address}"
    return {"as_of": str(on), "address": address, "citation": cited, **said, "claim": _told(said["claim"])}


def indicator(
    slug: str, as_of: str = "", first: str = "", last: str = "", count: int = 60, *, shows_all: bool
) -> dict[str, Any]:
    """An indicator's newest figures as known on a day, each with since when it had been known; of periods between two
    days where these are given."""
    on, _today = _day(as_of)
    one = Indicator.objects.select_related("source").filter(slug=slug).first()
    if one is None:
        raise AskedError(f"expected the slug of an indicator, got {slug!r}; {site()}/indicators.json lists them")
    begins, ends = _date(first, "first") or date.min, _date(last, "last") or date.max
    found, count = Dataset(one, Cut(on, begins, ends)), _within(count, MOST_FIGURES, "count")
    address = f"{site()}{reverse('indicator-data', args=[slug, 'csv'])}?as_of={on}"
    if not (found.is_open or shows_all):
        why = "its licence does not let raw figures be passed on: they want a login"
        return {**found.facts, "address": address, "observations": None, "why": why}
    told = json.loads(b"".join(found.sent("json", found.facts)))
    return {**told, "address": address, "observations": told["observations"][-count:]}


def scorecard(edition: str = "latest", as_of: str = "") -> dict[str, Any]:
    """A published edition in short, each claim as it stood in it: by its name, such as 2026-W48, 2026-11 or latest."""
    on, _today = _day(as_of)
    one = editions.found(edition, on)
    if one is None:
        raise AskedError(f"expected an edition published by {on}, got {edition!r}; {site()}/scorecards.json lists them")
    data, said = one.thawed, editions.said(one)
    return {
        "edition": one.key, "as_of": str(one.as_of), "published_at": one.published_at.isoformat(),
        "sha256": one.hash, "ledger_entry": one.entry_id, "headline": said["headline"],
        "address": f"{site()}{reverse('pages:scorecard', args=[one.key])}",
        "claims": [_told(row, _OF_EDITION) for row in data["claims"]],
    }  # fmt: skip


def verify_ledger() -> dict[str, Any]:
    """Whether the chain of hashes holds: what was registered, settled and published has not been changed since."""
    head = LedgerEntry.objects.head()
    state = verified(head)
    return {
        "holds": state.holds, "entries": head.number, "head": head.hash, "verified_at": state.at.isoformat(),
        "breaks": [broken(one) for one in state.breaks], "address": f"{site()}{reverse('pages:ledger')}",
    }  # fmt: skip


def _told(row: Mapping[str, Any], names: Iterable[str] = ()) -> dict[str, Any]:
    """A claim's facts. Without evidence the shares are of nothing: a p_hold of 0 would be quoted as a forecast."""
    silent = dict.fromkeys(_SHARES & row.keys()) if row["band"] == Overlay.NO_EVIDENCE else {}
    said = {**row, **silent}
    return {name: said[name] for name in names or said}


def _of_claim(slug: str, on: date) -> str:
    return f"{site()}{reverse('pages:claim', args=[slug])}?as_of={on}"


def _day(given: str) -> tuple[date, date]:
    """The day asked for, and today (UTC)."""
    today = datetime.now(UTC).date()
    on = _date(given, "as_of") or today
    if on > today:
        raise AskedError(f"expected a day that has come in as_of, got {on}: today is {today} (UTC)")
    return on, today


def _date(given: str, name: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise AskedError(f"expected a day such as 2026-03-01 in {name}, got {given[:40]!r}") from None


def _within(count: int, most: int, name: str) -> int:
    if not 1 <= count <= most:
        raise AskedError(f"expected 1 to {most} in {name}, got {count}")
    return count
