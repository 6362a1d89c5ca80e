"""A letter with claims, and the three indicators that measure them: what decisions and the desk are tried on."""

from datetime import UTC, date, datetime

from claims.models import Article, Author, Candidate
from claims.propose import keep_new, propose
from tests import factories

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEXT = (
    "一封信\n\n美國失業率明年將升破 5%。天氣很好。比特幣將跑贏黃金。\n\n"
    "央行會繼續買進黃金，而且失業率將上升。\n\n最後再說一次，比特幣將跑贏黃金。"
)


def indicators() -> None:
    """Unemployment, gold and bitcoin, without figures."""
    factories.indicator("unemployment_rate", name="Unemployment rate", name_zh="失業率", unit="percent")
    for slug, chinese in (("gold", "黃金"), ("bitcoin", "比特幣")):
        factories.indicator(
            slug, name=slug.title(), name_zh=chinese, unit="USD", frequency="D", aggregation="last", walk="log"
        )


def letter(text: str = TEXT, slug: str = "letter") -> Article:
    """The letter with its candidates."""
    author, _ = Author.objects.get_or_create(slug="ann", defaults={"name": "Ann"})
    article = keep_new(
        text=text, slug=slug, title="一封信", title_en="A letter", author=author, language="zh-Hant",
        published_on=date(2025, 12, 1), months=[12, 18], now=NOW,
    )  # fmt: skip
    propose(article=article, now=NOW)
    return article


def at(article: Article, words: str, text: str = TEXT) -> Candidate:
    """The candidate that holds these words."""
    place = text.index(words)
    return article.candidates.filter(spans__start__lte=place, spans__end__gt=place)[0]
