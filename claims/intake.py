"""Content files that a person brings: what loading them does, row by row, seen before it is done.

They are loaded as those of the installation are, whole or not at all. Nothing is registered, nothing registered
changes, and whoever brings them needs the permissions to add and change what they add and change.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

import claims.load
from claims import contentfiles, parcel
from claims.models import Article, Author, Claim
from claims.verbs.redraft import TEST
from evidence.models import Indicator
from evidence.told import told
from evidence.tomlfiles import ContentError

Key = tuple[str, str]  # a row by its kind and name
State = Mapping[Key, Mapping[str, Any]]
_LONGEST = 160  # code points of a value that is shown
_BEFORE = "before figures"


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class Row:
    """A row of the files by its kind (author, article, theme, claim) and name; `notes` say what changes, or why not."""

    kind: str
    name: str
    outcome: Outcome
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What loading would do, or did."""

    rows: tuple[Row, ...]

    @property
    def is_refused(self) -> bool:
        """Whether anything is, so that nothing is loaded."""
        return any(one.outcome == Outcome.REFUSED for one in self.rows)

    @property
    def is_idle(self) -> bool:
        """Whether nothing would change."""
        return all(one.outcome == Outcome.SAME for one in self.rows)

    @property
    def stamp(self) -> str:
        """Equal for equal plans."""
        return hashlib.sha256(repr([(*vars(one).values(),) for one in self.rows]).encode()).hexdigest()


@dataclass(frozen=True)
class Bringer:
    """Who brings files: what they may do by codename, such as add_claim, and the day (UTC)."""

    may: Callable[[str], bool]
    on: date


@transaction.atomic
def preview(data: bytes, by: Bringer) -> Plan:
    """What a ZIP of content files would do; nothing is done. Raises `ContentError` for what is no such file."""
    plan = _loaded(data, by)
    transaction.set_rollback(True)
    return plan


@transaction.atomic
def take_in(data: bytes, by: Bringer, seen: str) -> tuple[Plan, bool]:
    """Load it if the plan is the one that was `seen`, by its stamp, and refuses nothing: the plan, and whether it was.

    Raises `ContentError` for what is no such file.
    """
    plan = _loaded(data, by)
    is_done = plan.stamp == seen and not plan.is_refused
    if not is_done:
        transaction.set_rollback(True)
    return plan, is_done


@dataclass
class _Loading:
    """Collects which entries there are and which of them are refused."""

    refused: dict[Key, str] = field(default_factory=dict)
    claims: list[tuple[str, str]] = field(default_factory=list)
    folder: str = ""

    @contextmanager
    def each(self, slug: str, number: str) -> Iterator[None]:
        if number and (slug, number) not in self.claims:
            self.claims.append((slug, number))
        try:
            with transaction.atomic():
                yield
        except ContentError as error:
            key = ("claim", _name(slug, number)) if number else ("article", slug)
            self.refused.setdefault(key, told(error).replace(f"{self.folder}/", ""))


def _loaded(data: bytes, by: Bringer) -> Plan:
    files = parcel.unpacked(data)
    slugs = sorted({place.split("/")[1] for place in files})
    list(Claim.objects.select_for_update(of=("self",)).filter(article__slug__in=slugs))  # editors wait
    before, loading = _state(slugs), _Loading()
    with TemporaryDirectory() as folder:
        loading.folder = folder
        for place, content in files.items():
            file = Path(folder, place)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        claims.load.load(Path(folder), Indicator.objects.catalogue(), each=loading.each, acts=False)
    return Plan(tuple(_rows(loading, before, _state(slugs), by)))


def _state(slugs: Collection[str]) -> State:
    """Every author, and the articles with themes and claims, as files say them."""
    said: dict[Key, Mapping[str, Any]] = {
        ("author", one.slug): contentfiles.author_entry(one) for one in Author.objects.order_by("slug")
    }
    articles = Article.objects.filter(slug__in=slugs).select_related("author").prefetch_related("themes")
    for article in articles.order_by("slug"):
        whole = contentfiles.article_file(article)
        said["article", article.slug] = contentfiles.article_entry(article)
        for place, (slug, theme) in enumerate(whole["themes"].items(), 1):
            said["theme", _name(article.slug, slug)] = {**theme, "place": place}
    for one in Claim.objects.with_everything().filter(article__slug__in=slugs):
        said["claim", _name(one.article.slug, one.number)] = contentfiles.claim_entry(one) | {"theme": one.theme.slug}
    return said


def _name(slug: str, part: str) -> str:
    return f"{slug} {part}"


def _rows(loading: _Loading, before: State, after: State, by: Bringer) -> Iterator[Row]:
    """Whatever differs, and every claim of the files in their order."""
    brought = [("claim", _name(*one)) for one in loading.claims]
    others = [key for key in {**after, **loading.refused} if key[0] != "claim"]
    for key in (*others, *brought):
        if key in loading.refused:
            yield Row(*key, Outcome.REFUSED, (loading.refused[key],))
        elif key in after and (key[0] == "claim" or before.get(key) != after[key]):
            yield _row(key, before.get(key), after[key], by)


def _row(key: Key, before: Mapping[str, Any] | None, after: Mapping[str, Any], by: Bringer) -> Row:
    if before == after:
        return Row(*key, Outcome.SAME)
    needed = f"{'add' if before is None else 'change'}_{key[0]}"
    if not by.may(needed):
        said = _("expected the permission %(permission)s, got an account without it") % {"permission": needed}
        return Row(*key, Outcome.REFUSED, (said,))
    if before is None:
        return Row(*key, Outcome.NEW)
    backdated = tuple(_backdated(before, after, by.on)) if key[0] == "claim" else ()
    return Row(*key, Outcome.REFUSED, backdated) if backdated else Row(*key, Outcome.CHANGED, _changes(before, after))


def _backdated(before: Mapping[str, Any], after: Mapping[str, Any], today: date) -> Iterator[str]:
    """Why a draft's new test is refused: it counts as written now, as in the editor, whatever a file says."""
    known = {one["key"]: one for one in before.get("criteria", ())}
    for one in after.get("criteria", ()):
        was = known.get(one["key"], {})
        is_new_test = any(was.get(name) != one.get(name) for name in TEST)
        if is_new_test and (one["written_on"] != today or one["thresholds"] == _BEFORE):
            figures = {"today": today, "before": _BEFORE, "key": one["key"], "day": one["written_on"],
                       "thresholds": one["thresholds"]}  # fmt: skip
            yield _("expected written_on = %(today)s and no thresholds = \"%(before)s\" at %(key)s, whose test "
                    "changes, got %(day)s and \"%(thresholds)s\"") % figures  # fmt: skip


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """Each field that differs, criteria by their keys."""
    old, new = _flat(before), _flat(after)
    return tuple(
        f"{name}: {_shown(old.get(name))} → {_shown(new.get(name))}"
        for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)
    )  # fmt: skip


def _flat(entry: Mapping[str, Any]) -> dict[str, Any]:
    criteria = {f"{one['key']}.{name}": value for one in entry.get("criteria", ()) for name, value in one.items()}
    order = {"criteria": [one["key"] for one in entry["criteria"]]} if "criteria" in entry else {}
    return {**{name: value for name, value in entry.items() if name != "criteria"}, **order, **criteria}


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(one) for one in value)
    text = "–" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
