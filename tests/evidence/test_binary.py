"""Columns through PostgreSQL's binary forms and back."""

from collections.abc import Callable

import numpy as np
import pytest
from django.db import connection
from psycopg import sql

from evidence import binary

pytestmark = pytest.mark.django_db
COLUMNS = {"key": "int8", "day": "date", "moment": "timestamptz", "figure": "float8", "mark": "bool"}
VALUES = {
    "key": np.array([-(2**62), 0, 7]),
    "day": np.array([-40_000, 0, 20_000]),
    "moment": np.array([-1, 0, 1_700_000_000_123_456]),
    "figure": np.array([-0.1, np.nan, 1e300]),
    "mark": np.array([True, False, True]),
}


@pytest.fixture
def sent(request: pytest.FixtureRequest) -> int:
    """The table `sent`, with as many of the values as the test asks for."""
    count: int = request.param
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE sent (key int8, day date, moment timestamptz, figure float8, mark bool)")
        with cursor.copy("COPY sent FROM STDIN (FORMAT BINARY)") as copy:
            for block in binary.encode(COLUMNS, {name: column[:count] for name, column in VALUES.items()}):
                copy.write(block)
    return count


def _copied() -> dict[str, np.ndarray]:
    with connection.cursor() as cursor, cursor.copy("COPY sent TO STDOUT (FORMAT BINARY)") as copy:
        return binary.decode(COLUMNS, copy)


def _fetched() -> dict[str, np.ndarray]:
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {} FROM sent").format(sql.SQL(binary.packed(COLUMNS))))
        return binary.decode_packed(COLUMNS, cursor.fetchone()[0])


@pytest.mark.parametrize("sent", [0, 1, 3], indirect=True)
@pytest.mark.parametrize("come_back", [_copied, _fetched], ids=["row by row", "packed"])
def test_what_is_encoded_comes_back_as_it_was(come_back: Callable[[], dict[str, np.ndarray]], sent: int) -> None:
    found = come_back()
    for name, column in VALUES.items():
        np.testing.assert_array_equal(found[name], column[:sent])
