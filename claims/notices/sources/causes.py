"""Why an assessment differs from the one before: what became known, another method, series that came or are lacking."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

from claims.models import Assessment, Claim
from claims.notices.sources.leaves import leaves_of
from evidence.models import Indicator
from evidence.periods import day_number
from evidence.readings import news


class Causes:
    """Of claims, by their keys. Nothing is read before it is asked for."""

    def __init__(self, as_of: date, claims: Iterable[int]) -> None:
        self.as_of = as_of
        self.keys = sorted(claims)

    def of(self, before: Assessment, row: Assessment) -> dict[str, Any]:
        """Parts in bits where the assessment found them for this very change, else what became known meanwhile."""
        parts = _parts(before, row)
        found: dict[str, Any] = {
            "parts": parts,
            "news": [] if parts else self._news(before, row),
            "lacks": sorted(set(row.missing) - set(before.missing)),
            "came": sorted(set(before.missing) - set(row.missing)),
            "method": [before.method, row.method] if before.method != row.method else [],
        }
        return {name: value for name, value in found.items() if value}

    def _news(self, before: Assessment, row: Assessment) -> list[str]:
        """Indicators of which a figure became known after the earlier day, by the later."""
        since, until = day_number(before.as_of), day_number(row.as_of)
        mine = self._leaves.get(row.claim_id, frozenset())
        return sorted(slug for slug in mine if slug in self._known and since < self._known[slug] <= until)

    @cached_property
    def _leaves(self) -> dict[int, frozenset[str]]:
        return leaves_of(Claim.objects.filter(pk__in=self.keys).prefetch_related("criteria", "children__criteria"))

    @cached_property
    def _known(self) -> dict[str, int]:
        used = {slug for slugs in self._leaves.values() for slug in slugs}
        indicators = {one.slug: one for one in Indicator.objects.raw().filter(slug__in=used)}
        return {slug: one.known for slug, one in news(indicators, day_number(self.as_of)).items()}


def _parts(before: Assessment, row: Assessment) -> list[dict[str, Any]]:
    """What each release since the earlier assessment moved. The assessment gives them from the month's end on."""
    change = _last_change(row)
    if change is None or change["to"] != row.band or date.fromisoformat(change["on"]) <= before.as_of:
        return []
    return [part for part in change.get("parts") or [] if part["indicator"] and part["known"] > str(before.as_of)]


def _last_change(row: Assessment) -> dict[str, Any] | None:
    changes = row.facts.get("changes") or []
    return changes[-1] if changes else None
