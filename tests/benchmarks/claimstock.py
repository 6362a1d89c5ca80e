"""Registered claims of articles of one size about made-up indicators, some with a test that has passed."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from claims.assess import assess
from claims.dossier import Dossier
from claims.models import Article, Assessment, Author, Claim, Criterion, Theme
from claims.verbs.settle import settle
from evidence.periods import date_of
from evidence.refresh import refresh
from tests import factories
from tests.benchmarks import criteria
from tests.claims import content

DAY = date(2025, 11, 30)  # of the newest figures
REGISTERED = datetime(2024, 12, 1, 12, tzinfo=UTC)
OPENS, PASSED, AHEAD = date(2025, 1, 1), date(2025, 10, 31), date(2027, 5, 31)
INDICATORS = 36
ARTICLE, THEMES, HOLDERS = 56, 7, 9  # claims and themes of an article; people who hold claims
EVERY = 5  # one claim in so many has a test that has passed, and is settled


def stock(count: int) -> None:
    """So many claims and what they are about; what has passed is settled, nothing is assessed."""
    of = criteria.stock(INDICATORS)
    _indicators(of)
    for first in range(0, count, ARTICLE):
        _article(of, range(first, min(first + ARTICLE, count)))
    content.enter(REGISTERED)
    settle(DAY, datetime(DAY.year, DAY.month, DAY.day, 12, tzinfo=UTC) + timedelta(days=1))


def assessed() -> None:
    """Assess the first claim of each shape, and say the same of all others of it: to assess them all takes minutes."""
    every, shapes = list(Claim.objects.with_everything().order_by("pk")), len(criteria.SHAPES)
    assess(DAY, every[:shapes])
    found = defaultdict(list)
    for row in Assessment.objects.order_by("pk"):
        found[row.claim_id].append(row)
    dossier = Dossier(every, DAY)
    Assessment.objects.bulk_create(
        _said_of(claim, row, dossier.inputs(claim))
        for number, claim in enumerate(every[shapes:], shapes)
        for row in found[every[number % shapes].pk]
    )


def _said_of(claim: Claim, row: Assessment, inputs: str) -> Assessment:
    [criterion] = claim.criteria.all()
    same = {field.attname: getattr(row, field.attname) for field in Assessment._meta.concrete_fields}
    own = {"id": None, "claim_id": claim.pk, "criterion_id": row.criterion_id and criterion.pk, "inputs": inputs,
           "facts": row.facts | ({"speaks": criterion.key} if "speaks" in row.facts else {})}  # fmt: skip
    return Assessment(**same | own)


def _indicators(of: criteria.Stock) -> None:
    """Those that formulas name, with their figures as an archive brings them."""
    with TemporaryDirectory() as named:
        folder = Path(named)
        (folder / "fred").mkdir()
        (folder / "manifest.csv").write_text("source,code,title,unit,frequency\n", encoding="utf-8")
        made = []
        for slug, past in of.world.histories.items():
            walk = of.world.measures[slug].walk
            made.append(factories.indicator(slug, unit=criteria.UNITS[walk], walk=walk, aggregation=criteria.HOW[walk],
                                            seasonal_adjustment="SA", family=walk))  # fmt: skip
            months = [date_of(int(end)).replace(day=1) for end in past.ends]
            lines = [f"{month},{value}," for month, value in zip(months, past.values, strict=True)]
            text = "\n".join(["period,value,known_from", *lines, ""])
            (folder / "fred" / f"{slug.upper()}.csv").write_text(text, encoding="utf-8")
        refresh(made, client=None, now=content.LEARNT, settings={"findings": "/none"}, archive_folder=folder, own=False)


def _article(of: criteria.Stock, numbers: range) -> None:
    holder = f"author-{numbers.start // ARTICLE % HOLDERS}"
    author, _ = Author.objects.get_or_create(slug=holder, defaults={"name": holder})
    out = REGISTERED.date()
    article = Article.objects.create(
        slug=f"article-{numbers.start}", title=f"文章{numbers.start}", title_en=f"Article {numbers.start}",
        author=author, publisher="Daily", length=5_000, months=[12], published_on=out, written_on=out,
    )  # fmt: skip
    themes = [
        Theme.objects.create(article=article, slug=f"t{n}", name=f"Theme {n}", name_zh=f"主題{n}", position=n)
        for n in range(THEMES)
    ]
    made = Claim.objects.bulk_create(_claim(article, themes, number) for number in numbers)
    Criterion.objects.bulk_create(_criteria(of, made, numbers))


def _claim(article: Article, themes: list[Theme], number: int) -> Claim:
    return Claim(
        article=article, theme=themes[number % THEMES], number=f"C{number}", slug=f"c{number}", kind="trend",
        nature="measured", spans=[[0, 40]], statement=f"Statement {number}.", statement_zh=f"論點{number}。",
        reading=f"Reading of {number}.", reading_zh="檢驗內容。", opens=OPENS,
        checkpoints=[PASSED, AHEAD] if number % EVERY == 0 else [AHEAD],
    )  # fmt: skip


def _criteria(of: criteria.Stock, claims: Iterable[Claim], numbers: range) -> Iterable[Criterion]:
    for claim, number in zip(claims, numbers, strict=True):
        yield Criterion(claim=claim, key=f"{claim.number}.p", role="primary", position=0,
                        holds_when=criteria.formula(of, number), thresholds="before figures", note="A note.",
                        note_zh="備註。", written_on=claim.article.written_on)  # fmt: skip
