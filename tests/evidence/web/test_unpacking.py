"""Bodies as they come over the wire, unpacked within a size."""

import gzip

import pytest

from evidence.refusal import FetchError
from evidence.web.unpacking import unpacked


def blocks(data: bytes, size: int = 7) -> list[bytes]:
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.parametrize(
    ("packing", "data"),
    [
        ("", b"plain"),
        ("identity", b"plain"),
        ("gzip", gzip.compress(b"plain", mtime=0)),
        ("x-gzip", gzip.compress(b"pl", mtime=0) + gzip.compress(b"ain", mtime=0)),
        ("gzip", gzip.compress(b"plain", mtime=0) + bytes(9)),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_a_body_is_what_was_packed(packing: str, data: bytes, size: int) -> None:
    assert unpacked(blocks(data, size), packing, 5) == b"plain"


@pytest.mark.parametrize("packing", ["br", "zstd", "deflate", "gzip, gzip"])
def test_other_packings_are_refused(packing: str) -> None:
    with pytest.raises(FetchError, match="as it is or packed by gzip once"):
        unpacked([b""], packing, 5)


@pytest.mark.parametrize(
    "data", [b"plain", gzip.compress(b"plain", mtime=0)[:-1], gzip.compress(b"plain", mtime=0)[:12]]
)
def test_a_damaged_body_is_no_shorter_one(data: bytes) -> None:
    with pytest.raises(FetchError, match="got a damaged one"):
        unpacked(blocks(data), "gzip", 5)


def test_what_unpacks_to_nothing_for_ever_ends_too() -> None:
    empty = gzip.compress(b"", mtime=0)
    with pytest.raises(FetchError, match="at most 5 bytes"):
        unpacked((empty for _ in range(1_000_000)), "gzip", 5)


def test_nothing_is_empty() -> None:
    assert unpacked([], "gzip", 5) == b""
