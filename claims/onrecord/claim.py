"""One claim as of a day, with everything that a page, a data address or the API tells of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Substr

from claims.dossier import Dossier
from claims.models import ArticleText, Assessment, Claim, ClaimLink, Criterion, Forecast, Settlement
from claims.onrecord.evidence import sources
from claims.onrecord.rounding import rounded
from claims.onrecord.then import Registered, put_back, with_acts
from claims.onrecord.told import Rows, Told
from claims.onrecord.unproven import unproven
from claims.outcomes import FrozenTest, found
from claims.outcomes import stored as stored_settlement
from claims.reading import Reading
from claims.scoring.settlement import Outcome
from claims.scoring.verdict import clipped
from claims.wording.glance import Glance
from claims.wording.languages import LANGUAGES
from evidence.models import Indicator

LONGEST_QUOTE = 200  # signs of an article that may be shown to everybody


@dataclass(frozen=True)
class OnRecord:
    """`data` is what a scorecard says of the claim (`Told.claim`); the rest is what its page has beside.

    `quote` is the beginning of its first stretch of the article, "" where no text is kept; `is_cut`: there is more.
    `assessment` is the row that `data` rests on, `changes` its moves of the band with names of what caused
    them, `glance` what its criterion takes, `unproven` the classes of indicators for which its engine is not known to
    be better than base rates.
    """

    claim: Claim
    data: Mapping[str, Any]
    registered: Registered
    quote: str
    is_cut: bool
    assessment: Assessment | None
    changes: Sequence[Mapping[str, Any]]
    settlements: Sequence[Mapping[str, Any]]
    sources: Sequence[Mapping[str, Any]]
    unproven: Sequence[Mapping[str, Any]]
    glance: Glance | None

    @property
    def settled(self) -> str:
        """The outcome at the checkpoint that it shows; "" while that is open."""
        return next((one["outcome"] for one in self.settlements if one["checkpoint"] == self.data["checkpoint"]), "")

    @property
    def changed(self) -> datetime:
        """When anything of this was last recorded."""
        moments = [act.at for act in self.registered.acts]
        moments += [self.assessment.recorded_at] if self.assessment else []
        moments += [one["recorded_at"] for one in self.settlements]
        return max(moments, default=datetime.min.replace(tzinfo=UTC))


def on_record(slug: str, as_of: date, languages: Mapping[str, str] = LANGUAGES) -> OnRecord | None:
    """A registered claim as it stood at the end of a day; None where there is none of that name.

    At most nine queries. The assessment is the newest of that day or before, whenever it was computed.
    Sentences are made in the `languages` alone.
    """
    own, claims, registered = _read(slug, as_of)
    if own is None:
        return None
    rows = stored(own, as_of)
    told = Told([own], _dossier(claims, as_of, rows), rows, languages)
    row = told.shown(own)
    return OnRecord(
        own, told.claim(own), registered, *_quote(own), row, _changes(row, told), _settlements(own, told),
        sources(told), unproven(told) if _lies_ahead(own, row, told) else [], _glance(own, row, told),
    )  # fmt: skip


def _read(slug: str, as_of: date) -> Any:
    """The claim, all that it is made of with it, and when it was registered; None in place of what there is not."""
    every = with_acts(Claim.objects.exclude(state=Claim.State.DRAFT)).select_related("article__author", "theme")
    parts = Claim.children.through.objects.filter(from_claim__slug=slug).values("to_claim")
    keys = Claim.objects.filter(slug=slug).order_by().values("pk").union(parts)
    asked = every.filter(pk__in=keys).annotate(quote=_STRETCH, has_links=_LINKS, has_forecasts=_FORECASTS)
    claims = list(asked.prefetch_related("criteria"))
    own = next((one for one in claims if one.slug == slug), None)
    if own is None:
        return None, None, None
    for one in claims:
        _give_children(one, [child for child in claims if child is not own] if one is own else [])
    return own, claims, put_back(claims, as_of)[own.pk]


def _dossier(claims: Sequence[Claim], as_of: date, rows: Rows) -> Dossier:
    """With the indicators that the claims' formulas are made of, and those with which a base rate was pooled: only
    the name of these is told."""
    formulas = [text for one in claims for criterion in one.criteria.all() for text in criterion.formulas]
    pooled = [slug for row in rows.values() for slug in (row.facts.get("base") or {}).get("pooled", ())]
    return Dossier(claims, as_of, pools=False, indicators=Indicator.objects.below([*formulas, *pooled]))


def _give_children(claim: Claim, children: Sequence[Claim]) -> None:
    """What it is made of, already read."""
    rows = Claim.objects.none()
    rows._result_cache = list(children)
    cache = claim.__dict__.setdefault("_prefetched_objects_cache", {})
    cache["children"] = rows


_LINKS = Exists(ClaimLink.objects.filter(Q(source=OuterRef("pk")) | Q(target=OuterRef("pk"))))
_FORECASTS = Exists(Forecast.objects.filter(claim=OuterRef("pk")))
_STRETCH = Subquery(
    ArticleText.objects.filter(article=OuterRef("article")).values(
        cut=Substr("text", Cast(OuterRef("spans__0__0"), IntegerField()) + 1, LONGEST_QUOTE)
    )
)


def _quote(claim: Any) -> tuple[str, bool]:
    """As much of the first stretch as everybody may see, and whether there is more of the quote."""
    if not claim.quote or not claim.spans:
        return "", False
    start, end = claim.spans[0]
    cut = claim.quote[: end - start]
    return cut, end - start > len(cut) or len(claim.spans) > 1


def stored(claim: Claim, as_of: date) -> Rows:
    """The newest assessments of a claim and its criteria at each checkpoint, of a day or before."""
    rows = Assessment.objects.filter(claim=claim, as_of__lte=as_of)
    newest = rows.order_by("criterion_id", "checkpoint", "-as_of", "-pk").distinct("criterion_id", "checkpoint")
    return {(row.claim_id, row.criterion_id, row.checkpoint): row for row in newest}


def _glance(claim: Claim, row: Assessment | None, told: Told) -> Glance | None:
    """None of what no formula decides, and of what is settled."""
    reading = told.speaking(claim, row)
    if row is None or not _is_open(claim, told) or not isinstance(reading, Reading):
        return None
    return Glance(told.wording, row, reading)


def _lies_ahead(claim: Claim, row: Assessment | None, told: Told) -> bool:
    """Whether there is a probability of what has yet to come."""
    return row is not None and _is_open(claim, told) and told.shows[claim.pk] >= told.as_of


def _is_open(claim: Claim, told: Told) -> bool:
    return (claim.pk, told.shows[claim.pk]) not in told.settled and claim.state not in Claim.ENDED


def _changes(row: Assessment | None, told: Told) -> list[dict[str, Any]]:
    """The moves of the band: from, to, when, and the indicators whose news did it with their bits; "" is time alone."""
    moves = row.facts.get("changes") or [] if row else []
    return [
        {"on": one["on"], "from": one["from"], "to": one["to"], "p_from": rounded(clipped(one["p_from"])),
         "p_to": rounded(clipped(one["p_to"])), "causes": _causes(one, told)}
        for one in moves
    ]  # fmt: skip


def _causes(move: Mapping[str, Any], told: Told) -> list[dict[str, Any]]:
    bits: dict[str, float | None] = dict.fromkeys(move["releases"])
    for part in move.get("parts") or []:
        bits[part["indicator"]] = (bits.get(part["indicator"]) or 0.0) + part["bits"]
    known = told.dossier.indicators
    return [
        {"indicator": slug, "name": known[slug].name if slug in known else "",
         "name_zh": known[slug].name_zh if slug in known else "", "bits": rounded(moved)}
        for slug, moved in bits.items()
    ]  # fmt: skip


def _settlements(claim: Claim, told: Told) -> list[dict[str, Any]]:
    """Those that stood at the end of the day, the newest checkpoint first."""
    rows = sorted(told.settled.values(), key=lambda one: one.checkpoint, reverse=True)
    return [_settlement(row, claim, told) for row in rows]


def _settlement(row: Settlement, claim: Claim, told: Told) -> dict[str, Any]:
    """`would_flip`: the figures known on the day would give another outcome, `today`; None where nothing says so."""
    now = stored_settlement(row, _today(row, claim, told))
    return {
        "checkpoint": str(row.checkpoint), "outcome": row.outcome, "reason": row.reason,
        "known_on": row.known_on and str(row.known_on), "set_on": str(row.set_at.astimezone(UTC).date()), "by": row.by,
        "note": row.note, "round": row.round, "entry": row.entry_id, "hash": row.entry.hash,
        "would_flip": now.would_flip, "today": now.today and str(now.today), "recorded_at": row.recorded_at,
    }  # fmt: skip


def _today(row: Settlement, claim: Claim, told: Told) -> Outcome | None:
    """What the figures known on the day would make of the very test that was settled; of a group, none is asked."""
    criterion: Criterion | None = next((one for one in claim.criteria.all() if one.pk == row.criterion_id), None)
    if criterion is None or claim.is_group or claim.pk in told.dossier.unreadable:
        return None
    test = FrozenTest(claim, criterion, row.checkpoint, row.version, counts=True)
    return found(test, told.dossier, {}, lambda _claim: None).settlement.today  # nothing is waited for any more
