"""The one way in to observations: what a single read gives, and how little it asks the database."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Max
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import DjangoAssertNumQueries

from evidence.ingest import ingest
from evidence.models import Indicator, Observation, Recording
from evidence.periods import date_of, day_number
from evidence.publication import DAY
from evidence.readings import _NEWS, News, histories, news, panels, readings
from tests import factories

pytestmark = pytest.mark.django_db
JANUARY, KNOWN = 20_454, 20_500  # 2026-01-01, 2026-02-16


@pytest.fixture(autouse=True)
def _two_indicators() -> None:
    one = factories.indicator("prices", unit="percent")
    factories.indicator("doubled", unit="percent", formula="prices * 2")
    ingest(factories.batch(one, [(JANUARY, KNOWN * DAY, 1.5)]))


def test_one_raw_series_is_looked_up_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert readings("prices", KNOWN).values.tolist() == [[1.5]]


def test_what_was_not_known_yet_is_not_read() -> None:
    assert readings("prices", KNOWN - 1).is_empty()


def test_a_derived_series_is_computed() -> None:
    assert readings("doubled", KNOWN).values.tolist() == [[3.0]]


ROWS = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 40), st.one_of(st.none(), st.floats(-1e9, 1e9))),
    max_size=12, unique_by=lambda row: row[:2],
)  # fmt: skip


class TestOneSeries(TestCase):
    @settings(max_examples=60, suppress_health_check=[HealthCheck.differing_executors])
    @given(ROWS, ROWS, st.integers(-1, 41))
    def test_a_series_that_is_read_alone_is_as_it_is_among_others(
        self, mine: list[tuple[int, int, float | None]], others: list[tuple[int, int, float | None]], after: int
    ) -> None:
        for slug, rows in (("one", mine), ("other", others)):
            made = [(JANUARY + 31 * month, (KNOWN + day) * DAY, value) for month, day, value in rows]
            ingest(factories.batch(factories.indicator(slug, unit="thousand person"), made))
        together, alone = panels(["one", "other"], KNOWN + after)["one"], readings("one", KNOWN + after)
        all_vintages = histories(["one", "other"], KNOWN + after)["one"], histories(["one"], KNOWN + after)["one"]
        for name in ("ordinals", "ends", "values"):
            np.testing.assert_array_equal(getattr(alone, name), getattr(together, name))
            np.testing.assert_array_equal(*(getattr(one, name) for one in all_vintages))
        np.testing.assert_array_equal(*(one.known for one in all_vintages))


def test_an_unknown_slug_is_named() -> None:
    with pytest.raises(LookupError, match="got no_such_series"):
        readings("no_such_series", KNOWN)


def asked_of_all_figures(slugs: list[str], as_of: int) -> dict[str, News]:
    """The oracle: news as the observations themselves tell it, every one of them looked at."""
    until = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=as_of + 1)
    rows = Observation.objects.filter(indicator__slug__in=slugs, known_from__lt=until).values("indicator__slug")
    found = rows.order_by().annotate(known=Max("known_from"), at=Max("recorded_at"))
    return {row["indicator__slug"]: News(day_number(row["known"].date()), row["at"]) for row in found}


def record(one: Indicator, statements: list[tuple[int, list[int]]]) -> None:
    """Figures as separate statements add them: when recorded, and when each became known, all in seconds of 1970."""
    period = iter(range(10_000))
    with connection.cursor() as cursor:
        for recorded, known in statements:
            rows = [(one.pk, date_of(next(period)), second, recorded) for second in known]
            cursor.execute(
                "INSERT INTO evidence_observation"
                " (indicator_id, period, known_from, known_to, value, pseudo, recorded_at)"
                " SELECT i, p, to_timestamp(k), '9999-12-31 00:00+00', 1, false, to_timestamp(r) FROM unnest("
                "%s::bigint[], %s::date[], %s::int[], %s::int[]) AS given (i, p, k, r)",
                [list(column) for column in zip(*rows, strict=True)],
            )


SECONDS = st.integers(0, 20 * 86_400)
STATEMENTS = st.lists(st.tuples(SECONDS, st.lists(SECONDS, min_size=1, max_size=5)), max_size=5)


class TestNews(TestCase):
    @settings(max_examples=60, suppress_health_check=[HealthCheck.differing_executors])
    @given(STATEMENTS, STATEMENTS, st.integers(-1, 22))
    def test_news_is_what_all_figures_would_tell(
        self, one: list[tuple[int, list[int]]], other: list[tuple[int, list[int]]], as_of: int
    ) -> None:
        slugs = ["one", "other", "none"]
        made = [factories.indicator(slug) for slug in slugs]
        record(made[0], one)
        record(made[1], other)
        assert news(slugs, as_of) == asked_of_all_figures(slugs, as_of)


def test_news_looks_at_no_figure_unless_some_recorded_with_them_became_known_later() -> None:
    one = Indicator.objects.get(slug="prices")
    ingest(factories.batch(one, [(JANUARY - 31, (KNOWN - 40) * DAY, 1.0), (JANUARY + 31, (KNOWN + 9) * DAY, 2.0)]))

    def plan(as_of: int) -> str:
        with connection.cursor() as cursor:
            until = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=as_of + 1)
            cursor.execute("EXPLAIN (ANALYZE) " + _NEWS, {"indicators": [one.pk], "until": until})
            return "\n".join(line for (line,) in cursor.fetchall())

    assert "never executed" in plan(KNOWN + 9)
    assert "never executed" not in plan(KNOWN)


def test_each_statement_that_records_is_remembered_once_and_for_good() -> None:
    one = Indicator.objects.get(slug="prices")
    own = Recording.objects.filter(indicator=one)
    assert own.count() == 1
    ingest(factories.batch(one, [(JANUARY + 31, (KNOWN + 30) * DAY, 2.0), (JANUARY, (KNOWN + 30) * DAY, 1.6)]))
    ingest(factories.batch(one, [(JANUARY + 31, (KNOWN + 30) * DAY, 2.0)]))
    newest = own.order_by("pk").last()
    assert own.count() == 2, "writing it again changes nothing"
    assert newest is not None
    assert newest.first_known == newest.last_known == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=KNOWN + 30)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Recording.objects.all().delete()
