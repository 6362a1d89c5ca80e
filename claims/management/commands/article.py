"""`claimbase article fetch ADDRESS | read FILE`: an article's plain text, and what is known of it."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override

from claims.articletext import ArticleError, ArticleText, fetched, uploaded
from claims.texts.plaintext import printable
from claims.wording.languages import LANGUAGES


class Command(BaseCommand):
    help = "Take an article's text out of a page at an address, or out of a file. Nothing is stored."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("fetch", help="fetch a page").add_argument("place", metavar="ADDRESS")
        verbs.add_parser("read", help="read a page's source or a plain text").add_argument("place", metavar="FILE")
        for verb in verbs.choices.values():
            verb.add_argument("--out", type=Path, metavar="FILE", help="write the text there instead of printing it")
            verb.add_argument("--json", action="store_true", help="everything as JSON")
            verb.add_argument("--language", choices=list(LANGUAGES), default="en", help="of what is said about it")

    def handle(self, *args: Any, **options: Any) -> None:
        today = datetime.now(UTC).date()
        with override(options["language"]):
            try:
                if options["verb"] == "fetch":
                    article = fetched(options["place"], today)
                else:
                    article = uploaded(Path(options["place"]).read_bytes(), today, options["place"])
                self._show(article, options["out"], as_json=options["json"])
            except ArticleError as error:
                raise CommandError(str(error)) from None
            except OSError as error:
                raise CommandError(f"expected a file at {error.filename}, got {error.strerror}") from None

    def _show(self, article: ArticleText, out: Path | None, *, as_json: bool) -> None:
        if out:
            out.write_text(article.text, encoding="utf-8", newline="")
        if as_json:
            facts = {**asdict(article), "sha256": article.sha256, "length": len(article.text), "notes": article.notes}
            self.stdout.write(json.dumps(facts, ensure_ascii=False, indent=1, default=str))
            return
        for name, value in _facts(article):
            self.stdout.write(f"{name}: {printable(str(value))}")
        for note in article.notes:
            self.stdout.write(f"* {printable(note)}")
        if not out:
            self.stdout.write("\n" + "\n".join(printable(line) for line in article.text.split("\n")))


def _facts(article: ArticleText) -> list[tuple[str, object]]:
    unknown = _("not said")
    return [
        (_("title"), article.title or unknown),
        (_("author"), article.author or unknown),
        (_("publisher"), article.publisher or unknown),
        (_("published"), article.published or unknown),
        (_("language"), article.language or unknown),
        (_("address"), article.address or unknown),
        (_("code points"), len(article.text)),
        (_("SHA-256 of the text"), article.sha256),
    ]
