"""Rows of an undone import slow down no later test, and rows that are there are left alone."""

import pytest
from django.db import connection, transaction

from tests import factories
from tests.database import MANY_BYTES, clear_dead_rows

pytestmark = pytest.mark.django_db
ROWS = 80_000
_MANY = """
INSERT INTO evidence_observation (indicator_id, period, known_from, known_to, value, pseudo)
SELECT %s, date '1800-01-01' + n, now(), '9999-12-31', n, true FROM generate_series(1, %s) AS n
"""


def size() -> int:
    return ask("SELECT pg_relation_size('evidence_observation')")


def ask(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])


def test_the_rows_of_an_undone_import_are_cleared_away_and_others_are_not() -> None:
    indicator = factories.indicator()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # so that no foreign key waits to be checked
        cursor.execute(_MANY, [indicator.pk, ROWS])
        clear_dead_rows()
        assert ask("SELECT count(*) FROM evidence_observation") == ROWS
        transaction.set_rollback(True)
    assert size() > MANY_BYTES
    clear_dead_rows()
    assert size() == 0
