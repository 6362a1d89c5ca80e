"""What stands beside a claim's verdict in a scorecard, as plain data: other forecasters, judgements, links."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q

from claims.horizon import end_of
from claims.models import Assessment, Claim, ClaimLink, Forecast
from claims.onrecord.rounding import rounded
from claims.opinions import Judged, Key, agreement, judged, standing
from claims.scoring.forecasters import Forecaster
from claims.scoring.verdict import Overlay, clipped

# A number is an article's own, so that claims of two may share one: their slugs decide, or the order were chance.
_IN_ORDER = ("source__number", "target__number", "source__slug", "target__slug")


class Beside:
    """Of some claims as it stood at the end of a day, at the checkpoints that they show; each kind in one query.

    Claims that were read together with `has_links` and `has_forecasts` are not asked for what they have not.
    """

    def __init__(self, claims: Sequence[Claim], as_of: date, shows: Mapping[int, date]) -> None:
        self.claims, self.as_of, self.shows = claims, as_of, shows

    def of(self, claim: Claim, row: Assessment | None) -> dict[str, Any]:
        """Of one claim at the checkpoint that it shows, `row` being the engine's assessment there."""
        checkpoint = self.shows[claim.pk]
        made = self._judged.get((claim.pk, checkpoint))
        return {
            "forecasters": [*_engine(row), *self._analysts(claim, checkpoint), *_author(claim)],
            "judgement": made and _judgement(made),
            "links": self._links[claim.pk],
        }

    @property
    def agreement(self) -> dict[str, Any]:
        """Of all raters, beyond chance."""
        found = agreement(self.as_of)
        return {"judged": len(self._judged), "rounds": found.rounds, "alpha": rounded(found.alpha)}

    def _analysts(self, claim: Claim, checkpoint: date) -> list[dict[str, Any]]:
        return [_analyst(one) for one in self._standing.get((claim.pk, checkpoint), [])]

    @cached_property
    def _standing(self) -> Mapping[Key, list[Forecast]]:
        own = [claim for claim in self.claims if getattr(claim, "has_forecasts", True)]
        return standing(own, self.as_of) if own else {}

    @cached_property
    def _judged(self) -> Mapping[Key, Judged]:
        own = [claim for claim in self.claims if claim.nature == Claim.Nature.JUDGED]
        return judged(own, self.as_of) if own else {}

    @cached_property
    def _links(self) -> Mapping[int, list[dict[str, Any]]]:
        """By claim, links that stood at the end of the day: from it first, then to it."""
        own = [claim for claim in self.claims if getattr(claim, "has_links", True)]
        if not own:
            return defaultdict(list)
        moment = end_of(self.as_of)
        stood = ClaimLink.objects.filter(Q(ended_at=None) | Q(ended_at__gte=moment), at__lt=moment)
        rows = stood.filter(Q(source__in=own) | Q(target__in=own)).select_related("source", "target")
        found: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for one in rows.order_by("kind", *_IN_ORDER):
            found[one.source_id].append(_link(one, one.target, is_from=True))
            found[one.target_id].append(_link(one, one.source, is_from=False))
        for links in found.values():
            links.sort(key=lambda link: not link["from"])
        return found


def _engine(row: Assessment | None) -> list[dict[str, Any]]:
    if row is None or row.p_hold is None or Overlay.NO_EVIDENCE in row.overlays:
        return []
    return [{"forecaster": Forecaster.ENGINE, "by": "", "p": rounded(clipped(row.p_hold)), "on": str(row.as_of)}]


def _analyst(one: Forecast) -> dict[str, Any]:
    return {"forecaster": Forecaster.ANALYST, "by": one.by, "p": rounded(one.p), "on": str(one.made_at.date())}


def _author(claim: Claim) -> list[dict[str, Any]]:
    """The author as stated, which is known only of some claims; `scored` is false of a mere "could"."""
    said = claim.author_says
    if said is None:
        return []
    return [{"forecaster": Forecaster.AUTHOR, "by": claim.held_by, "p": rounded(said.p),
             "on": str(claim.opens), "stated": claim.stated, "scored": said.is_scored}]  # fmt: skip


def _judgement(one: Judged) -> dict[str, Any]:
    return {
        "p": rounded(one.judgement.p), "spread": rounded(one.judgement.spread), "ratings": one.judgement.ratings,
        "round": one.round, "on": str(one.on), "settles": one.settles, "sources": one.sources,
    }  # fmt: skip


def _link(one: ClaimLink, other: Claim, *, is_from: bool) -> dict[str, Any]:
    return {"kind": one.kind, "from": is_from, "other": other.number, "slug": other.slug, "by": one.by,
            "reason": one.reason, "since": str(one.at.date())}  # fmt: skip
