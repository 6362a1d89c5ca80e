"""Load an article with its themes, claims and criteria from TOML files, by natural key; safe to repeat.

articles/<slug>/article.toml          title, author, date, hash of the text, themes; registration: by whom, why
articles/<slug>/claims/<theme>.toml   claims with their criteria
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from claims.freezing import Definitions
from claims.horizon import checkpoints
from claims.models import Article, Author, Claim, Criterion, Theme
from claims.scoring.relationform import RelationError, written
from claims.verbs.acts import Request
from claims.verbs.frozencontent import Written, keep_frozen, register_drafts
from evidence.formula import FormulaError, Kind, parse
from evidence.models import Catalogue
from evidence.models.natural import keep, one_loader_at_a_time
from evidence.tomlfiles import ContentError, Entry, checked, entries, read

_ARTICLE = frozenset({
    "title", "title_en", "language", "author", "published_on", "sha256", "length", "months", "written_on", "authors",
    "themes",
})  # fmt: skip
_ARTICLE_OPTIONS = frozenset({
    "translator", "publisher", "address", "published_note", "published_note_zh", "registration",
})  # fmt: skip
_CLAIM = frozenset({"statement", "statement_zh", "reading", "reading_zh", "kind", "nature", "spans"})
_CLAIM_OPTIONS = frozenset({
    "holder", "opens", "checkpoints", "measured_by", "measured_by_zh", "rule", "rubric", "criteria",
    "amendment", "stated",
})  # fmt: skip
_CRITERION = frozenset({"key", "role", "thresholds"})
_CRITERION_OPTIONS = frozenset({
    "holds_when", "fails_when", "requires_when", "relation", "coverage", "note", "note_zh", "written_on",
})  # fmt: skip
_FORMULAS = ("holds_when", "fails_when", "requires_when")
_LEVELS = 5


@transaction.atomic
def load(folder: Path, catalogue: Catalogue, now: datetime | None = None) -> list[Article]:
    """Load every article below `folder`. Raises `ContentError`; then nothing has changed.

    Claims of an article with a `registration` are registered as of `now` (default: this moment); what is registered
    is left as it is, or amended where its entry gives the reason (decision 0019).
    """
    one_loader_at_a_time()
    files = sorted((folder / "articles").glob("*/article.toml"))
    definitions = Definitions(catalogue)
    return [_Loading(file, catalogue, definitions, now or datetime.now(UTC)).article() for file in files]


@dataclass
class _Loading:
    """One article being loaded."""

    file: Path
    catalogue: Catalogue
    definitions: Definitions
    now: datetime

    def article(self) -> Article:
        entry = checked(str(self.file), read(self.file), _ARTICLE, _ARTICLE_OPTIONS)
        for slug, author in entry["authors"].items():
            keep(Author, {"slug": slug}, dict(author))
        values = {name: entry[name] for name in entry.keys() - {"authors", "themes", "author", "registration"}}
        author = Author.objects.get(slug=entry["author"])
        article = self._article({**values, "author": author})
        for position, (slug, theme) in enumerate(entry["themes"].items()):
            keep(Theme, {"article": article, "slug": slug}, {**theme, "position": position})
        self._claims(article, self._request(entry["registration"]) if "registration" in entry else None)
        return article

    def _article(self, values: dict[str, Any]) -> Article:
        """The article's row. Raises `ContentError` for a change of what registered claims rest on."""
        slug = self.file.parent.name
        there = Article.objects.filter(slug=slug).first()
        if there is not None and there.is_frozen:
            changed = [name for name in Article.FROZEN if getattr(there, name) != values.get(name, slug)]
            said = "; ".join(f"{name}: expected {getattr(there, name)}, got {values[name]}" for name in changed)
            if changed:
                raise ContentError(f"expected {self.file} as it was when its claims were registered, got {said}")
        return keep(Article, {"slug": slug}, values)

    def _request(self, entry: Entry) -> Request:
        """By whom, why and when the claims of the article are registered."""
        given = checked(f"registration in {self.file}", entry, frozenset({"by", "reason"}), frozenset())
        return Request(given["by"], given["reason"], self.now)

    def _claims(self, article: Article, request: Request | None) -> None:
        frozen = {
            one.number: one for one in article.claims.exclude(state=Claim.State.DRAFT).select_related("article__author")
        }
        themes = {theme.slug: theme for theme in article.themes.all()}
        rules: dict[str, Entry] = {}
        for file in sorted((self.file.parent / "claims").glob("*.toml")):
            if file.stem not in themes:
                raise ContentError(f"expected a theme among {', '.join(themes)} as the name of {file}")
            for number, entry in entries(file, _CLAIM, _CLAIM_OPTIONS):
                written = self._written(article, themes[file.stem], number, entry)
                if number in frozen:
                    keep_frozen(frozen[number], written, request or self._unasked(), self.definitions)
                    continue
                self._claim(article, written)
                if "rule" in entry:
                    rules[number] = entry["rule"]
        for number, rule in rules.items():
            self._rule(article, number, rule)
        if request:
            register_drafts(article, request, self.definitions)

    def _unasked(self) -> Request:
        """Who amends an article's claims by its files where it has no registration of its own."""
        return Request(self.file.parent.name, "its content files", self.now)

    def _written(self, article: Article, theme: Theme, number: str, entry: Entry) -> Written:
        """A claim's entry with every default filled in, checked as far as that needs no row."""
        where = f"[{number}]"
        _check_spans(where, entry["spans"], article.length)
        _check_rubric(where, entry)
        opens = entry.get("opens", article.published_on)
        values = {name: entry[name] for name in entry.keys() - {"rule", "criteria", "amendment"}}
        values |= {
            "theme": theme,
            "slug": f"{article.slug}-{number.lower()}",
            "opens": opens,
            "checkpoints": entry.get("checkpoints", checkpoints(opens, article.months)),
        }
        rule = entry.get("rule")
        if rule:
            rule = checked(f"the rule of {where}", rule, frozenset({"at_least", "of"}), frozenset())
            values |= {"rule": Claim.Rule.AT_LEAST, "least": rule["at_least"]}
        drafts = [checked(f"a criterion of {where}", one, _CRITERION, _CRITERION_OPTIONS)
                  for one in entry.get("criteria", [])]  # fmt: skip
        if entry["nature"] != Claim.Nature.JUDGED and not drafts and not rule:
            raise ContentError(f"expected a criterion or a rule over children at {where}, got neither")
        criteria = {one["key"]: self._criterion(article, entry, position, one) for position, one in enumerate(drafts)}
        return Written(number, values, criteria, rule["of"] if rule else (), entry.get("amendment", ""))

    def _claim(self, article: Article, written: Written) -> None:
        claim = keep(Claim, {"article": article, "number": written.number}, written.claim)
        for key, values in written.criteria.items():
            keep(Criterion, {"claim": claim, "key": key}, values)

    def _criterion(self, article: Article, claim: Entry, position: int, entry: Entry) -> dict[str, Any]:
        _check_form(claim["kind"], entry)
        for name in _FORMULAS:
            if entry.get(name):
                self._check_formula(entry["key"], name, entry[name])
        if "relation" in entry:
            self._check_relation(entry["key"], entry["relation"])
        forms = {"holds_when": "", "fails_when": "", "requires_when": "", "relation": {}}
        values = forms | {name: entry[name] for name in entry.keys() - {"key"}}
        return values | {"position": position, "written_on": entry.get("written_on", article.written_on)}

    def _check_formula(self, key: str, name: str, text: str) -> None:
        try:
            parse(text, self.catalogue.types, expect=Kind.TRUTH)
        except FormulaError as error:
            raise ContentError(f"expected a formula in {name} of {key}, got\n{error.pointed_at(text)}") from None

    def _check_relation(self, key: str, entry: Entry) -> None:
        try:
            written(entry, self.catalogue.types)
        except RelationError as error:
            raise ContentError(f"the relation of {key}: {error}") from None

    def _rule(self, article: Article, number: str, rule: Entry) -> None:
        where = f"the rule of [{number}]"
        children = list(Claim.objects.filter(article=article, number__in=rule["of"]))
        if len(children) != len(rule["of"]) or not 1 <= rule["at_least"] <= len(children):
            raise ContentError(
                f"expected claims of the article in {where}, got {rule['of']}, at least {rule['at_least']}"
            )
        Claim.objects.get(article=article, number=number).children.set(children)


