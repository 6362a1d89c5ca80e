"""What the desk shows of an article: one part of its text, the candidates in it, and one of them whole.

The number of queries does not grow with the candidates.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Min
from django.utils.translation import get_language

from claims.admin.desk.words import Reason, reasons
from claims.candidates.decide import last_of
from claims.candidates.deciding import DecisionError
from claims.candidates.newclaim import horizon_of
from claims.extraction.candidate import Span
from claims.models import Article, Candidate, CandidateSpan, Claim, Decision, Theme
from claims.onrecord.passages import Segment, part_of, parts, segments, visible
from evidence.models import Indicator

_SHORT = 60  # code points of a quote in a list
_MOST_TARGETS = 500  # candidates that one may be merged into, the nearest


@dataclass(frozen=True)
class Row:
    """A candidate in the list."""

    pk: int
    quote: str
    kind: str
    state: str
    score: float | None
    is_current: bool


@dataclass(frozen=True)
class Detail:
    """One candidate whole. `seen` is its newest decision, 0 if there is none: what forms send back."""

    candidate: Candidate
    values: dict[str, Any]
    quote: str
    places: int
    reasons: list[Reason]
    indicators: list[tuple[str, str]]
    decisions: list[Decision]
    claim: Claim | None
    seen: int

    @property
    def is_open(self) -> bool:
        """Whether it is to be decided."""
        return self.candidate.state == Candidate.OPEN  # type: ignore[attr-defined]

    @property
    def kind(self) -> str:
        """In words."""
        return str(Claim.Kind(self.values["kind"]).label)

    @property
    def meaning(self) -> str:
        """Of the drafted criterion, or why there is none."""
        words = self.values["draft"].get("words", {})
        return str(words.get("en" if is_english() else "zh", ""))

    @property
    def uncovered(self) -> list[str]:
        """Parts of the text that say more than the drafted criterion checks."""
        return list(self.values["draft"].get("uncovered", ()))

    @property
    def formula(self) -> str:
        """Of the drafted criterion."""
        return str(self.values["draft"].get("holds_when", ""))

    @property
    def checkpoints(self) -> list[date]:
        """When the claim would be judged; none where its horizon cannot be."""
        try:
            return horizon_of(self.values, self.candidate.article)[1]
        except DecisionError:
            return []


@dataclass(frozen=True)
class Place:
    """A candidate by its place in the article."""

    pk: int
    start: int
    state: str


@dataclass
class Page:
    """`wanted`: the candidate that is asked for; else the first open one of `part` (from 0), else the first there."""

    article: Article
    text: str
    by: str
    part: int | None = None
    wanted: int | None = None
    failed: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def parts(self) -> list[Span]:
        """All parts of the text."""
        return parts(self.text)

    @cached_property
    def order(self) -> list[Place]:
        """All candidates in the order of the text."""
        rows = Candidate.objects.there().with_state().filter(article=self.article)
        found = rows.annotate(first=Min("spans__start")).order_by("first", "pk").values_list("pk", "first", "state")
        return [Place(pk, start or 0, state) for pk, start, state in found]

    @cached_property
    def place(self) -> Place | None:
        """The current candidate."""
        asked = next((one for one in self.order if one.pk == self.wanted), None)
        if asked is not None:
            return asked
        here = [one for one in self.order if self.part is None or part_of(one.start, self.parts) == self.part]
        return next((one for one in here if one.state == Candidate.OPEN), here[0] if here else None)

    @cached_property
    def number(self) -> int:
        """The index of the part that is shown."""
        if self.part is not None and (self.place is None or self.place.pk != self.wanted):
            return min(max(self.part, 0), len(self.parts) - 1)
        return part_of(self.place.start, self.parts) if self.place else 0

    @property
    def shown(self) -> Span:
        """The part that is shown."""
        return self.parts[self.number]

    @cached_property
    def here(self) -> list[Place]:
        """The candidates that begin in it."""
        return [one for one in self.order if self.shown.start <= one.start < max(self.shown.end, 1)]

    @cached_property
    def _candidates(self) -> dict[int, Candidate]:
        wanted = {one.pk for one in self.here} | ({self.place.pk} if self.place else set())
        rows = Candidate.objects.with_state().select_related("article").in_bulk(wanted)
        return dict(rows)

    @cached_property
    def _values(self) -> dict[int, dict[str, Any]]:
        edits: dict[int, list[dict[str, Any]]] = defaultdict(list)
        standing = Decision.objects.standing().filter(action=Decision.Action.EDIT, candidate__in=self._candidates)
        for pk, values in standing.order_by("pk").values_list("candidate", "values"):
            edits[pk].append(values)
        return {pk: one.edited(edits[pk]) for pk, one in self._candidates.items()}

    @cached_property
    def _ends(self) -> dict[int, int]:
        """Where the first place of each candidate of the list ends."""
        spans = CandidateSpan.objects.filter(candidate__in=self._candidates).order_by("-start", "-end")
        return dict(spans.values_list("candidate", "end"))

    def segments(self) -> list[Segment]:
        """The part's text with its candidates' places."""
        spans = CandidateSpan.objects.filter(
            article=self.article, start__lt=self.shown.end, end__gt=self.shown.start, candidate__in=self._known()
        )
        places = list(spans.values_list("start", "end", "candidate"))
        return list(segments(self.text, self.shown, places, self.place.pk if self.place else None))

    def _known(self) -> list[int]:
        """Without those that were rejected or are parts of an undone split: they are no longer marked."""
        return [one.pk for one in self.order if one.state != Decision.Action.REJECT]

    def rows(self) -> list[Row]:
        """The candidates of the part."""
        return [
            Row(one.pk, self.quote(one.start, self._ends[one.pk]), str(Claim.Kind(self._values[one.pk]["kind"]).label),
                one.state, self._candidates[one.pk].score, one == self.place)
            for one in self.here if one.pk in self._candidates
        ]  # fmt: skip

    def quote(self, start: int, end: int, most: int = _SHORT) -> str:
        """A place's words on one line."""
        said = visible(" ".join(self.text[start : min(end, start + most)].split()))
        return said + ("…" if end - start > most else "")

    @cached_property
    def current(self) -> Detail | None:
        """The current candidate whole."""
        if self.place is None:
            return None
        candidate = self._candidates[self.place.pk]
        values = self._values[candidate.pk]
        decisions = list(candidate.decisions.select_related("undoing", "into").order_by("pk"))
        return Detail(
            candidate, values, visible(self.text[slice(*candidate.place)]), len(candidate.places()),
            reasons(candidate.reasons), _named(values["indicators"]),
            decisions, self._claim(decisions), decisions[-1].pk if decisions else 0,
        )  # fmt: skip

    def _claim(self, decisions: list[Decision]) -> Claim | None:
        """The draft that stands, unless somebody deleted it since."""
        standing = [one for one in decisions if one.action == Decision.Action.ACCEPT and not hasattr(one, "undoing")]
        return Claim.objects.filter(candidate_decisions=standing[-1]).first() if standing else None

    def beside(self, steps: int) -> Place | None:
        """The candidate so many places on."""
        if self.place is None:
            return None
        at = self.order.index(self.place) + steps
        return self.order[at] if 0 <= at < len(self.order) else None

    def next_open(self) -> Place | None:
        """The next one to decide: after the current one, else from the start."""
        at = self.order.index(self.place) if self.place else -1
        turned = [*self.order[at + 1 :], *self.order[: max(at, 0)]]
        return next((one for one in turned if one.state == Candidate.OPEN), None)

    def targets(self) -> list[tuple[int, str]]:
        """Open candidates that the current one may be merged into, the nearest first."""
        at = self.place
        others = [one for one in self.order if one.state == Candidate.OPEN and at and one.pk != at.pk]
        nearest = sorted(others, key=lambda one: abs(one.start - at.start) if at else 0)[:_MOST_TARGETS]
        return [(one.pk, self.quote(one.start, one.start + _SHORT)) for one in nearest]

    @property
    def open_count(self) -> int:
        """How many are to be decided in the whole article."""
        return sum(one.state == Candidate.OPEN for one in self.order)

    def themes(self) -> list[Theme]:
        """To choose from."""
        return list(self.article.themes.all())

    def undoable(self) -> Decision | None:
        """What one's own undoing would take back."""
        return last_of(self.article, self.by)


def is_english() -> bool:
    """Whether the active language is English; content has Chinese beside it."""
    return not (get_language() or "en").startswith("zh")


def _named(slugs: list[str]) -> list[tuple[str, str]]:
    """Slugs with names, in their order."""
    names = dict(Indicator.objects.filter(slug__in=slugs).values_list("slug", "name" if is_english() else "name_zh"))
    return [(slug, names.get(slug, slug)) for slug in slugs]
