"""PostgreSQL's binary COPY format as numpy arrays: rows of fixed width, so whole tables convert at memory speed.

The driver hands out each row of a COPY by itself. Of few rows that is most of the time they take, so they can be packed
into one value by the database, and come in one piece.
"""

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
TRAILER = b"\xff\xff"
EPOCH_DAYS = 10_957  # 2000-01-01, where PostgreSQL's dates begin
EPOCH_MICROSECONDS = EPOCH_DAYS * 86_400_000_000
BLOCK = 100_000  # rows
Block = bytes | bytearray | memoryview
TYPES = {"int8": ">i8", "date": ">i4", "timestamptz": ">i8", "float8": ">f8", "bool": "i1"}
_SENT = {
    "int8": "int8send", "date": "date_send", "timestamptz": "timestamptz_send", "float8": "float8send",
    "bool": "boolsend",
}  # fmt: skip


def _layout(columns: Mapping[str, str]) -> np.dtype[np.void]:
    fields: list[tuple[str, str]] = [("fields", ">i2")]
    for name, kind in columns.items():
        fields += [(f"{name}_size", ">i4"), (name, TYPES[kind])]
    return np.dtype(fields)


def encode(columns: Mapping[str, str], values: Mapping[str, NDArray[np.generic]]) -> Iterator[bytes]:
    """The body of COPY ... FROM STDIN (FORMAT BINARY), block by block: a copy of it all would double what is held.

    `columns` maps names to PostgreSQL types, none of them NULL. Dates are days and times microseconds since 1970-01-01.
    """
    layout = _layout(columns)
    yield HEADER
    for start in range(0, len(next(iter(values.values()))), BLOCK):
        yield _block(columns, layout, {name: values[name][start : start + BLOCK] for name in columns})
    yield TRAILER


def _block(columns: Mapping[str, str], layout: np.dtype[np.void], values: Mapping[str, NDArray[np.generic]]) -> bytes:
    rows = np.zeros(len(next(iter(values.values()))), dtype=layout)
    rows["fields"] = len(columns)
    for name, kind in columns.items():
        rows[f"{name}_size"] = layout[name].itemsize
        rows[name] = values[name] - _shift(kind) if _shift(kind) else values[name]
    return rows.tobytes()


def decode(columns: Mapping[str, str], blocks: Iterable[Block]) -> dict[str, NDArray[np.generic]]:
    """The columns of COPY ... TO STDOUT (FORMAT BINARY), in native byte order; none of them may be NULL.

    Blocks become bytes one by one: a million views of the driver's memory, held together, keep the garbage collector
    busy for longer than the rows take to come.
    """
    layout = _layout(columns)
    body = b"".join([bytes(block) for block in blocks])
    rows = np.frombuffer(body, dtype=layout, offset=len(HEADER), count=(len(body) - len(HEADER)) // layout.itemsize)
    return _native(columns, rows)


def packed(columns: Mapping[str, str]) -> str:
    """The SQL of all rows in one value, no column NULL, which `decode_packed` reads."""
    return f"string_agg({' || '.join(f'{_SENT[kind]}({name})' for name, kind in columns.items())}, '')"


def decode_packed(columns: Mapping[str, str], body: bytes | None) -> dict[str, NDArray[np.generic]]:
    """The columns of rows `packed` into one value; of no rows that is NULL, and they are empty."""
    layout = np.dtype([(name, TYPES[kind]) for name, kind in columns.items()])
    return _native(columns, np.frombuffer(body or b"", dtype=layout))


def _native(columns: Mapping[str, str], rows: NDArray[np.void]) -> dict[str, NDArray[np.generic]]:
    decoded: dict[str, NDArray[np.generic]] = {}
    for name, kind in columns.items():
        native = rows[name].astype(np.dtype(TYPES[kind]).newbyteorder("="))
        decoded[name] = native.astype(np.int64) + _shift(kind) if native.dtype.kind == "i" else native
    return decoded


def _shift(kind: str) -> int:
    return {"date": EPOCH_DAYS, "timestamptz": EPOCH_MICROSECONDS}.get(kind, 0)
