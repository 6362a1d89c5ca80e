"""The words of an article. They are their author's: they stay in the database and leave it by no export."""

from django.db import models
from django.db.models.functions import Substr
from django.utils.translation import gettext_lazy as _

from claims.models.article import Article
from claims.models.claim import Claim

LONGEST_QUOTE = 2_000  # code points shown of one stretch


class ArticleText(models.Model):
    """The text that an article's spans count in; its hash is the article's. Append-only by trigger."""

    article = models.OneToOneField(
        Article, models.PROTECT, verbose_name=_("article"), primary_key=True, related_name="kept"
    )
    text = models.TextField(_("text"))
    kept_at = models.DateTimeField(_("kept"))

    class Meta:
        verbose_name = _("text of an article")
        verbose_name_plural = _("texts of articles")

    def __str__(self) -> str:
        return str(self.article)


def quotes(claim: Claim) -> list[str]:
    """The stretches of the article's text that the claim rests on; nothing where the text is not kept."""
    spans = {f"quote_{place}": span for place, span in enumerate(claim.spans)}
    cut = {name: Substr("text", start + 1, min(end - start, LONGEST_QUOTE)) for name, (start, end) in spans.items()}
    row = ArticleText.objects.filter(article=claim.article_id).annotate(**cut).values(*cut).first() if cut else None
    return list(row.values()) if row else []
