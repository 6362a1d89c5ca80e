"""Load an article with its themes, claims and criteria from TOML files, by natural key; safe to repeat.

articles/<slug>/article.toml          title, author, date, hash of the text, themes; registration: by whom, why
articles/<slug>/claims/<theme>.toml   claims with their criteria

An entry says all of its row: what it leaves out is not so. `claims.contentfiles` writes the same files.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from claims.entries import (
    ARTICLE,
    ARTICLE_OPTIONS,
    AUTHOR,
    CLAIM,
    CLAIM_OPTIONS,
    CRITERION,
    CRITERION_OPTIONS,
    FORMULAS,
    THEME,
    check_form,
    check_rubric,
    entry_of,
    rule_of,
)
from claims.freezing import Definitions
from claims.horizon import checkpoints
from claims.models import Article, Author, Claim, Criterion, Theme
from claims.scoring.relationform import RelationError, written
from claims.verbs.acts import Request
from claims.verbs.frozencontent import Written, keep_frozen, register_drafts
from evidence.formula import COVERAGE, FormulaError, Kind, parse
from evidence.models import Catalogue
from evidence.models.natural import keep, one_loader_at_a_time
from evidence.refusal import Worded, gettext_noop, lines
from evidence.tomlfiles import ContentError, Entry, entry_in, read

_SAYS_NOTHING: Entry = {  # what an entry of a claim leaves out
    "holder": "", "measured_by": "", "measured_by_zh": "", "rubric": [], "stated": "",
    "least": None,
}  # fmt: skip
Each = Callable[[str, str], AbstractContextManager[None]]


@transaction.atomic
def load(
    folder: Path, catalogue: Catalogue, now: datetime | None = None, *, each: Each | None = None, acts: bool = True
) -> list[Article]:
    """Load every article below `folder`. Raises `ContentError`; then nothing has changed.

    Claims of an article with a `registration` are registered as of `now` (default: this moment); what is registered
    is left as it is, or amended where its entry gives the reason (decision 0019). Without `acts` neither is allowed.

    `each`, given an article's slug and the number of a claim ("": the article itself), makes what surrounds the loading
    of that entry, and may keep its error to itself.
    """
    one_loader_at_a_time()
    files = sorted((folder / "articles").glob("*/article.toml"))
    definitions, around = Definitions(catalogue), each or (lambda slug, number: nullcontext())
    loaded = []
    for file in files:
        with around(file.parent.name, ""):
            loaded.append(_Loading(file, catalogue, definitions, now or datetime.now(UTC), around, acts).article())
    return loaded


@dataclass
class _Loading:
    """One article being loaded."""

    file: Path
    catalogue: Catalogue
    definitions: Definitions
    now: datetime
    each: Each
    acts: bool

    def article(self) -> Article:
        entry = entry_of(str(self.file), read(self.file), ARTICLE, ARTICLE_OPTIONS - self._forbidden)
        for slug, author in entry["authors"].items():
            keep(Author, {"slug": slug}, dict(entry_of(f"authors.{slug} in {self.file}", author, AUTHOR, frozenset())))
        values = {**dict.fromkeys(ARTICLE_OPTIONS, ""), **entry}
        values = {name: values[name] for name in values.keys() - {"authors", "themes", "registration"}}
        article = self._article({**values, "author": self._author(entry["author"])})
        for position, (slug, theme) in enumerate(entry["themes"].items()):
            names = entry_of(self._at(f"themes.{slug}"), theme, THEME, frozenset())
            keep(Theme, {"article": article, "slug": slug}, {**names, "position": position})
        self._claims(article, self._request(entry["registration"]) if "registration" in entry else None)
        return article

    @property
    def _forbidden(self) -> frozenset[str]:
        """Keys that would register or amend something."""
        return frozenset() if self.acts else frozenset({"registration", "amendment"})

    def _at(self, part: str) -> Worded:
        return Worded(gettext_noop("%(part)s in %(file)s"), part=part, file=self.file)

    def _author(self, slug: str) -> Author:
        found = Author.objects.filter(slug=slug).first()
        if found is None:
            raise ContentError("expected an author of %(file)s among its authors or known already, got %(got)s",
                               file=self.file, got=slug)  # fmt: skip
        return found

    def _article(self, values: dict[str, Any]) -> Article:
        """The article's row. Raises `ContentError` for a change of what registered claims rest on."""
        slug = self.file.parent.name
        there = Article.objects.filter(slug=slug).first()
        if there is not None and there.is_frozen:
            changed = [name for name in Article.FROZEN if getattr(there, name) != values.get(name, slug)]
            if changed:
                said = [Worded(gettext_noop("%(name)s: expected %(was)s, got %(got)s"), name=name,
                               was=getattr(there, name), got=values[name]) for name in changed]  # fmt: skip
                raise ContentError("expected %(file)s as it was when its claims were registered, got\n%(changes)s",
                                   file=self.file, changes=lines(said))  # fmt: skip
        return keep(Article, {"slug": slug}, values)

    def _request(self, entry: Entry) -> Request:
        """By whom, why and when the claims of the article are registered."""
        given = entry_of(self._at("registration"), entry, frozenset({"by", "reason"}), frozenset())
        return Request(given["by"], given["reason"], self.now)

    def _claims(self, article: Article, request: Request | None) -> None:
        frozen = {
            one.number: one for one in article.claims.exclude(state=Claim.State.DRAFT).select_related("article__author")
        }
        themes = {theme.slug: theme for theme in article.themes.all()}
        groups: dict[str, Sequence[str]] = {}
        for file in sorted((self.file.parent / "claims").glob("*.toml")):
            if file.stem not in themes:
                raise ContentError("expected a theme among %(names)s as the name of %(file)s",
                                   names=", ".join(themes), file=file)  # fmt: skip
            for number, entry in read(file).items():
                with self.each(article.slug, number):
                    entry = entry_of(entry_in(number, file), entry, CLAIM, CLAIM_OPTIONS - self._forbidden)
                    written = self._written(article, themes[file.stem], number, entry)
                    if number in frozen:
                        keep_frozen(frozen[number], written, request or self._unasked(), self.definitions)
                    else:
                        self._claim(article, written)
                        groups |= {number: written.children} if written.children else {}
        for number, children in groups.items():
            with self.each(article.slug, number):
                self._group(article, number, children)
        if request:
            register_drafts(article, request, self.definitions)

    def _unasked(self) -> Request:
        """Who amends an article's claims by its files where it has no registration of its own."""
        return Request(self.file.parent.name, "its content files", self.now)

    def _written(self, article: Article, theme: Theme, number: str, entry: Entry) -> Written:
        """A claim's entry with every default filled in, checked as far as that needs no row."""
        where = f"[{number}]"
        check_rubric(where, entry)
        opens = entry.get("opens", article.published_on)
        said = {**_SAYS_NOTHING, **entry}
        values = {name: said[name] for name in said.keys() - {"criteria", "amendment"}}
        values |= {
            "rule": Claim.Rule.PRIMARY,
            "theme": theme,
            "slug": f"{article.slug}-{number.lower()}",
            "opens": opens,
            "checkpoints": entry.get("checkpoints", checkpoints(opens, article.months)),
        }
        least, children = rule_of(_of_rule(where), entry["rule"]) if "rule" in entry else (None, [])
        if children:
            values |= {"rule": Claim.Rule.AT_LEAST, "least": least}
        place = Worded(gettext_noop("a criterion of %(where)s"), where=where)
        drafts = [entry_of(place, one, CRITERION, CRITERION_OPTIONS) for one in entry.get("criteria", [])]
        if entry["nature"] != Claim.Nature.JUDGED and not drafts and not children:
            raise ContentError("expected a criterion or a rule over children at %(where)s, got neither", where=where)
        criteria = {one["key"]: self._criterion(article, entry, position, one) for position, one in enumerate(drafts)}
        return Written(number, values, criteria, children, entry.get("amendment", ""))

    def _claim(self, article: Article, written: Written) -> None:
        identity = {"article": article, "number": written.number}
        claim = keep(Claim, identity, written.claim, f"[{written.number}]")
        for key, values in written.criteria.items():
            keep(Criterion, {"claim": claim, "key": key}, values)
        stored = {one.key for one in claim.criteria.all()} - written.criteria.keys()
        if stored:
            raise ContentError(
                "expected all criteria of the draft [%(number)s], got none of %(keys)s: take them out in its editor "
                "first",
                number=written.number, keys=", ".join(sorted(stored)),
            )  # fmt: skip
        if not written.children and claim.children.exists():
            claim.children.clear()

    def _criterion(self, article: Article, claim: Entry, position: int, entry: Entry) -> dict[str, Any]:
        check_form(claim["kind"], entry)
        for name in FORMULAS:
            if entry.get(name):
                self._check_formula(entry["key"], name, entry[name])
        if "relation" in entry:
            self._check_relation(entry["key"], entry["relation"])
        forms = {"holds_when": "", "fails_when": "", "requires_when": "", "relation": {}, "coverage": COVERAGE,
                 "note": "", "note_zh": ""}  # fmt: skip
        values = forms | {name: entry[name] for name in entry.keys() - {"key"}}
        return values | {"position": position, "written_on": entry.get("written_on", article.written_on)}

    def _check_formula(self, key: str, name: str, text: str) -> None:
        try:
            parse(text, self.catalogue.types, expect=Kind.TRUTH)
        except FormulaError as error:
            raise ContentError("expected a formula in %(name)s of %(key)s, got\n%(why)s", name=name, key=key,
                               why=error.pointed_at(text)) from None  # fmt: skip

    def _check_relation(self, key: str, entry: Entry) -> None:
        try:
            written(entry, self.catalogue.types)
        except RelationError as error:
            raise ContentError("the relation of %(key)s: %(why)s", key=key, why=error) from None

    def _group(self, article: Article, number: str, numbers: Sequence[str]) -> None:
        children = list(Claim.objects.filter(article=article, number__in=numbers))
        lacking = sorted(set(numbers) - {one.number for one in children})
        if lacking:
            raise ContentError("expected claims of the article in %(where)s, got %(got)s",
                               where=_of_rule(f"[{number}]"), got=", ".join(lacking))  # fmt: skip
        Claim.objects.get(article=article, number=number).children.set(children)


def _of_rule(where: str) -> Worded:
    return Worded(gettext_noop("the rule of %(where)s"), where=where)
