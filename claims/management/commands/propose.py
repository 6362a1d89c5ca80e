"""`claimbase propose FILE | --article SLUG | --all`: store what the extraction proposes of articles, once."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from claims.management.texts import read_text
from claims.models import Article, Author, Candidate
from claims.propose import ProposeError, hash_of, keep_new, keep_text, propose
from claims.wording.languages import LANGUAGES
from evidence.management.arguments import a_day


class Command(BaseCommand):
    help = (
        "Keep an article's text in the database and store the claims that it seems to make, with suggested indicators "
        "and drafted criteria, for people to decide about. Nothing is proposed twice and nothing is registered."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE", help="the article's text in UTF-8")
        parser.add_argument("--article", metavar="SLUG", help="the article; of a new one, the slug it gets")
        parser.add_argument("--all", action="store_true", help="every article whose text is kept")
        parser.add_argument("--title", help="of a new article")
        parser.add_argument("--title-en", help="the same in English, if --title is not")
        parser.add_argument("--author", metavar="SLUG", help="who wrote a new article")
        parser.add_argument("--author-name", help="the author's name, if the author is new too")
        parser.add_argument("--published", type=a_day, metavar="DAY", help="of a new article")
        parser.add_argument("--text-language", default="zh-Hant", help="zh-Hant, zh-Hans or en (default: zh-Hant)")
        parser.add_argument("--months", type=int, nargs="+", default=[12, 18], help="default horizons (default: 12 18)")
        parser.add_argument("--language", choices=list(LANGUAGES), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        now = datetime.now(UTC)
        try:
            with override(options["language"]):
                for article in _articles(options, now):
                    done = propose(article=article, now=now)
                    still_open = Candidate.objects.open().filter(article=article).count()
                    told = {"article": article.slug, "new": done.candidates, "places": done.places,
                            "open": still_open, "version": done.version}  # fmt: skip
                    self.stdout.write(
                        _("%(article)s: %(new)d new candidates, %(places)d further places; %(open)d are open; "
                          "extraction %(version)s") % told
                    )  # fmt: skip
        except ProposeError as error:
            raise CommandError(str(error)) from None


def _articles(options: dict[str, Any], now: datetime) -> list[Article]:
    if options["file"] is not None:
        return [_kept(options, read_text(options["file"]), now)]
    if options["all"]:
        return list(Article.objects.filter(kept__isnull=False))
    if options["article"] is None:
        raise CommandError("expected FILE, --article SLUG or --all, got none of them")
    return [_named(options["article"])]


def _named(slug: str) -> Article:
    article = Article.objects.filter(slug=slug).first()
    if article is None:
        known = ", ".join(Article.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"expected the slug of an article ({known}), got {slug}")
    return article


def _kept(options: dict[str, Any], text: str, now: datetime) -> Article:
    """The article of a text: the one of its hash, the one named, or a new one where title, author and day are given."""
    known = Article.objects.filter(sha256=hash_of(text)).first()
    if known is None and options["title"] is None and options["article"]:
        known = _named(options["article"])
    if known is not None:
        return keep_text(article=known, text=text, now=now).article
    missing = [f"--{name}" for name in ("article", "title", "author", "published") if options[name] is None]
    if missing:
        raise CommandError(f"expected {', '.join(missing)} for a text that no article has, got none of them")
    author = _author(options["author"], options["author_name"])
    return keep_new(
        text=text, slug=options["article"], title=options["title"], title_en=options["title_en"] or options["title"],
        author=author, language=options["text_language"], published_on=options["published"],
        months=options["months"], now=now,
    )  # fmt: skip


def _author(slug: str, name: str | None) -> Author:
    author = Author.objects.filter(slug=slug).first()
    if author is None and not name:
        raise CommandError(f"expected a known author or --author-name, got {slug}")
    return author or Author.objects.create(slug=slug, name=name or slug)
