"""The list of claims as of a day: a page of it as plain data, in a fixed number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Prefetch, QuerySet
from django.db.models.functions import JSONObject

from claims.models import Article, Claim, Criterion
from claims.onrecord.assessed import Assessed, assessed
from claims.onrecord.figures import closed, odds
from claims.onrecord.order import Listed, Place, listed
from claims.onrecord.rounding import rounded
from claims.onrecord.then import Registered, put_back, with_acts
from claims.onrecord.told import JUDGED, NOT_ASSESSED
from claims.scoring.verdict import clipped

COUNT = 25
_ALL = 2**31 - 1


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
    claims = _narrowed(wanted).exclude(article__in=Article.objects.filter(published_on__gt=as_of))
    found = listed(claims, as_of, is_past=is_past, after=after, count=count + 1, standing=wanted.standing)
    page = found[:count]
    rows = _rows(page, as_of)
    return Listing(rows, page[-1].place if len(found) > count else None)


def keys_of(wanted: Wanted, as_of: date) -> list[int]:
    """The keys of all claims of the list as it is today, `as_of`, in its order."""
    claims = _narrowed(wanted).filter(article__in=Article.objects.filter(published_on__lte=as_of))
    found = listed(claims, as_of, is_past=False, after=None, count=_ALL, standing=wanted.standing)
    return [one.place.key for one in found]


def chosen(wanted: Wanted, as_of: date, *, is_past: bool) -> "QuerySet[Claim]":
    """The claims of the list as it was at the end of a day, for who wants another order; with `published_on`.

    How each stood is worked out of all of them, if `standing` narrows the list.
    """
    claims = _narrowed(wanted).exclude(state=Claim.State.DRAFT).filter(article__published_on__lte=as_of)
    if wanted.standing:
        found = listed(claims, as_of, is_past=is_past, after=None, count=_ALL, standing=wanted.standing)
        claims = Claim.objects.filter(pk__in=[one.place.key for one in found]).order_by()
    return claims.annotate(published_on=F("article__published_on"))


def rows_of(keys: Collection[int], as_of: date, *, is_past: bool = False) -> dict[int, Mapping[str, Any]]:
    """The rows of some claims by key, as they stood at the end of a day, today if not `is_past`; drafts have none. As
    many queries, however many claims."""
    if not keys:
        return {}
    claims = Claim.objects.filter(pk__in=keys).order_by()
    found = listed(claims, as_of, is_past=is_past, after=None, count=len(keys))
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
    found = assessed([one.assessment for one in page if one.assessment])
    return [_row(one, claims[one.place.key], registered[one.place.key], found.get(one.assessment or 0)) for one in page]


def _with_marks(keys: Sequence[int]) -> dict[int, Claim]:
    """Claims with what a row says of article, author and theme, with their criteria, and `parts`.

    Those are number, opening and a criterion's day of writing of each claim that they are made of.
    """
    told = JSONObject(number="number", opens="opens", written_on="criteria__written_on")
    parts = Claim.objects.filter(parents=OuterRef("pk")).order_by("number").values(told=told)
    criteria = Criterion.objects.only(*_OF_CRITERION).order_by("claim_id", "position", "-version")
    every = with_acts(Claim.objects.filter(pk__in=keys)).annotate(parts=ArraySubquery(parts)).only(*_OF_CLAIM)
    found = every.select_related("article__author", "theme").prefetch_related(Prefetch("criteria", criteria))
    return {one.pk: one for one in found.order_by()}


_OF_CLAIM = (
    "slug", "number", "statement", "statement_zh", "kind", "nature", "spans", "holder", "opens", "checkpoints", "state",
    "version", "article__slug", "article__title", "article__title_en", "article__author__slug", "article__author__name",
    "theme__slug", "theme__name", "theme__name_zh",
)  # fmt: skip
_OF_CRITERION = ("claim", "key", "role", "written_on", "version", "superseded_by")


def _row(one: Listed, claim: Any, registered: Registered, row: Assessed | None) -> dict[str, Any]:
    stood = odds(row)
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
        "stand_in": None if one.outcome else _stand_in(claim, row),
        "children": list(dict.fromkeys(part["number"] for part in claim.parts)), "hindsight": _hindsight(claim),
        "criteria": [criterion.name for criterion in claim.criteria.all()], "spans": claim.spans,
        "changes": _changes(row),
        "history": [{"on": str(day), "p": rounded(p)} for day, p in row.history] if row else [],
    }  # fmt: skip


def _hindsight(claim: Any) -> dict[str, Any]:
    """When its criteria were written, those of the claims that it is made of included."""
    own = [(str(one.written_on), str(claim.opens)) for one in claim.criteria.all()]
    parts = [(part["written_on"], part["opens"]) for part in claim.parts if part["written_on"]]
    days = [*own, *parts]
    is_late = any(written > opens for written, opens in days)
    return {"after_opening": is_late, "written_on": max(written for written, _ in days) if days else None}


def _stand_in(claim: Claim, row: Assessed | None) -> dict[str, str] | None:
    if row is None or not row.stand_in:
        return None
    primary = next(one.key for one in claim.criteria.all() if one.role == Criterion.Role.PRIMARY)
    return {"criterion": row.speaks, "for": primary}


def _changes(row: Assessed | None) -> list[dict[str, Any]]:
    """The changes of its band, without what caused them."""
    return [
        {"on": one["on"], "from": one["from"], "to": one["to"], "p_from": rounded(clipped(one["p_from"])),
         "p_to": rounded(clipped(one["p_to"]))}
        for one in (row.changes if row else ())
    ]  # fmt: skip
