"""Articles that are kept with their candidates, and drafts made of these."""

from datetime import datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import saidwritten as said
from claims.api import sent
from claims.api.editing import edited
from claims.api.writing import KEY, AwayError, MayWrite, checked, once
from claims.candidates.decide import accept
from claims.candidates.deciding import Asked
from claims.extraction.extract import LONG
from claims.models import Article, ArticleText, Author, Candidate
from claims.propose import keep_new, keep_text, propose
from claims.workers import tell
from evidence.api.door import FIELDS, Door, Row

_OF_NEW = ("title", "title_en", "author", "author_name", "language", "published_on", "months")


class Proposals(Door):
    """Texts that are kept with their candidates."""

    queryset = Candidate.objects.none()  # for the description alone
    permission_classes = (MayWrite,)
    needs = {"create": "claims.add_proposal"}

    @extend_schema(summary="Keep an article's text and propose its claims", request=sent.Proposing,
                   responses={201: said.ProposedSaid, 202: said.ProposedSaid}, parameters=[KEY])  # fmt: skip
    def create(self, request: Request) -> Response:
        """Of an article that is known by its slug, or of a new one. A long text is read by a worker: 202."""
        given = checked(sent.Proposing, request)

        def do(now: datetime) -> tuple[int, Row]:
            article = Article.objects.filter(slug=given["article"]).first()
            if article is None:
                article = _new(given, now)
            else:
                keep_text(article=article, text=given["text"], now=now)
            return _proposed(article, now)

        return once(request, do)


class CandidateFilters(django_filters.FilterSet):
    """What candidates are narrowed by."""

    article = django_filters.CharFilter("article__slug", max_length=60, label="Slug of the article.")

    class Meta:
        model = Candidate
        fields: tuple[str, ...] = ()


class Candidates(Door):
    """Statements that may be claims, with what was decided about each."""

    queryset = Candidate.objects.all()
    permission_classes = (MayWrite,)
    needs = {"list": "claims.view_candidate", "accept": "claims.add_decision"}
    lookup_value_regex = "[0-9]{1,18}"
    serializer_class = said.CandidateRow
    filterset_class = CandidateFilters
    takes = (FIELDS,)
    ordering_fields = ("id",)
    ordering = "id"

    def get_queryset(self) -> "QuerySet[Candidate]":
        return Candidate.objects.there().with_state().select_related("article")

    @extend_schema(summary="Candidates")
    def list(self, request: Request) -> Response:
        """As they came, without edits."""
        page = self.page_of(self.filter_queryset(self.get_queryset()))
        texts = dict(ArticleText.objects.filter(article__in={one.article_id for one in page})
                     .values_list("article", "text"))  # fmt: skip
        places: dict[int, list[list[int]]] = {}
        for row in Candidate.objects.filter(pk__in=[one.pk for one in page]).values_list("pk", "spans__start",
                                                                                         "spans__end"):  # fmt: skip
            places.setdefault(row[0], []).append([row[1], row[2]])
        return self.paged(_candidate(one, sorted(places.get(one.pk, [])), texts) for one in page)

    @extend_schema(summary="Make a candidate the draft of a claim", request=sent.Accepting,
                   responses={201: said.Edited}, parameters=[KEY])  # fmt: skip
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        """Nothing is registered."""
        given = checked(sent.Accepting, request)

        def do(now: datetime) -> tuple[int, Row]:
            one = get_object_or_404(self.get_queryset(), pk=int(pk))
            asked = Asked(request.user.get_username(), now, given.get("seen"))
            made = accept(candidate=one, asked=asked, theme=_theme(one, given.get("theme")))
            assert made.claim is not None
            return 201, edited(made.claim)

        return once(request, do)


def _theme(one: Candidate, slug: str | None) -> Any:
    if slug is None:
        return None
    found = one.article.themes.filter(slug=slug).first()
    if found is None:
        known = ", ".join(one.article.themes.values_list("slug", flat=True))
        raise ValidationError({"theme": _("Expected one of %(known)s.") % {"known": known}})
    return found


def _new(given: Row, now: datetime) -> Article:
    lacking = [name for name in _OF_NEW if not given.get(name)]
    if lacking:
        raise ValidationError({name: _("Expected this of an article that is not known yet.") for name in lacking})
    author, _is_new = Author.objects.get_or_create(slug=given["author"], defaults={"name": given["author_name"]})
    return keep_new(text=given["text"], slug=given["article"], title=given["title"], title_en=given["title_en"],
                    author=author, language=given["language"], published_on=given["published_on"],
                    months=given["months"], now=now)  # fmt: skip


def _proposed(article: Article, now: datetime) -> tuple[int, Row]:
    if article.length <= LONG:
        made = propose(article=article, now=now)
        return 201, {"article": article.slug, "is_read": True, "candidates": made.candidates, "places": made.places}
    if not tell("claims.propose_article", [(article.pk,)]):
        raise AwayError(_("The text is long, and no worker can be reached."))
    return 202, {"article": article.slug, "is_read": False, "candidates": 0, "places": 0}


def _candidate(one: Any, places: "list[list[int]]", texts: "dict[int, str]") -> Row:
    text = texts.get(one.article_id, "")
    return {
        "id": one.pk, "article": one.article.slug, "state": one.state, "score": one.score,
        "quote": " … ".join(text[start:end] for start, end in places), "spans": places, "kind": one.kind,
        "holder": one.holder, "closes": one.closes and str(one.closes), "indicators": one.indicators,
        "draft": one.draft,
    }  # fmt: skip
