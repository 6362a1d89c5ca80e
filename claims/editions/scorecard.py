"""What a scorecard says, as plain data: the JSON itself, and what the other formats are made from."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import prefetch_related_objects

from claims.dossier import Dossier
from claims.models import Article, Assessment, Claim, LedgerEntry
from claims.onrecord.summary import summary
from claims.onrecord.told import Told
from claims.scoring import METHOD_VERSION


class Scorecard(Told):
    """The scorecard of all claims made by a day, from stored assessments of that day."""

    def __init__(self, as_of: date) -> None:
        every = Claim.objects.with_everything()
        claims = [claim for claim in every if claim.article.published_on <= as_of]
        dossier = Dossier(claims, as_of)
        super().__init__(claims, dossier, _current(claims, dossier))

    @cached_property
    def data(self) -> dict[str, Any]:
        """Everything, in a fixed order and without the time at which it was made."""
        claims = [self.claim(claim) for claim in self.claims]
        return {
            "as_of": str(self.as_of),
            "method": METHOD_VERSION,
            "ledger": LedgerEntry.objects.tally(),
            "articles": [self._article(article) for article in _articles(self.claims)],
            "summary": {**summary(claims), "judgements": self.beside.agreement},
            "claims": claims,
            "data": self.evidence(),
        }

    def _article(self, article: Article) -> dict[str, Any]:
        themes = [{"slug": theme.slug, "name": theme.name, "name_zh": theme.name_zh} for theme in article.themes.all()]
        return {
            "slug": article.slug, "title": article.title, "title_en": article.title_en,
            "author": article.author.name, "publisher": article.publisher, "published_on": str(article.published_on),
            "published_note": article.published_note, "published_note_zh": article.published_note_zh,
            "sha256": article.sha256, "themes": themes,
        }  # fmt: skip


def _articles(claims: Sequence[Claim]) -> list[Article]:
    """Of claims, each once, with their themes."""
    found = list({claim.article_id: claim.article for claim in claims}.values())
    prefetch_related_objects(found, "themes")
    return found


def _current(claims: Iterable[Claim], dossier: Dossier) -> dict[tuple[int, int | None, date], Assessment]:
    """Assessments of the very criteria, evidence and method that the scorecard names, and of no other state."""
    states = {claim.pk: dossier.inputs(claim) for claim in claims if claim.pk not in dossier.unreadable}
    rows = Assessment.objects.filter(as_of=dossier.as_of, claim__in=states, inputs__in=set(states.values()))
    return {(row.claim_id, row.criterion_id, row.checkpoint): row for row in rows if row.inputs == states[row.claim_id]}
