"""The draft of a claim that an accepted candidate becomes: nothing of it is frozen, and people edit it on."""

import re
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from claims.candidates.deciding import DecisionError
from claims.extraction.draftwords import NOTES
from claims.horizon import checkpoints
from claims.models import Article, ArticleText, Candidate, Claim, Criterion, Theme
from evidence.models import Indicator

MOST_NAMED = 3  # suggestions that a claim without a criterion names as its measures
_NUMBER = re.compile(r"\d+$")


def draft_claim(candidate: Candidate, theme: Theme | None, now: datetime) -> tuple[Claim, list[str]]:
    """A stored draft with its criterion, where one was drafted, and the indicators that were taken.

    `theme` None: the article's first, or a new one that is the article itself. The article must be locked. Raises
    `DecisionError` for values that no claim can have.
    """
    values = candidate.values()
    taken = _taken(values, candidate)
    claim = _claim(candidate, values, taken)
    claim.theme = theme or _theme(candidate.article)
    try:
        claim.full_clean(exclude={"measured_by", "reading", "reading_zh"})  # written with the criterion, where none is
    except ValidationError as error:
        raise DecisionError(_("expected a claim that can be kept, got: %(what)s") % {"what": _said(error)}) from None
    claim.save(force_insert=True)
    if is_drafted(values) and not _is_judged(values):
        _criterion(claim, values, now.date()).save(force_insert=True)
    return claim, taken


def is_drafted(values: dict[str, Any]) -> bool:
    """Whether there is a criterion, by formula or relation."""
    return bool(values["draft"].get("holds_when") or values["draft"].get("relation"))


def horizon_of(values: dict[str, Any], article: Article) -> tuple[date, list[date]]:
    """The opening day and the checkpoints: what the candidate says, else the article's. Raises `DecisionError`."""
    opens = values["opens"] or article.published_on
    days = [values["closes"]] if values["closes"] else checkpoints(opens, article.months)
    if days[0] < opens:
        facts = {"opens": opens, "closes": days[0]}
        raise DecisionError(_("expected a horizon that ends on %(opens)s or later, got %(closes)s: edit it") % facts)
    return opens, days


def _claim(candidate: Candidate, values: dict[str, Any], taken: list[str]) -> Claim:
    article, places = candidate.article, candidate.places()
    opens, days = horizon_of(values, article)
    quote = _quote(article, candidate.place)
    number = f"C{_next_number(article)}"
    english, chinese = _measures(taken or values["indicators"][:MOST_NAMED])
    reading, reading_zh = _reading(values)
    nature = Claim.Nature.JUDGED if _is_judged(values) else values["nature"] or Claim.Nature.MEASURED
    return Claim(
        slug=f"{article.slug}-{number.lower()}", article=article, number=number,
        statement=values["statement"] or quote, statement_zh=values["statement_zh"] or quote,
        reading=reading, reading_zh=reading_zh, kind=values["kind"], nature=nature,
        spans=[list(place) for place in places], holder=values["holder"], opens=opens, checkpoints=days,
        measured_by=english, measured_by_zh=chinese,
    )  # fmt: skip


def _criterion(claim: Claim, values: dict[str, Any], today: date) -> Criterion:
    draft = values["draft"]
    note, note_zh = NOTES.get(draft.get("note", ""), ("", ""))
    thresholds = Criterion.Thresholds.AS_WORDED if note else Criterion.Thresholds.BEFORE_FIGURES
    return Criterion(
        claim=claim, key=f"{claim.number}.p", role=Criterion.Role.PRIMARY, position=0,
        holds_when=draft.get("holds_when", ""), relation=draft.get("relation") or {}, thresholds=thresholds,
        note=note, note_zh=note_zh, written_on=today,
    )  # fmt: skip


def _taken(values: dict[str, Any], candidate: Candidate) -> list[str]:
    """The indicators of the criterion; without one, those that somebody chose: suggestions alone choose nothing."""
    if is_drafted(values):
        return list(values["draft"].get("indicators", ()))
    return list(values["indicators"]) if values["indicators"] != candidate.indicators else []


def _reading(values: dict[str, Any]) -> tuple[str, str]:
    """What is checked, in English and Chinese: the criterion's meaning without the note beside it."""
    if not is_drafted(values):
        return "", ""
    words, notes = values["draft"]["words"], NOTES.get(values["draft"].get("note", ""), ("", ""))
    return words["en"].removesuffix(notes[0]).strip(), words["zh"].removesuffix(notes[1]).strip()


def _measures(slugs: list[str]) -> tuple[str, str]:
    rows = {one.slug: one for one in Indicator.objects.filter(slug__in=slugs)}
    found = [rows[slug] for slug in slugs if slug in rows]
    return "; ".join(one.name for one in found), "；".join(one.name_zh for one in found)


def _is_judged(values: dict[str, Any]) -> bool:
    return values["kind"] == Claim.Kind.JUDGED


def _quote(article: Article, place: tuple[int, int]) -> str:
    kept: str = ArticleText.objects.get(article=article).text
    return " ".join(kept[slice(*place)].split())


def _next_number(article: Article) -> int:
    """One more than the highest in use."""
    ends = (_NUMBER.search(number) for number in article.claims.values_list("number", flat=True))
    return max((int(end[0]) for end in ends if end), default=0) + 1


def _theme(article: Article) -> Theme:
    first = article.themes.first()
    if first is not None:
        return first
    names = {"name": (article.title_en or article.title)[:200], "name_zh": article.title[:200]}
    return Theme.objects.create(article=article, slug="article", position=0, **names)


def _said(error: ValidationError) -> str:
    return "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
