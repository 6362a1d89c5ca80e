"""What has been recorded cannot be changed, deleted or hidden, by any road; that is the database's own doing."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from evidence.ingest import ingest
from evidence.models import Indicator, Observation
from evidence.periods import date_of
from tests import factories
from tests.evidence.stored import EPOCH, stored, vintage

pytestmark = pytest.mark.django_db


@pytest.fixture
def observed() -> Indicator:
    x = factories.indicator()
    ingest(factories.batch(x, [vintage(0, 40, 1.0), vintage(0, 70, 2.0)]))
    return x


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE evidence_observation SET value = 9",
        "UPDATE evidence_observation SET value = NULL",
        "UPDATE evidence_observation SET pseudo = NOT pseudo",
        "UPDATE evidence_observation SET recorded_at = recorded_at - interval '1 day'",
        "UPDATE evidence_observation SET period = period + 1",
        "UPDATE evidence_observation SET known_from = known_from - interval '1 day'",
        "UPDATE evidence_observation SET known_to = known_to + interval '1 day' WHERE known_to < '9999-01-01'",
        "UPDATE evidence_observation SET known_to = known_to",
        "UPDATE evidence_observation SET known_to = known_to - interval '1 hour', value = 9",
        "DELETE FROM evidence_observation",
        "TRUNCATE evidence_observation",
    ],
)
def test_every_other_change_of_an_observation_is_refused(change: str, observed: Indicator) -> None:
    before = stored(observed)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else checks still to come refuse a TRUNCATE first
        with pytest.raises(DatabaseError, match="observations are append-only"), transaction.atomic():
            cursor.execute(change)
    assert stored(observed) == before


# A row for the first period of the only indicator, from when until when; and the last figure's end, with its successor.
END = "UPDATE evidence_observation SET known_to = {} WHERE known_from = '1970-03-12Z'"
ADD = (
    "INSERT INTO evidence_observation (indicator_id, period, known_from, known_to, value, pseudo)"
    " SELECT id, '1970-01-01', {}, 9, false FROM evidence_indicator"
)
ENDED_AND_ADDED = f"WITH ended AS ({END}) {ADD}"
HIDING = {
    "a figure that ends at once": "UPDATE evidence_observation SET known_to = known_from + interval '1 microsecond'",
    "the newest one ended": END.format("'1970-04-01Z'"),
    "a second that lasts": ADD.format("'1970-04-01Z', '9999-12-31Z'"),
    "one beside the first": ADD.format("'1970-02-15Z', '9999-12-31Z'"),
    "one beyond the next": ADD.format("'1970-02-15Z', '1970-04-01Z'"),
    "one that leaves a gap": ADD.format("'1970-01-02Z', '1970-01-03Z'"),
    "one after the end": ADD.format("'1970-04-01Z', '1970-04-02Z'"),
    "an end too early for the new one": ENDED_AND_ADDED.format("'1970-04-01Z'", "'1970-04-02Z', '9999-12-31Z'"),
    "an end too late for the new one": ENDED_AND_ADDED.format("'1970-04-02Z'", "'1970-04-01Z', '9999-12-31Z'"),
}


@pytest.mark.parametrize("change", HIDING.values(), ids=list(HIDING))
def test_no_figure_can_be_hidden_or_stand_beside_another(change: str, observed: Indicator) -> None:
    before = stored(observed)
    with pytest.raises(DatabaseError, match="observations are append-only"), transaction.atomic():
        run(change)
    assert stored(observed) == before


def test_a_figure_ends_in_the_statement_that_adds_the_next(observed: Indicator) -> None:
    run(ENDED_AND_ADDED.format("'1970-04-01Z'", "'1970-04-01Z', '9999-12-31Z'"))
    assert stored(observed) == [(0, 40, 70, 1.0), (0, 70, 90, 2.0), (0, 90, None, 9.0)]


def test_a_vintage_before_the_first_meets_it(observed: Indicator) -> None:
    run(ADD.format("'1970-01-02Z', '1970-02-10Z'"))
    assert stored(observed) == [(0, 1, 40, 9.0), (0, 40, 70, 1.0), (0, 70, None, 2.0)]


def test_many_statements_of_one_row_do_not_slow_one_of_many(observed: Indicator) -> None:
    """A plan that was kept for one row, on a table with hardly any, would take the square of their number."""
    for day in range(8):
        ingest(factories.batch(observed, [vintage(31, 80 + day, float(day))]))
    rows = [vintage(period, known, 1.0) for period in range(100, 5_100) for known in (6_000, 6_010, 6_020)]
    begun = time.perf_counter()
    ingest(factories.batch(observed, rows))
    assert time.perf_counter() - begun < 20  # 0.2 s at rest; minutes with a scan for each period


@pytest.fixture
def others() -> Iterator[Callable[[], psycopg.Connection]]:
    """Connections beside the test's own, to a database in which one indicator has been committed."""
    names = {**connection.get_connection_params(), "cursor_factory": psycopg.Cursor, "context": None}
    with psycopg.connect(**names, autocommit=True) as keeper:
        keeper.execute("SET session_replication_role = replica")  # a source need not be made
        keeper.execute(
            "INSERT INTO evidence_indicator (slug, name, name_zh, source_id, code, formula, unit, frequency,"
            " seasonal_adjustment, aggregation, publication_lag, walk, family, licence, redistribute, why, why_zh,"
            " checked_against, never_collected, unserved, unserved_zh, entered, entered_zh, days_ahead) VALUES"
            " ('theirs', '', '', 0, 'x', '', 'index', 'M', 'none', 'mean', 0, 'level', '', '', 'no', '', '', '', '[]',"
            " '', '', '', '', 0)"
        )
        opened: list[psycopg.Connection] = []
        try:
            yield lambda: opened.append(psycopg.connect(**names)) or opened[-1]  # type: ignore[func-returns-value]
        finally:
            for one in opened:
                one.close()
            keeper.execute("DELETE FROM evidence_observation")
            keeper.execute("DELETE FROM evidence_indicator")


def test_two_who_add_to_a_period_at_a_time_take_turns_and_the_second_is_refused(
    others: Callable[[], psycopg.Connection],
) -> None:
    one, other = others(), others()
    one.execute(ADD.format("'1970-02-01Z', '9999-12-31Z'"))
    with ThreadPoolExecutor() as pool:
        second = pool.submit(other.execute, ADD.format("'1970-03-01Z', '9999-12-31Z'"))
        with pytest.raises(TimeoutError):
            second.result(timeout=0.5)
        one.commit()
        with pytest.raises(psycopg.IntegrityError, match="would not meet the next one"):
            second.result(timeout=60)


def test_nothing_is_added_where_others_additions_are_not_seen(others: Callable[[], psycopg.Connection]) -> None:
    """Under repeatable read, waiting would not help: each would still see its own figure only."""
    one = others()
    one.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    with pytest.raises(psycopg.IntegrityError, match="not added under repeatable read"):
        one.execute(ADD.format("'1970-02-01Z', '9999-12-31Z'"))


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_a_figure_is_known_for_a_while() -> None:
    x = factories.indicator()
    with pytest.raises(DatabaseError, match="observation_known_for_a_while"), transaction.atomic():
        Observation.objects.create(indicator=x, period=date_of(0), known_from=EPOCH, known_to=EPOCH, value=1.0)
