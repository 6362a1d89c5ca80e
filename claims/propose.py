"""Keep an article's text, and propose its claims. Proposals are drafts for people: nothing registers itself."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from claims.candidates.suggesting import Suggesting
from claims.extraction.candidate import Candidate as Found
from claims.extraction.candidate import Span
from claims.extraction.extract import candidates, version
from claims.models import Article, ArticleText, Author, Candidate, CandidateSpan, Proposal

LONGEST = 20_000_000  # code points of a text


class ProposeError(ValueError):
    """A text that cannot be kept, or an article without one: what was expected and what came."""


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a run brought: new candidates, further places of known ones; `version` of the extraction."""

    article: Article
    version: str
    candidates: int
    places: int


def hash_of(text: str) -> str:
    """The hash by which an article's text is known: SHA-256 of its UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def keep_new(
    *, text: str, slug: str, title: str, title_en: str, author: Author, language: str, published_on: date,
    months: Sequence[int], now: datetime,
) -> Article:  # fmt: skip
    """A new article with its text. Raises `ProposeError`; then nothing is kept."""
    _check(text)
    known = Article.objects.filter(sha256=hash_of(text)).first()
    if known is not None:
        raise ProposeError(
            _("expected a text that is not known, got that of %(slug)s: propose --article %(slug)s") %
            {"slug": known.slug}
        )  # fmt: skip
    if Article.objects.filter(slug=slug).exists():
        raise ProposeError(_("expected a slug that no article has, got %(slug)s") % {"slug": slug})
    article = Article.objects.create(
        slug=slug, title=title, title_en=title_en, author=author, language=language, published_on=published_on,
        months=list(months), sha256=hash_of(text), length=len(text), written_on=now.date(),
    )  # fmt: skip
    ArticleText.objects.create(article=article, text=text, kept_at=now)
    return article


@transaction.atomic
def keep_text(*, article: Article, text: str, now: datetime) -> ArticleText:
    """The text of an article that is known by its hash; keeping it again changes nothing. Raises `ProposeError`."""
    _check(text)
    if (hash_of(text), len(text)) != (article.sha256, article.length):
        figures = {
            "slug": article.slug, "length": article.length, "hash": article.sha256[:12], "got": len(text),
            "got_hash": hash_of(text)[:12],
        }  # fmt: skip
        raise ProposeError(
            _("expected the text of %(slug)s (%(length)s code points, SHA-256 %(hash)s), got %(got)s code points, "
              "SHA-256 %(got_hash)s: its claims' spans would point elsewhere") % figures
        )  # fmt: skip
    return ArticleText.objects.get_or_create(article=article, defaults={"text": text, "kept_at": now})[0]


def _check(text: str) -> None:
    if not text.strip():
        raise ProposeError(_("expected a text, got nothing but white space"))
    if len(text) > LONGEST:
        figures = {"most": LONGEST, "got": len(text)}
        raise ProposeError(_("expected at most %(most)s code points, got %(got)s: split it") % figures)
    if "\0" in text:
        place = {"place": text.index("\0")}
        raise ProposeError(_("expected a text, got a NUL at code point %(place)s: no database keeps it") % place)


@transaction.atomic
def propose(*, article: Article, now: datetime) -> Proposed:
    """Store the candidates of an article's text. All or nothing: an interrupted run leaves no trace, and is run again.

    The same version reads an article once. A later one adds what it finds elsewhere; where something of a candidate's
    place was proposed, added or split before, whatever became of it, nothing is proposed again.
    """
    kept = ArticleText.objects.select_for_update().filter(article=article).first()
    if kept is None:
        slug = {"slug": article.slug}
        raise ProposeError(_("expected the text of %(slug)s, got none: propose FILE --article %(slug)s") % slug)
    proposal, is_new = Proposal.objects.get_or_create(article=article, version=version(), defaults={"proposed_at": now})
    if not is_new:
        return Proposed(article, proposal.version, 0, 0)
    return _Proposing(proposal, kept.text, now).run()


class _Proposing:
    """One run over one text."""

    def __init__(self, proposal: Proposal, text: str, now: datetime) -> None:
        self.proposal, self.text, self.now = proposal, text, now
        self.article = proposal.article
        self.held = _Held(CandidateSpan.objects.filter(article=self.article), len(text))
        self.suggesting = Suggesting(text)

    def run(self) -> Proposed:
        new: list[tuple[Candidate, Sequence[Span]]] = []
        further: list[CandidateSpan] = []
        for one in candidates(self.text, self.article.published_on):
            owner = next((found for span in one.spans if (found := self.held.owner(span)) is not None), None)
            free = [span for span in one.spans if self.held.owner(span) is None]
            if owner is None:
                new.append((self._candidate(one), free))
            else:
                further += [self._span(owner, span) for span in free]
        stored = Candidate.objects.bulk_create([candidate for candidate, _ in new])
        spans = [self._span(row.pk, span) for row, (_, free) in zip(stored, new, strict=True) for span in free]
        CandidateSpan.objects.bulk_create([*spans, *further])
        return Proposed(self.article, self.proposal.version, len(new), len(further))

    def _span(self, candidate: int, span: Span) -> CandidateSpan:
        return CandidateSpan(candidate_id=candidate, article=self.article, start=span.start, end=span.end)

    def _candidate(self, found: Found) -> Candidate:
        columns = self.suggesting.columns(found.best)
        return Candidate(
            article=self.article, proposal=self.proposal, score=found.best.score, made_at=self.now, **columns
        )


class _Held:
    """Which candidate holds a place of the text: one for each code point, 0 where nobody does."""

    def __init__(self, spans: Iterable[CandidateSpan], length: int) -> None:
        self._spans = sorted((one.start, one.end, one.candidate_id) for one in spans)
        self._is_held = bytearray(length)
        for start, end, _candidate in self._spans:
            self._is_held[start:end] = b"\1" * (end - start)

    def owner(self, span: Span) -> int | None:
        """The first candidate that shares a code point with a place."""
        if 1 not in self._is_held[span.start : span.end]:
            return None
        return next(owner for start, end, owner in self._spans if start < span.end and end > span.start)
