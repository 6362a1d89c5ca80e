"""The admin's pages of evidence: what an indicator's shows, and that none reads what it does not show."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evidence.holding import hold, ingest_or_hold
from evidence.ingest import ingest
from evidence.models import Asked, Fetch, HeldBatch, Indicator
from evidence.publication import DAY
from evidence.sources import Answer
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, tzinfo=UTC)
JANUARY = 20_454  # 2026-01-01


@pytest.fixture
def jobs() -> Indicator:
    """A month that was revised once, by 2 thousand, and one with its first figure alone."""
    one = factories.indicator("jobs", unit="thousand person", code="JOBS", publication_lag=5)
    ingest(
        factories.batch(
            one,
            [(JANUARY, (JANUARY + 36) * DAY, 150_000.0), (JANUARY, (JANUARY + 66) * DAY, 150_002.0),
             (JANUARY + 31, (JANUARY + 66) * DAY, 150_100.0)],
        )
    )  # fmt: skip
    return one


def page(client: Client, row: Indicator | Fetch | HeldBatch | None = None, model: str = "", **more: str) -> list[str]:
    """The lines of a page."""
    place = f"{row._meta.model_name}/{row.pk}/change/" if row is not None else f"{model}/"
    answer = client.get(f"/admin/evidence/{place}", headers=more)
    assert answer.status_code == 200
    return answer.content.decode().splitlines()


def test_an_indicators_page_shows_its_newest_figures_and_since_when_each_is_known(
    jobs: Indicator, admin_client: Client
) -> None:
    text = "\n".join(page(admin_client, jobs))
    assert text.index("Newest figures") < text.index("Why it matters"), "figures come before what is said of them"
    newest = text[text.index("Newest figures") : text.index("Revisions")]
    cells = re.findall(r"<td[^>]*>([^<]*)</td>", newest)
    assert cells == [
        "2026-02", "150.1 million persons", "2026-03-08", "2026-01", "150.002 million persons", "2026-03-08",
    ]  # fmt: skip


def test_an_indicators_page_draws_its_figures_and_how_each_was_first_published(
    jobs: Indicator, admin_client: Client
) -> None:
    text = "\n".join(page(admin_client, jobs))
    drawn = text[text.index('<svg class="figures') : text.index("Newest figures")]
    assert drawn.count("<polyline") == 2
    assert "from 2026-01-31 to 2026-02-28, between 150 million persons and 150.1 million persons." in drawn
    assert "Dotted: as first published" in drawn


def test_an_indicators_page_shows_its_revisions_and_their_usual_size(jobs: Indicator, admin_client: Client) -> None:
    text = "\n".join(page(admin_client, jobs))
    revised = text[text.index("Revisions") :]
    assert revised.index("150 million persons") < revised.index("150.002 million persons")
    assert "2 periods, 50% revised" in revised
    assert "of the first 1,000 persons" in revised, "the median of 2 thousand and of none"


def test_the_page_speaks_the_readers_language(jobs: Indicator, admin_client: Client) -> None:
    text = "\n".join(page(admin_client, jobs, **{"accept-language": "zh-hant"}))
    assert "最新數字" in text
    assert "歷次修正" in text
    assert "1.5 億人" in text or "1.5 億 人" in text


def test_a_formula_has_figures_and_no_revisions_and_one_without_figures_says_so(
    jobs: Indicator, admin_client: Client
) -> None:
    derived = factories.indicator("change", formula="diff(jobs)", unit="thousand person")
    text = "\n".join(page(admin_client, derived))
    assert "100 thousand persons" in text or "98 thousand persons" in text
    assert "Revisions" not in text
    empty = "\n".join(page(admin_client, factories.indicator("empty", code="E")))
    assert "No figure of it is known." in empty


@pytest.fixture
def held(jobs: Indicator) -> HeldBatch:
    thousands = [(JANUARY, (JANUARY + 90) * DAY, 150_002_000.0), (JANUARY + 31, (JANUARY + 90) * DAY, 150_100_000.0)]
    found = ingest_or_hold(jobs, factories.batch(jobs, thousands), only_differences=True, now=NOW)
    asked = Asked(factories.source(), ["JOBS"], "https://x.example", NOW)
    hold([found], Fetch.objects.keep(asked, [Answer(b"1,2\n", "https://x.example")]), now=NOW)
    return HeldBatch.objects.get()


def columns_read(client: Client, row: Fetch | HeldBatch | None = None, model: str = "") -> str:
    with CaptureQueriesContext(connection) as queries:
        page(client, row, model)
    return "\n".join(query["sql"] for query in queries)


def test_neither_list_nor_page_reads_the_bytes_it_does_not_show(held: HeldBatch, admin_client: Client) -> None:
    fetch = held.fetches.get()
    read = [columns_read(admin_client, one) for one in (held, fetch)]
    read += [columns_read(admin_client, model=name) for name in ("heldbatch", "fetch")]
    assert [sql for sql in read if '"rows"' in sql or '"compressed"' in sql] == []
    assert fetch.payload_id is not None
    assert fetch.payload_id in "\n".join(page(admin_client, fetch))


def test_the_newest_fetches_are_found_by_an_index() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {Fetch.objects.all()[:100].query}")
        plan = str(cursor.fetchall())
    assert "fetch_newest_of_all" in plan
    assert "Sort" not in plan
