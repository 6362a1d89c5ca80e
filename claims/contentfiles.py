"""Claims written as the content files that `claims.load` reads: the same rows, always the same bytes.

What stands in the ledger is no content: how far a claim has come, its acts and the text of the article are left out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import tomli_w
from django.db.models import QuerySet

from claims.models import Article, Author, Claim, Criterion, Theme

_ARTICLE = (
    "title", "title_en", "language", "translator", "publisher", "address", "published_on", "published_note",
    "published_note_zh", "sha256", "length", "months", "written_on",
)  # fmt: skip
_CLAIM = (
    "statement", "statement_zh", "reading", "reading_zh", "kind", "nature", "spans", "holder", "opens", "checkpoints",
    "measured_by", "measured_by_zh", "stated", "rubric",
)  # fmt: skip
_CRITERION = (
    "key", "role", "holds_when", "fails_when", "requires_when", "relation", "coverage", "thresholds", "note", "note_zh",
    "written_on",
)  # fmt: skip
_REQUIRED = frozenset({"statement", "statement_zh", "reading", "reading_zh", "title", "title_en"})  # even when empty
Entry = dict[str, Any]


def closed(claims: "QuerySet[Claim]") -> "QuerySet[Claim]":
    """These and whatever they are made of, without which they cannot be loaded."""
    keys = set(claims.values_list("pk", flat=True))
    found = keys
    while found:
        found = set(Claim.objects.filter(parents__in=found).values_list("pk", flat=True)) - keys
        keys |= found
    every = Claim.objects.with_everything().prefetch_related("article__themes")
    return every.filter(pk__in=keys).order_by("article__slug", "number")


def files(claims: Iterable[Claim]) -> dict[str, bytes]:
    """Content files by their place in the folder, of claims as `closed` gives them, with their articles' themes."""
    claims_of: dict[str, list[Claim]] = defaultdict(list)
    articles = {}
    for one in claims:
        claims_of[one.article.slug].append(one)
        articles[one.article.slug] = one.article
    written = {}
    for slug, article in articles.items():
        written[f"articles/{slug}/article.toml"] = _toml(article_file(article))
        by_theme: dict[str, Entry] = defaultdict(dict)
        for one in claims_of[slug]:
            by_theme[one.theme.slug][one.number] = claim_entry(one)
        for theme, entries in by_theme.items():
            written[f"articles/{slug}/claims/{theme}.toml"] = _toml(entries)
    return dict(sorted(written.items()))


def article_file(article: Article) -> Entry:
    """An article with its author and its themes in their order."""
    themes = sorted(article.themes.all(), key=lambda one: (one.position, one.slug))
    return {
        **article_entry(article),
        "authors": {article.author.slug: author_entry(article.author)},
        "themes": {one.slug: theme_entry(one) for one in themes},
    }


def author_entry(author: Author) -> Entry:
    """What is said of an author."""
    return {"name": author.name}


def article_entry(article: Article) -> Entry:
    """What is said of an article by itself."""
    return {**_said(article, _ARTICLE), "author": article.author.slug}


def theme_entry(theme: Theme) -> Entry:
    """A theme's names."""
    return {"name": theme.name, "name_zh": theme.name_zh}


def claim_entry(claim: Claim) -> Entry:
    """A claim with the criteria that speak for it now, in their order, or the rule over what it is made of."""
    entry = _said(claim, _CLAIM)
    if claim.is_group:
        entry["rule"] = {"at_least": claim.least, "of": sorted(one.number for one in claim.children.all())}
    current = [one for one in claim.criteria.all() if one.is_current]
    if current:
        entry["criteria"] = [criterion_entry(one) for one in sorted(current, key=lambda one: (one.position, one.key))]
    return entry


def criterion_entry(criterion: Criterion) -> Entry:
    """A criterion."""
    return _said(criterion, _CRITERION)


def _said(row: Any, names: Iterable[str]) -> Entry:
    """Fields of a row but for those that say nothing."""
    values = {name: getattr(row, name) for name in names}
    return {name: value for name, value in values.items() if name in _REQUIRED or value not in ("", [], {})}


def _toml(content: Mapping[str, Any]) -> bytes:
    return tomli_w.dumps(content).encode()
