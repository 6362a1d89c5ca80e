"""Claims put back to how they were registered at the end of a day: state, version, words, criteria. In memory only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject

from claims.horizon import end_of
from claims.models import Act, Claim, Criterion

_WORDS = (
    "kind",
    "nature",
    "statement",
    "statement_zh",
    "reading",
    "reading_zh",
    "holder",
    "measured_by",
    "measured_by_zh",
    "rubric",
)
_OF_ACT = ("kind", "version", "by", "reason", "at")
_MAKES = (Act.Kind.REGISTER, Act.Kind.AMEND)


@dataclass(frozen=True)
class Done:
    """An act as it is told: `entry` and `hash` say where it stands in the ledger."""

    kind: str
    version: int
    by: str
    reason: str
    at: datetime
    entry: int
    hash: str

    @property
    def state(self) -> Claim.State:
        """To which it brought the claim."""
        return Act(kind=self.kind).state


@dataclass(frozen=True)
class Registered:
    """When a claim was registered, and its acts by the end of a day, in order; none: it was registered later."""

    first: Done | None
    acts: Sequence[Done]

    @property
    def on(self) -> date | None:
        """The day (UTC) of its registration."""
        return None if self.first is None else self.first.at.astimezone(UTC).date()

    @property
    def is_later(self) -> bool:
        """Whether it was registered only after the day: what is shown of the day had then not been promised."""
        return not self.acts


def with_acts(claims: "QuerySet[Claim]") -> "QuerySet[Claim]":
    """Claims together with their acts, as `put_back` needs them."""
    told = JSONObject(**{name: name for name in _OF_ACT}, entry="entry_id", hash="entry__hash")
    acts = Act.objects.filter(claim=OuterRef("pk")).order_by("entry_id").values(told=told)
    return claims.annotate(acts_told=ArraySubquery(acts))


def put_back(claims: Sequence[Claim], as_of: date) -> Mapping[int, Registered]:
    """Each claim as its last act by the end of a day left it; as first registered, where that came later.

    The claims are of `with_acts`, their criteria have been read. A query only where words have been amended since.
    """
    moment = end_of(as_of)
    found = {claim.pk: _registered(claim, moment) for claim in claims}
    then = {claim.pk: _version(found[claim.pk]) for claim in claims if not claim.is_draft}
    changed = [claim for claim in claims if then.get(claim.pk, claim.version) != claim.version]
    payloads = _payloads({claim.pk: then[claim.pk] for claim in changed}) if changed else {}
    for claim in claims:
        if claim.pk in then:
            _put_back(claim, found[claim.pk], then[claim.pk], payloads.get(claim.pk))
    return found


def _registered(claim: Any, moment: datetime) -> Registered:
    acts = [Done(**{**told, "at": datetime.fromisoformat(told["at"])}) for told in claim.acts_told]
    return Registered(acts[0] if acts else None, [act for act in acts if act.at < moment])


def _version(found: Registered) -> int:
    """The one that stood; the first, where it was registered later."""
    assert found.first is not None
    return max((act.version for act in found.acts if act.kind in _MAKES), default=found.first.version)


def _payloads(versions: Mapping[int, int]) -> dict[int, Any]:
    """What was frozen of each claim in a version."""
    acts = Act.objects.filter(claim__in=versions, kind__in=_MAKES).select_related("entry")
    return {act.claim_id: act.payload for act in acts if act.version == versions[act.claim_id]}


def _put_back(claim: Claim, found: Registered, version: int, payload: Mapping[str, Any] | None) -> None:
    claim.state = found.acts[-1].state if found.acts else Claim.State.REGISTERED
    if payload is None:
        return
    claim.version = version
    for name in _WORDS:
        if name in payload:
            setattr(claim, name, payload[name])
    claim._prefetched_objects_cache["criteria"] = _criteria(claim, version)  # type: ignore[attr-defined]


def _criteria(claim: Claim, version: int) -> object:
    """Those that there were, with what superseded them by then."""
    every = claim.criteria.all()
    kept: list[Criterion] = [one for one in every if one.version <= version]
    for one in kept:
        if one.superseded_by is not None and one.superseded_by > version:
            one.superseded_by = None
    every._result_cache = kept
    return every
