"""Whether labels are complete enough to measure on: their own counts, never what the extraction makes of them."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from claims.extraction.evaluation.labels import Article

UNITS, LEAST = range(40, 61), 12  # units an article should have; claims and non-claims it should have at least
ARTICLES, ALL_UNITS, TRADITIONAL = 5, 220, 2


@dataclass(frozen=True, slots=True)
class Count:
    """What an article's labels hold, and what they lack. `unknown`: concepts of other names, which count as missed."""

    article: Article
    claims: int
    kinds: dict[str, int]
    dated: int
    measured: int
    unknown: tuple[str, ...]
    lacking: tuple[str, ...]


def count(article: Article, *, taken: Collection[str], concepts: Collection[str], slugs: Collection[str]) -> Count:
    """One held-out article. `taken`: genres that rules were written on; `slugs`: of all indicators."""
    claims = [unit for unit in article.units if unit.kind]
    named = dict.fromkeys(name for unit in claims for name in unit.concepts if name not in concepts)
    return Count(
        article, len(claims), dict(Counter(str(unit.kind) for unit in claims)),
        sum(unit.closes is not None for unit in claims), sum(bool(unit.indicators) for unit in claims),
        tuple(named), tuple(_lacking(article, len(claims), taken, slugs)),
    )  # fmt: skip


def _lacking(article: Article, claims: int, taken: Collection[str], slugs: Collection[str]) -> list[str]:
    found, units = [], len(article.units)
    if units not in UNITS:
        found.append(f"expected {UNITS[0]} to {UNITS[-1]} units, got {units}")
    if min(claims, units - claims) < LEAST:
        found.append(f"expected at least {LEAST} claims and {LEAST} others, got {claims} and {units - claims}")
    if article.genre in taken:
        found.append(f"expected a genre that no rule was written on, got {article.genre!r}")
    unknown = {slug for unit in article.units for slug in unit.indicators} - set(slugs)
    if unknown:
        found.append(f"expected slugs of indicators, got {', '.join(sorted(unknown))}")
    early = [unit for unit in article.units if unit.closes and unit.closes <= article.published]
    if early:
        found.append(f"expected days after {article.published}, got {', '.join(str(one.closes) for one in early)}")
    return found


def lacking_together(articles: Sequence[Article]) -> list[str]:
    """What a set of held-out articles lacks as a whole."""
    units = sum(len(one.units) for one in articles)
    traditional = sum(one.language == "zh-Hant" for one in articles)
    found = []
    if len(articles) < ARTICLES or units < ALL_UNITS:
        found.append(f"expected {ARTICLES} articles with {ALL_UNITS} units together, got {len(articles)} with {units}")
    if traditional < TRADITIONAL:
        found.append(f"expected {TRADITIONAL} articles in zh-Hant, got {traditional}")
    return found
