"""Columns through PostgreSQL's binary forms and back."""

import numpy as np
import pytest
from django.db import connection

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


@pytest.mark.parametrize("count", [0, 1, 3])
@pytest.mark.parametrize("is_packed", [False, True], ids=["row by row", "packed"])
def test_what_is_encoded_comes_back_as_it_was(is_packed: bool, count: int) -> None:
    values = {name: column[:count] for name, column in VALUES.items()}
    sent = "SELECT " + (binary.packed(COLUMNS) if is_packed else ", ".join(COLUMNS))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE sent (key int8, day date, moment timestamptz, figure float8, mark bool)")
        with cursor.copy("COPY sent FROM STDIN (FORMAT BINARY)") as copy:
            for block in binary.encode(COLUMNS, values):
                copy.write(block)
        with cursor.copy(f"COPY ({sent} FROM sent) TO STDOUT (FORMAT BINARY)") as copy:
            found = (binary.decode_packed if is_packed else binary.decode)(COLUMNS, copy)
    for name in COLUMNS:
        np.testing.assert_array_equal(found[name], values[name])
