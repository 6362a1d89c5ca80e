"""A dated text by an author, and the themes its claims fall under. The text itself is its author's and is not kept."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.models.edited import edited
from evidence.told import of_two


@edited("AuthorEdit")
class Author(models.Model):
    """Who makes claims."""

    slug = models.SlugField(_("slug"), unique=True)
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.name


@edited("ArticleEdit")
class Article(models.Model):
    """Where claims were made. `sha256` and `length` are of the text that spans count in, in code points.

    What claims rest on, `FROZEN`, is frozen by the database from the first registration of one on.
    """

    FROZEN = ("slug", "author", "published_on", "sha256", "length", "months")

    slug = models.SlugField(_("slug"), unique=True)
    title = models.CharField(_("title"), max_length=300)
    title_en = models.CharField(_("title in English"), max_length=300)
    language = models.CharField(_("language"), max_length=20)
    author = models.ForeignKey(Author, models.PROTECT, verbose_name=_("author"), related_name="articles")
    translator = models.CharField(_("translator"), max_length=200, blank=True)
    publisher = models.CharField(_("publisher"), max_length=200, blank=True)
    address = models.URLField(_("address"), blank=True)
    published_on = models.DateField(_("published"))
    published_note = models.TextField(_("how the date is known"), blank=True)
    published_note_zh = models.TextField(_("how the date is known, in Chinese"), blank=True)
    sha256 = models.CharField(_("SHA-256 of the text"), max_length=64, validators=[RegexValidator(r"^[0-9a-f]{64}$")])
    length = models.PositiveIntegerField(_("code points"))
    months = ArrayField(models.PositiveSmallIntegerField(), verbose_name=_("default horizon in months"))
    written_on = models.DateField(_("criteria written"))

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        ordering = ("-published_on", "slug")

    def __str__(self) -> str:
        return self.title

    @property
    def is_frozen(self) -> bool:
        """Whether one of its claims is, or once was, registered."""
        return self.claims.exclude(state="draft").exists()

    @property
    def facts(self) -> dict[str, Any]:
        """What its claims rest on, as plain values."""
        return {**{name: getattr(self, name) for name in self.FROZEN}, "author": self.author.slug}


@edited("ThemeEdit")
class Theme(models.Model):
    """A thesis of an article, to which several claims belong."""

    article = models.ForeignKey(Article, models.CASCADE, verbose_name=_("article"), related_name="themes")
    slug = models.SlugField(_("slug"))
    name = models.CharField(_("name"), max_length=200)
    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ("article", "position")
        constraints = [models.UniqueConstraint(fields=["article", "slug"], name="theme_once_per_article")]

    def __str__(self) -> str:
        return of_two(self.name, self.name_zh)
