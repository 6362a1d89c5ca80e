"""Claims that belong together as of a day, of an article, author or theme: what they come to, their record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.models import Article, Author, Theme
from claims.onrecord.edition import Published, newest
from claims.onrecord.listing import Wanted, listing
from claims.onrecord.summary import summary

MOST = 300  # claims on one page


@dataclass(frozen=True)
class Gathered:
    """Rows of the list with their counts; `is_cut`: there are more claims than a page shows, and they count with none.

    `edition` is the newest of the scorecard by the day, None where there was none.
    """

    claims: Sequence[Mapping[str, Any]]
    counts: Mapping[str, Any]
    is_cut: bool
    edition: Published | None = None


def of_article(article: Article, as_of: date, *, is_past: bool) -> Gathered:
    """All of an article's claims."""
    return _gathered(Wanted(article=article.slug), as_of, is_past=is_past)


def of_author(author: Author, as_of: date, *, is_past: bool) -> Gathered:
    """All claims of an author's articles."""
    return _gathered(Wanted(author=author.slug), as_of, is_past=is_past, edition=newest(as_of))


def of_theme(theme: Theme, as_of: date, *, is_past: bool) -> Gathered:
    """All claims of a theme."""
    wanted = Wanted(article=theme.article.slug, theme=theme.slug)
    return _gathered(wanted, as_of, is_past=is_past, edition=newest(as_of))


def _gathered(wanted: Wanted, as_of: date, *, is_past: bool, edition: Published | None = None) -> Gathered:
    found = listing(wanted, as_of, is_past=is_past, count=MOST)
    return Gathered(found.claims, summary(found.claims), found.next is not None, edition)


def record(edition: Published, author: Author) -> Mapping[str, Any]:
    """What an edition says of an author's record, as the data of a scorecard has it."""
    return {
        "records": [one for one in edition.parts["records"] if one["holder"] == author.name],
        "publishers": [],
        "forecasters": [],
    }


def narrative(edition: Published, theme: Theme) -> Mapping[str, Any] | None:
    """What an edition says of a theme's claims together; None where it says nothing."""
    own = (theme.article.slug, theme.slug)
    return next((one for one in edition.parts["narratives"] if (one["article"], one["theme"]) == own), None)
