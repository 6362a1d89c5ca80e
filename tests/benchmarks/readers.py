"""A stock of registered claims as an old installation has them, and a reader's pages of it."""

import gzip
import json
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

import numpy as np
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

import evidence.load
from claims.models import Act, Article, Assessment, Author, Claim, Criterion, LedgerEntry, Settlement, Theme
from claims.onrecord.order import Place
from claims.scoring.verdict import BANDS
from evidence.models import Indicator
from tests.benchmarks import stock as evidence_stock
from tests.benchmarks.rows import seconds

ARTICLES, THEMES, DAYS = 200, 5, 12  # days on which each claim was assessed, a fortnight apart
FORMULAS = ("mean(yoy(cpi_electricity) - yoy(cpi_all)) >= 1.5", "last(cpi_all) > start(cpi_all)",
            "growth(cpi_electricity) > 2%")  # fmt: skip
MONTHS, VINTAGES = 360, 3
WORDS = ["Electricity", "outpaces", "consumer", "prices", "while", "data", "centres", "grow", "and", "wages", "stay"]


def stock(claims: int) -> None:
    """All indicators of an installation, figures of two of them, and so many claims of `ARTICLES` articles."""
    evidence.load.load(settings.BASE_DIR / "fixtures")
    _figures()
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # what is written here has been, long ago
        _claims(claims)
        _assessments()
        _settlements(claims // 5)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE")


def _figures() -> None:
    ids = np.array(
        sorted(Indicator.objects.filter(slug__in=("cpi_electricity", "cpi_all")).values_list("pk", flat=True))
    )
    first = (datetime.now(UTC).date().replace(day=1) - timedelta(days=31 * MONTHS)) - date(1970, 1, 1)
    days = first.days + 30 * np.arange(MONTHS)
    with evidence_stock.unchecked():
        evidence_stock.raw_copy(evidence_stock.vintages(ids, days, VINTAGES), VINTAGES)


def _claims(number: int) -> None:
    rng = np.random.default_rng(20261130)
    today = datetime.now(UTC).date()
    authors = Author.objects.bulk_create([Author(slug=f"author-{n}", name=f"Author {n}") for n in range(ARTICLES // 4)])
    articles = Article.objects.bulk_create([
        Article(slug=f"article-{n}", title=f"文章 {n}", title_en=f"Article {n}", language="zh-Hant", publisher="Daily",
                author=authors[n % len(authors)], published_on=today - timedelta(days=150 + 3 * n), sha256="0" * 64,
                length=5_000, months=[12, 18], written_on=today - timedelta(days=150 + 3 * n))
        for n in range(ARTICLES)
    ])  # fmt: skip
    themes = Theme.objects.bulk_create([
        Theme(article=article, slug=f"theme-{n}", name=f"Theme {n}", name_zh=f"主題 {n}", position=n)
        for article in articles for n in range(THEMES)
    ])  # fmt: skip
    made = Claim.objects.bulk_create([_claim(n, articles[n % ARTICLES], themes, rng) for n in range(number)])
    criteria = [
        _criterion(claim, key, role) for claim in made for key, role in (("p", "primary"), ("x", "alternative"))
    ]
    Criterion.objects.bulk_create(criteria, batch_size=5_000)
    _register(made)


def _claim(n: int, article: Article, themes: list[Theme], rng: np.random.Generator) -> Claim:
    words = " ".join(rng.permutation(WORDS))
    opens = article.published_on
    first = opens + timedelta(days=365 + n % 90)
    return Claim(
        slug=f"claim-{n}", article=article, number=f"C{n}", theme=themes[(n % ARTICLES) * THEMES + n % THEMES],
        statement=f"{words} {n}.", statement_zh=f"電價漲幅超過物價，{n}。", reading=f"Year-on-year growth, {words}.",
        reading_zh="年增率平均值。", kind="comparison", nature="measured", spans=[[0, 40]], opens=opens,
        checkpoints=[first, first + timedelta(days=180)], state=Claim.State.REGISTERED, version=1,
    )  # fmt: skip


def _criterion(claim: Claim, key: str, role: str) -> Criterion:
    formula = FORMULAS[(claim.pk + (key == "x")) % len(FORMULAS)]
    return Criterion(claim=claim, key=f"{claim.number}.{key}", role=role, position=int(key == "x"), holds_when=formula,
                     thresholds="before figures", note="A note.", note_zh="備註。", written_on=claim.opens)  # fmt: skip


def _register(claims: list[Claim]) -> None:
    """As the ledger has it; its chain is not what is measured here."""
    LedgerEntry.objects.bulk_create([
        LedgerEntry(number=n, at=f"{claim.opens}T12:00:00.000000Z", kind="register", body="{}", previous="0" * 64,
                    hash=f"{n:064x}")
        for n, claim in enumerate(claims, 1)
    ], batch_size=5_000)  # fmt: skip
    Act.objects.bulk_create([
        Act(claim=claim, kind="register", version=1, by="bench", reason="As written.", key=claim.slug, entry_id=n,
            at=datetime.combine(claim.opens, datetime.min.time(), UTC), payload_hash="0" * 64)
        for n, claim in enumerate(claims, 1)
    ], batch_size=5_000)  # fmt: skip


def _assessments() -> None:
    """Of each claim at both checkpoints on `DAYS` days, of its criteria on the last: one row of each, then by SQL."""
    columns = [field.column for field in Assessment._meta.fields if field.column not in ("id", "recorded_at")]
    own = {"claim_id": "claim.id", "criterion_id": "part.id", "checkpoint": "checkpoint",
           "inputs": "md5(random()::text)", "as_of": "current_date - 14 * days.n", "p_hold": "p", "p_fail": "1 - p",
           "band": "(%(bands)s::text[])[1 + floor(p * 4.999)::int]"}  # fmt: skip
    some = {"p_mixed": "0", "p_unknown": "0", "base_rate": ".5", "information": ".6", "overlays": "'{}'",
            "outcome": "''", "missing": "'[]'", "facts": "%(facts)s::jsonb", "method": "'1'",
            "numpy": "'2'"}  # fmt: skip
    said = {**own, **some}
    filled = ", ".join(said[name] for name in columns)
    statement = "INSERT INTO claims_assessment (" + ", ".join(columns) + ", recorded_at) SELECT " + filled + _FROM
    with connection.cursor() as cursor:
        cursor.execute(statement, {"bands": list(map(str, BANDS)), "facts": _facts(), "days": DAYS})


_FROM = """, now() - interval '14 days' * days.n
FROM claims_claim AS claim CROSS JOIN unnest(claim.checkpoints) AS checkpoint
CROSS JOIN generate_series(0, %(days)s - 1) AS days (n)
CROSS JOIN LATERAL (
    SELECT NULL::bigint AS id UNION ALL SELECT id FROM claims_criterion WHERE claim_id = claim.id AND days.n = 0
) AS part
CROSS JOIN LATERAL (SELECT random() AS p WHERE claim.id > 0 AND days.n >= 0) AS chance
"""


def _facts() -> str:
    base = {"rate": 0.5, "hits": 120, "windows": 240, "effective": 20.0, "low": 0.3, "high": 0.7, "pooled": []}
    change = {"on": "2026-08-31", "from": "undecided", "to": "leaning to hold", "p_from": 0.6, "p_to": 0.75,
              "releases": ["cpi_all"],
              "parts": [{"indicator": "cpi_all", "known": "2026-08-12", "bits": 0.2}]}  # fmt: skip
    days = [str(date(2026, 12, 1) + timedelta(days=30 * n)) for n in range(12)]
    fan = {"series": "yoy(cpi_electricity) - yoy(cpi_all)", "days": days, "levels": [0.5, 0.8, 0.95],
           "quantiles": [[float(level + n / 10) for n in range(12)] for level in range(7)]}  # fmt: skip
    return json.dumps({
        "void": 0.0, "distance": 1.0, "base": base, "as_far": base, "regime": None, "fan": fan, "bits": 0.5,
        "changes": [change], "so_far": [{"left": 2.0, "right": 1.5, "until": "2026-10-31"}], "dynamics": {},
        "speaks": "", "stand_in": False,
    })  # fmt: skip


def _settlements(number: int) -> None:
    """The first checkpoint of some claims, settled."""
    passed = Claim.objects.filter(checkpoints__0__lt=datetime.now(UTC).date() - timedelta(days=2))
    chosen = list(passed.order_by("pk")[:number])
    first = LedgerEntry.objects.count() + 1
    LedgerEntry.objects.bulk_create([
        LedgerEntry(number=n, at="2026-01-01T12:00:00.000000Z", kind="settle", body="{}", previous="0" * 64,
                    hash=f"{n:064x}")
        for n in range(first, first + len(chosen))
    ], batch_size=5_000)  # fmt: skip
    Settlement.objects.bulk_create([
        Settlement(claim=claim, version=1, checkpoint=claim.checkpoints[0], outcome=("held", "failed")[n % 2],
                   known_on=claim.checkpoints[0], as_of=claim.checkpoints[0], by="bench", method="1", numpy="2",
                   set_at=datetime.now(UTC) - timedelta(days=1), entry_id=first + n)
        for n, claim in enumerate(chosen)
    ], batch_size=5_000)  # fmt: skip


class Pages:
    """A reader who asks for pages; each gives the seconds that its answer took."""

    def __init__(self) -> None:
        self.client = Client(headers={"accept-encoding": "gzip", "host": "localhost"})
        keys = list(Claim.objects.order_by("pk").values_list("pk", flat=True))
        self.slugs = iter(f"claim-{n * 37 % len(keys)}" for n in count())
        self.middle = Place(0, (datetime.now(UTC).date() - date(1970, 1, 1)).days + 200, keys[len(keys) // 2])
        self.then = datetime.now(UTC).date() - timedelta(days=60)

    def _asked(self, address: str) -> HttpResponse:
        answer = self.client.get(address)
        assert answer.status_code in (200, 204), (address, answer.status_code)
        return answer

    def _seconds(self, address: str) -> float:
        return seconds(lambda: self._asked(address))

    def claim(self) -> float:
        return self._seconds(f"/claims/{next(self.slugs)}/")

    def list(self) -> float:
        return self._seconds("/claims/")

    def later(self) -> float:
        return self._seconds(f"/claims/?after={self.middle}")

    def search(self) -> float:
        return self._seconds("/claims/?q=9871")

    def band(self) -> float:
        return self._seconds("/claims/?standing=off+track")

    def past(self) -> float:
        return self._seconds(f"/claims/?as_of={self.then}")

    def empty(self) -> float:
        return self._seconds("/favicon.ico")

    def queries(self, name: str) -> float:
        with CaptureQueriesContext(connection) as queries:
            getattr(self, name)()
        return float(len(queries))

    def weight(self, name: str) -> float:
        """Bytes of a page and its style sheet, compressed."""
        address = {"list": "/claims/", "claim": f"/claims/{next(self.slugs)}/"}[name]
        style = finders.find("claims/pages.css")
        assert isinstance(style, str)
        return float(len(self._asked(address).content) + len(gzip.compress(Path(style).read_bytes())))
