"""Pages of claims that belong together: an article, an author, a theme."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from claims.models import Article, ArticleText, Author, Theme
from claims.onrecord import gathered
from claims.onrecord.gathered import Gathered
from claims.onrecord.passages import marked
from claims.onrecord.shown import standings
from claims.onrecord.shownrow import arranged
from claims.views.door import AskedError, Day, day, is_signed_in, page, shown
from claims.wording.counted import expected, headline, settled
from claims.wording.languages import is_chinese
from claims.wording.narrative import hidden, joint
from claims.wording.sections import section


@page
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """An article's claims by theme; its text, where it is kept, for those who have signed in."""
    at = day(request)
    one = get_object_or_404(Article.objects.select_related("author"), slug=slug)
    if one.published_on > at.on:
        raise AskedError(_("Expected a day from %(first)s on, when the article was published, got %(day)s.") %
                         {"first": one.published_on, "day": at.on})  # fmt: skip
    found = gathered.of_article(one, at.on, is_past=at.is_past)
    context = _context(found, at)
    return shown(request, "claims/pages/article.html", {
        **context, "article": one, "first_day": one.published_on, "text": _text(request, one, found),
        "themes": _themes(context["claims"]), "note": one.published_note_zh if is_chinese() else one.published_note,
    }, at)  # fmt: skip


@page
def author(request: HttpRequest, slug: str) -> HttpResponse:
    """An author's claims, and the record that the newest scorecard has of them."""
    at = day(request)
    one = get_object_or_404(Author.objects.prefetch_related("articles"), slug=slug)
    found = gathered.of_author(one, at.on, is_past=at.is_past)
    told = gathered.record(found.edition, one) if found.edition else {"records": []}
    articles = [article for article in one.articles.all() if article.published_on <= at.on]
    return shown(request, "claims/pages/author.html", {
        **_context(found, at, names_themes=True), "author": one, "articles": articles, "edition": found.edition,
        "counts": [settled(record) for record in told["records"]],
        "record": section("records", told, _suffix()) if told["records"] else None,
    }, at)  # fmt: skip


@page
def theme(request: HttpRequest, article: str, slug: str) -> HttpResponse:
    """A theme's claims together: what is likely of all of them at once, and what that figure hides."""
    at = day(request)
    one = get_object_or_404(Theme.objects.select_related("article__author"), article__slug=article, slug=slug)
    found = gathered.of_theme(one, at.on, is_past=at.is_past)
    told = gathered.narrative(found.edition, one) if found.edition else None
    return shown(request, "claims/pages/theme.html", {
        **_context(found, at), "theme": one, "article": one.article, "edition": found.edition, "told": told,
        "joint": joint(told) if told else [], "hides": hidden(found.counts, found.claims, told),
    }, at)  # fmt: skip


def _context(found: Gathered, at: Day, *, names_themes: bool = False) -> dict[str, Any]:
    claims = [arranged(one, _suffix(), at.on, names_theme=names_themes) for one in found.claims]
    measured = found.counts["measured"]
    return {
        "claims": claims, "is_cut": found.is_cut,
        "headline": headline(measured, claims) if measured["claims"] else "",
        "expected": expected(measured["expected"]),
        "standings": standings([one for one in claims if one["nature"] == "measured"]),
    }  # fmt: skip


def _suffix() -> str:
    return "_zh" if is_chinese() else ""


def _themes(claims: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The claims of a list by their themes, in the order of their numbers."""
    named = {one["theme"]: one["theme_name"] for one in sorted(claims, key=lambda one: one["number"])}
    return [
        {"slug": slug, "name": name, "claims": [one for one in claims if one["theme"] == slug]}
        for slug, name in named.items()
    ]


def _text(request: HttpRequest, article: Article, found: Gathered) -> Any:
    """The kept text with the claims' passages; None for those who may not read it, or where it is not kept."""
    if not is_signed_in(request):
        return None
    kept = ArticleText.objects.filter(article=article).first()
    if kept is None:
        return None
    places = [(start, end, one["number"], one["slug"]) for one in found.claims for start, end in one["spans"]]
    return marked(kept.text, places)
