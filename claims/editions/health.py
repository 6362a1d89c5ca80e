"""The health of the evidence for readers: the findings, of which a scorecard names the worst, and the sources.

Looking through all figures takes a second or more, so what was found is remembered for a while.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.cache import caches
from django.db.models import Count

from claims.editions.contents.measured import evidence_health
from claims.horizon import end_of
from evidence.models import Fetch, Source

REMEMBERED = 600  # seconds
MOST = 500  # findings on one page


@dataclass(frozen=True)
class Seen:
    """Findings as of a day, as the data of a scorecard has them, and when somebody looked."""

    found: Mapping[str, Any]
    at: datetime


def seen(as_of: date) -> Seen:
    """How sound the evidence was on a day; no query where it was looked at in the last minutes."""
    key = f"evidence-health-{as_of}"
    kept = caches["pages"].get(key)
    if kept is None:
        kept = (evidence_health(as_of, MOST), datetime.now(UTC).isoformat())
        caches["pages"].set(key, kept, REMEMBERED)
    found, at = kept
    return Seen(found, datetime.fromisoformat(at))


def sources(as_of: date) -> list[dict[str, Any]]:
    """Every source with its terms, how many indicators it serves, and when it last answered by a day. Two queries."""
    last = Fetch.objects.filter(fetched_at__lt=end_of(as_of)).newest_good()
    return [
        {"source": one.slug, "name": one.name, "name_zh": one.name_zh, "address": one.address, "licence": one.licence,
         "indicators": one.series, "is_verified": one.is_verified, "last_answer": str(last[one.pk].date())
         if one.pk in last else ""}
        for one in Source.objects.annotate(series=Count("indicator")).order_by("slug")
    ]  # fmt: skip
