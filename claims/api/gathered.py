"""Articles, authors and themes, each with what its claims come to."""

from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.saidaround import ArticleDetail, ArticleRow, AuthorDetail, AuthorRow, ThemeDetail, ThemeRow
from claims.models import Article, Author, Theme
from claims.onrecord import gathered
from claims.onrecord.gathered import Gathered
from evidence.api.door import Door, Row


class ArticleFilters(django_filters.FilterSet):
    """What articles are narrowed by."""

    author = django_filters.CharFilter("author__slug", max_length=60, label="Slug of its author.")

    class Meta:
        model = Article
        fields = ("language",)


class Articles(Door):
    """Dated texts in which claims were made; those that were out by the day. The texts are their authors'."""

    queryset = Article.objects.select_related("author")
    lookup_field = "slug"
    filterset_class = ArticleFilters
    ordering_fields = ("published_on", "slug")
    ordering = "-published_on"

    def get_serializer_class(self) -> Any:
        return ArticleRow if self.action == "list" else ArticleDetail

    @extend_schema(summary="Articles")
    def list(self, request: Request) -> Response:
        """The newest first."""
        rows = self.filter_queryset(self.get_queryset()).filter(published_on__lte=self.on)
        return self.paged(map(_article, self.page_of(rows)))

    @extend_schema(summary="An article with what its claims come to")
    def retrieve(self, request: Request, slug: str) -> Response:
        """`counts` is of its first 300 claims where `is_cut`."""
        one = get_object_or_404(self.get_queryset(), slug=slug)
        if one.published_on > self.on:
            told = _("Expected a day from %(first)s on, when the article was published, got %(day)s.")
            raise ValidationError({"as_of": told % {"first": one.published_on, "day": self.on}})
        found = gathered.of_article(one, self.on, is_past=self.is_past)
        return self.one({**_article(one), **_counted(found)})


class Authors(Door):
    """Who makes claims."""

    queryset = Author.objects.all()
    lookup_field = "slug"
    ordering_fields = ("slug", "name")
    ordering = "slug"

    def get_serializer_class(self) -> Any:
        return AuthorRow if self.action == "list" else AuthorDetail

    def get_queryset(self) -> "QuerySet[Author]":
        by_then = Q(articles__published_on__lte=self.on)
        return super().get_queryset().annotate(written=Count("articles", filter=by_then))

    @extend_schema(summary="Authors")
    def list(self, request: Request) -> Response:
        """With the number of their articles."""
        return self.paged(map(_author, self.page_of(self.get_queryset())))

    @extend_schema(summary="An author's claims together, and the record that the newest scorecard has")
    def retrieve(self, request: Request, slug: str) -> Response:
        """`records` is empty before a scorecard has one."""
        one = get_object_or_404(self.get_queryset(), slug=slug)
        found = gathered.of_author(one, self.on, is_past=self.is_past)
        records = gathered.record(found.edition, one)["records"] if found.edition else []
        return self.one({**_author(one), **_counted(found), "edition": found.edition and found.edition.name,
                         "records": records})  # fmt: skip


class Themes(Door):
    """Theses of articles, to which claims belong."""

    queryset = Theme.objects.select_related("article")
    lookup_field = "slug"
    ordering_fields = ("slug",)
    ordering = "slug"

    def get_serializer_class(self) -> Any:
        return ThemeRow if self.action == "list" else ThemeDetail

    def get_queryset(self) -> "QuerySet[Theme]":
        return super().get_queryset().filter(article__published_on__lte=self.on, article__slug=self.kwargs["article"])

    @extend_schema(summary="Themes")
    def list(self, request: Request, article: str) -> Response:
        """Of one article."""
        return self.paged(map(_theme, self.page_of(self.get_queryset())))

    @extend_schema(summary="A theme with what its claims come to, alone and together")
    def retrieve(self, request: Request, article: str, slug: str) -> Response:
        """`narrative` is what the newest scorecard says of its claims together."""
        one = get_object_or_404(self.get_queryset(), slug=slug)
        found = gathered.of_theme(one, self.on, is_past=self.is_past)
        told = gathered.narrative(found.edition, one) if found.edition else None
        return self.one({**_theme(one), **_counted(found), "edition": found.edition and found.edition.name,
                         "narrative": told})  # fmt: skip


def _article(one: Article) -> Row:
    names = ("slug", "title", "title_en", "language", "translator", "publisher", "address", "published_note",
             "published_note_zh", "sha256", "length", "months")  # fmt: skip
    return {**{name: getattr(one, name) for name in names}, "author": one.author.slug, "author_name": one.author.name,
            "published_on": str(one.published_on), "written_on": str(one.written_on)}  # fmt: skip


def _author(one: Any) -> Row:
    return {"slug": one.slug, "name": one.name, "articles": one.written}


def _theme(one: Theme) -> Row:
    return {"article": one.article.slug, "slug": one.slug, "name": one.name, "name_zh": one.name_zh,
            "position": one.position}  # fmt: skip


def _counted(found: Gathered) -> Row:
    return {"counts": found.counts, "is_cut": found.is_cut}
