"""An article whose claims people have worked out already, as labels: spans, kinds, indicators of their criteria.

Rules and lexicon were written by people who knew the first article, so its figures are contaminated and reported apart.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from claims.extraction.blocks import units
from claims.extraction.candidate import Block, Kind, Span
from claims.extraction.evaluation.labels import Article, Labelled
from evidence.tomlfiles import ContentError, Entry, entries
from evidence.tomlfiles import read as read_toml

_SLUG = re.compile(r"[a-z][a-z0-9_]+")
_MOST = 0.5  # of a unit or of a quote that must be common to both


def worked_out(text: str, folder: Path) -> Article:
    """The article of `folder` (articles/<slug>/article.toml) whose text this is, with its units labelled.

    Raises `ContentError` where no article has the text's hash.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    for file in sorted(folder.glob("*/article.toml")):
        facts = read_toml(file)
        if facts["sha256"] == digest:
            claims = claims_of(file.parent)
            labelled = tuple(_labelled(text, unit.span, unit.block, claims.values()) for unit in units(text))
            return Article(file.parent.name, facts["language"], "", facts["published_on"], text, labelled)
    raise ContentError("expected the text of an article in %(folder)s, got one with SHA-256 %(hash)s", folder=folder,
                       hash=digest[:12])  # fmt: skip


def claims_of(folder: Path) -> dict[str, Entry]:
    """All claims of an article's files, by number."""
    keys = frozenset({"spans", "kind"})
    return {
        number: entry
        for file in sorted((folder / "claims").glob("*.toml"))
        for number, entry in entries(file, keys, frozenset(_options(file)))
    }


def _options(file: Path) -> set[str]:
    return {key for entry in read_toml(file).values() for key in entry}


def indicators_of(claim: Entry) -> tuple[str, ...]:
    """Slugs and other names in the formulas of a claim's criteria."""
    texts = [str(value) for criterion in claim.get("criteria", ()) for value in _formulas(criterion)]
    return tuple(dict.fromkeys(word for text in texts for word in _SLUG.findall(text)))


def _formulas(criterion: Mapping[str, object]) -> Iterable[object]:
    return (criterion[name] for name in ("holds_when", "fails_when", "requires_when", "relation") if name in criterion)


def _labelled(text: str, span: Span, block: Block, claims: Iterable[Entry]) -> Labelled:
    own = [claim for claim in claims if any(_is_shared(span, Span(*other)) for other in claim["spans"])]
    kind = Kind(own[0]["kind"]) if own else None
    indicators = tuple(dict.fromkeys(slug for claim in own for slug in indicators_of(claim)))
    return Labelled(span, kind, (), block is Block.HEADING, None, indicators)


def _is_shared(one: Span, other: Span) -> bool:
    common = min(one.end, other.end) - max(one.start, other.start)
    return common > _MOST * min(one.end - one.start, other.end - other.start)
