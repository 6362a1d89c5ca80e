"""Candidates that analysts find in the text: parts of one that says several things, and what was missed."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from claims.candidates.deciding import Asked, DecisionError, held, record, repeated
from claims.candidates.suggesting import Suggesting
from claims.extraction.extract import readings, trained
from claims.models import Article, ArticleText, Candidate, CandidateSpan, Claim, Decision

LONGEST = 2_000  # code points of one candidate
Place = tuple[int, int]


@transaction.atomic
def split(*, candidate: Candidate, places: Sequence[Place], asked: Asked) -> Decision:
    """Put the parts of a candidate in its place: two or more stretches of its text, in code points of the article.

    Each is read anew and decided about on its own. Raises `DecisionError`.
    """
    current = held(candidate)
    text = _text(current.article)
    parts = sorted(_trimmed(place, text) for place in places)
    done = repeated(current, asked, Decision.Action.SPLIT, values={"places": [list(part) for part in parts]})
    if done:
        return done
    own = current.spans.values_list("start", "end")
    if len(parts) < 2 or any(after[0] < before[1] for before, after in pairwise(parts)):
        raise DecisionError(_("expected two parts or more that do not overlap, got %(count)s") % {"count": len(parts)})
    if not all(any(start <= part[0] and part[1] <= end for start, end in own) for part in parts):
        raise DecisionError(_("expected parts of the candidate's own text, got others"))
    for part in parts:
        _found(current.article, text, part, asked, origin=Candidate.Origin.SPLIT, parent=current)
    return record(current, asked, Decision.Action.SPLIT, values={"places": [list(part) for part in parts]})


@transaction.atomic
def add(*, article: Article, place: Place, asked: Asked) -> Candidate:
    """A claim that was missed, at a stretch of the article's text; of the same place the one that is there already.

    Raises `DecisionError` for a place that says nothing, or lies outside the text.
    """
    Article.objects.select_for_update().get(pk=article.pk)
    text = _text(article)
    where = _trimmed(place, text)
    there = Candidate.objects.there().filter(article=article, spans__start=where[0], spans__end=where[1]).first()
    return there or _found(article, text, where, asked, origin=Candidate.Origin.ADDED)


def place_of(article: Article, words: str) -> Place:
    """Where the text has these words, white space aside. Raises `DecisionError` unless it has them exactly once."""
    text = _text(article)
    found = text.find(words)
    if not words or found < 0:
        raise DecisionError(_("expected words of the article, got some that it does not have"))
    if text.find(words, found + 1) >= 0:
        raise DecisionError(_("expected words that the article has once, got some that it repeats: add what is beside"))
    return found, found + len(words)


def _found(article: Article, text: str, place: Place, asked: Asked, **more: Any) -> Candidate:
    columns = _read(article, text, place)
    candidate = Candidate.objects.create(article=article, made_at=asked.now, **columns, **more)
    start, end = place
    CandidateSpan.objects.create(candidate=candidate, article=article, start=start, end=end, is_proposed=False)
    return candidate


def _read(article: Article, text: str, place: Place) -> dict[str, Any]:
    """What the extraction makes of a stretch: of several sentences, that of the likeliest claim among them."""
    found = list(readings(text[slice(*place)], article.published_on, trained()))
    if not found:
        return {"kind": Claim.Kind.JUDGED}
    return Suggesting(text).columns(max(found, key=lambda one: one.score))


def _trimmed(place: Place, text: str) -> Place:
    """Without the white space at its ends."""
    start, end = place
    if not 0 <= start < end <= len(text):
        raise DecisionError(_("expected a place of the text, got code points %(start)s to %(end)s of %(length)s")
                            % {"start": start, "end": end, "length": len(text)})  # fmt: skip
    said = text[start:end]
    start, end = start + len(said) - len(said.lstrip()), end - len(said) + len(said.rstrip())
    if start >= end:
        raise DecisionError(_("expected words, got white space"))
    if end - start > LONGEST:
        raise DecisionError(_("expected at most %(most)s code points, got %(count)s: choose less")
                            % {"most": LONGEST, "count": end - start})  # fmt: skip
    return start, end


def _text(article: Article) -> str:
    kept = ArticleText.objects.filter(article=article).first()
    if kept is None:
        raise DecisionError(_("expected an article whose text is kept, got one without"))
    return str(kept.text)