def _check_form(kind: str, entry: Entry) -> None:
    """A relation is a kind of claim with a form of its own: the two go together, and it has no other formula."""
    if kind not in Claim.Kind.values:
        return  # refused with its claim
    formulas = [name for name in _FORMULAS if name in entry]
    is_relation = kind == Claim.Kind.RELATION
    if ("relation" in entry) != is_relation or (is_relation and formulas):
        expected = "a relation and no formula" if is_relation else "holds_when and no relation"
        got = ", ".join([*formulas, *(["relation"] if "relation" in entry else [])]) or "neither"
        raise ContentError(f"expected {expected} in {entry['key']}, a criterion of a {kind}, got {got}")
    if not is_relation and not entry.get("holds_when"):
        raise ContentError(f"expected holds_when in {entry['key']}, got none")


def _check_spans(where: str, spans: Any, length: int) -> None:
    right = isinstance(spans, list) and spans
    if not right or not all(isinstance(span, list) and 0 <= span[0] < span[1] <= length for span in spans):
        raise ContentError(f"expected spans [[start, end], ...] within {length} code points at {where}, got {spans}")


def _check_rubric(where: str, entry: Entry) -> None:
    levels = entry.get("rubric", [])
    if (entry["nature"] == Claim.Nature.JUDGED) != (len(levels) == _LEVELS):
        raise ContentError(f"expected a rubric of {_LEVELS} levels for a judged claim and no other at {where}")
    for level in levels:
        checked(f"a level of {where}", level, frozenset({"anchor", "anchor_zh"}), frozenset())
