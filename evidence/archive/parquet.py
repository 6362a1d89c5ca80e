"""A series of an archive as Parquet beside its CSV, where pyarrow is installed; it is in no lock of ours."""

import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from evidence.archivefiles import ArchiveError, sha256_of, written_whole
from evidence.sources.archive import EXACT, HEADER

_DAY_LENGTH = len("2026-03-20")


def check_parquet() -> None:
    """Raises `ArchiveError` where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise ArchiveError(
            "expected pyarrow to be installed for Parquet files, found none; install it beside claimbase: "
            f"{sys.executable} -m pip install pyarrow"
        )


@cache
def _arrow() -> Any:
    """pyarrow with what is used of it."""
    import pyarrow
    import pyarrow.compute
    import pyarrow.csv
    import pyarrow.parquet

    return pyarrow


def write_parquet(figures: Path, file: Path) -> str:
    """Period, value, known_from, and whether that is `pseudo`, from a CSV file, block by block. The SHA-256."""
    arrow = _arrow()
    texts = dict.fromkeys((HEADER[2], EXACT), arrow.string())
    read = arrow.csv.ConvertOptions(
        column_types={HEADER[0]: arrow.date32(), HEADER[1]: arrow.float64(), **texts},
        strings_can_be_null=True,
    )
    schema = arrow.schema(
        [(HEADER[0], arrow.date32()), (HEADER[1], arrow.float64()), (HEADER[2], arrow.timestamp("us", "UTC")),
         ("pseudo", arrow.bool_())]
    )  # fmt: skip
    with written_whole(file) as stream, arrow.parquet.ParquetWriter(stream, schema) as writer:
        for block in arrow.csv.open_csv(figures, convert_options=read):
            writer.write_batch(_block(block, schema))
    return sha256_of(file)


def _block(block: Any, schema: Any) -> Any:
    """Both columns of moments as one, and which of them it was."""
    compute = _arrow().compute
    period, value, known, pseudo = block.columns
    moment = compute.coalesce(known, pseudo)
    is_day = compute.equal(compute.binary_length(moment), _DAY_LENGTH)
    zoned = compute.if_else(is_day, compute.binary_join_element_wise(moment, "T00:00:00Z", ""), moment)
    known_from = compute.cast(zoned, schema.field(HEADER[2]).type)
    columns = [period, value, known_from, compute.is_null(known)]
    return _arrow().RecordBatch.from_arrays(columns, schema=schema)
