"""The list of claims as of a day: a page of it as plain data, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from claims.models import Article, Assessment, Claim, Criterion
from claims.onrecord.figures import closed, figures
from claims.onrecord.order import Listed, Place, listed
from claims.onrecord.rounding import rounded
from claims.onrecord.then import Registered, put_back, with_acts
from claims.onrecord.told import JUDGED, NOT_ASSESSED
from claims.scoring.verdict import Overlay, clipped

COUNT = 25


@dataclass(frozen=True)
class Wanted:
    """Which claims: by slugs of theme, author and article, by kind and nature, by how they stand, by words in them.

    `standing` is "open", "passed", "over", a band or an outcome. Every word must be in the claim's number or texts, in
    either language. "" leaves all.
    """

    theme: str = ""
    author: str = ""
    article: str = ""
    kind: str = ""
    nature: str = ""
    standing: str = ""
    words: str = ""

    @property
    def given(self) -> dict[str, str]:
        """Those that narrow the list, by name."""
        return {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name)}


@dataclass(frozen=True)
class Listing:
    """Rows in order, and the place after which the next page begins; None: there are no more."""

    claims: Sequence[Mapping[str, Any]]
    next: Place | None


def listing(wanted: Wanted, as_of: date, *, is_past: bool, after: Place | None = None, count: int = COUNT) -> Listing:
    """A page of the list as it was at the end of a day. `is_past`: the day is not today."""
    claims = _narrowed(wanted).filter(article__in=Article.objects.filter(published_on__lte=as_of))
    found = listed(claims, as_of, is_past=is_past, after=after, count=count + 1, standing=wanted.standing)
    page = found[:count]
    rows = _rows(page, as_of)
    return Listing(rows, page[-1].place if len(found) > count else None)


def rows_of(keys: Collection[int], as_of: date) -> dict[int, Mapping[str, Any]]:
    """The rows of some claims today, `as_of`, by key; drafts have none. As many queries, however many claims."""
    if not keys:
        return {}
    found = listed(Claim.objects.filter(pk__in=keys).order_by(), as_of, is_past=False, after=None, count=len(keys))
    return {one.place.key: row for one, row in zip(found, _rows(found, as_of), strict=True)}


def _narrowed(wanted: Wanted) -> "QuerySet[Claim]":
    paths = {"theme": "theme__slug", "author": "article__author__slug", "article": "article__slug", "kind": "kind",
             "nature": "nature"}  # fmt: skip
    given = {path: wanted.given[name] for name, path in paths.items() if name in wanted.given}
    claims: QuerySet[Claim] = Claim.objects.filter(**given)
    for word in wanted.words.split():
        claims = claims.extra(where=[_HAS], params=[f"%{_plain(word)}%"])  # noqa: S610 a parameter
    return claims.order_by()


# As in the index of migration 0025, to the letter: else the planner reads every claim.
_HAS = (
    "(claims_claim.number || ' ' || claims_claim.statement || ' ' || claims_claim.statement_zh || ' ' || "
    "claims_claim.reading || ' ' || claims_claim.reading_zh) ILIKE %s"
)


def _plain(word: str) -> str:
    """A word of which no sign means anything to LIKE."""
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _rows(page: Sequence[Listed], as_of: date) -> list[dict[str, Any]]:
    claims = _with_marks([one.place.key for one in page])
    registered = put_back(list(claims.values()), as_of) if page else {}
    assessed = Assessment.objects.in_bulk([one.assessment for one in page if one.assessment])
    said = _history({one.place.key: one.checkpoint for one in page}, as_of)
    return [
        _row(one, claims[one.place.key], registered[one.place.key], assessed.get(one.assessment or 0), said)
        for one in page
    ]


def _with_marks(keys: Sequence[int]) -> dict[int, Claim]:
    """Claims with their article, author, theme and criteria, those of the claims that they are made of included."""
    every = Claim.objects.filter(pk__in=keys).select_related("article__author", "theme").prefetch_related("criteria")
    parts = Criterion.objects.filter(claim__parents=OuterRef("pk"))
    every_child = Claim.objects.filter(parents=OuterRef("pk"))
    found = with_acts(every).annotate(
        made_of=ArraySubquery(every_child.order_by("number").values("number")),
        parts_written=Subquery(parts.order_by("-written_on").values("written_on")[:1]),
        are_parts_late=Exists(parts.filter(written_on__gt=F("claim__opens"))),
    )
    return {one.pk: one for one in found}


def _history(shown: Mapping[int, date], as_of: date) -> dict[int, list[tuple[date, float]]]:
    """By claim, the days of its assessments at the checkpoint that it shows and what each says, as published."""
    rows = Assessment.objects.filter(
        claim__in=list(shown), criterion=None, checkpoint__in=set(shown.values()), as_of__lte=as_of,
        p_hold__isnull=False,
    ).exclude(overlays__contains=[Overlay.NO_EVIDENCE])  # fmt: skip
    by_claim = (
        rows.order_by()
        .values("claim", "checkpoint")
        .annotate(days=ArrayAgg("as_of", order_by=("as_of", "pk")), shares=ArrayAgg("p_hold", order_by=("as_of", "pk")))
    )
    found: dict[int, list[tuple[date, float]]] = defaultdict(list)
    for row in by_claim:
        if shown[row["claim"]] == row["checkpoint"]:
            by_day = dict(zip(row["days"], map(clipped, row["shares"]), strict=True))
            found[row["claim"]] = list(by_day.items())
    return found


def _row(
    one: Listed, claim: Any, registered: Registered, row: Assessment | None, said: Mapping[int, Any]
) -> dict[str, Any]:
    stood = figures(row)
    numbers = closed(stood, one.outcome) if one.outcome else stood
    unassessed = JUDGED if claim.nature == Claim.Nature.JUDGED else NOT_ASSESSED
    return {
        "slug": claim.slug, "number": claim.number,
        "statement": claim.statement, "statement_zh": claim.statement_zh,
        "article": claim.article.slug, "title": claim.article.title, "title_en": claim.article.title_en,
        "author": claim.article.author.slug, "author_name": claim.article.author.name, "holder": claim.held_by,
        "theme": claim.theme.slug, "theme_name": claim.theme.name, "theme_name_zh": claim.theme.name_zh,
        "kind": claim.kind, "nature": claim.nature, **claim.registration,
        "registered_on": registered.on and str(registered.on), "opens": str(claim.opens),
        "checkpoint": str(one.checkpoint), "checkpoints": [str(day) for day in claim.checkpoints],
        "part": one.place.part, "settled": one.outcome, "band": numbers["band"] or unassessed, "stood": stood["band"],
        "overlays": numbers["overlays"], "p_hold": numbers["p_hold"], "base_rate": numbers["base_rate"],
        "information": numbers["information"], "assessed_on": row and str(row.as_of),
        "stand_in": None if one.outcome else _stand_in(claim, row), "children": claim.made_of,
        "hindsight": _hindsight(claim),
        "criteria": [criterion.name for criterion in claim.criteria.all()], "spans": claim.spans,
        "changes": _changes(row),
        "history": [{"on": str(day), "p": rounded(p)} for day, p in said.get(claim.pk, ())],
    }  # fmt: skip


def _hindsight(claim: Any) -> dict[str, Any]:
    """When its criteria were written, those of the claims that it is made of included."""
    own = claim.criteria.all()
    written = [one.written_on for one in own] + ([claim.parts_written] if claim.parts_written else [])
    is_late = claim.are_parts_late or any(one.written_on > claim.opens for one in own)
    return {"after_opening": is_late, "written_on": str(max(written)) if written else None}


def _stand_in(claim: Claim, row: Assessment | None) -> dict[str, str] | None:
    if row is None or not row.facts.get("stand_in"):
        return None
    primary = next(one.key for one in claim.criteria.all() if one.role == Criterion.Role.PRIMARY)
    return {"criterion": row.facts["speaks"], "for": primary}


def _changes(row: Assessment | None) -> list[dict[str, Any]]:
    """The changes of its band, without what caused them."""
    moves = row.facts.get("changes") or [] if row else []
    return [
        {"on": one["on"], "from": one["from"], "to": one["to"], "p_from": rounded(clipped(one["p_from"])),
         "p_to": rounded(clipped(one["p_to"]))}
        for one in moves
    ]  # fmt: skip
