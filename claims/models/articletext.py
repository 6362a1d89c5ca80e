"""The words of an article. They are their author's: they stay in the database and leave it by no export."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.article import Article


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
