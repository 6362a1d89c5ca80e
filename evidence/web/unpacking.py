"""Packed bytes to plain ones, within a size: what would unpack to more is left where it begins to."""

import zlib
from collections.abc import Callable, Iterable, Iterator

from evidence.refusal import FetchError, gettext_noop

_PLAIN = ("", "identity")
PACKINGS = (*_PLAIN, "gzip", "x-gzip")


def unpacked(blocks: Iterable[bytes], packing: str, most: int) -> bytes:
    """The plain body of a content coding. Raises `FetchError`: more than `most` bytes, damaged, or packed otherwise.

    At most `most` + 1 bytes are ever unpacked, however small the body was: no bomb goes off.
    """
    if packing not in PACKINGS:
        template = gettext_noop("expected a body as it is or packed by gzip once, got %(packing)s")
        raise FetchError(template, packing=repr(packing[:80]))
    body = bytearray()
    taken = _limited(blocks, most)

    def room() -> int:
        return most + 1 - len(body)

    for part in taken if packing in _PLAIN else _gunzipped(taken, room):
        body += part
        if len(body) > most:
            raise _too_large(most)
    return bytes(body)


def _limited(blocks: Iterable[bytes], most: int) -> Iterator[bytes]:
    """The blocks as they come over the wire: a body that unpacks to nothing must end too."""
    total = 0
    for block in blocks:
        total += len(block)
        if total > most + 1_000:  # gzip's own bytes on what cannot be packed
            raise _too_large(most)
        yield block


def _too_large(most: int) -> FetchError:
    return FetchError(gettext_noop("expected at most %(most)s bytes, got more"), most=f"{most:,}")


def _gunzipped(blocks: Iterable[bytes], room: Callable[[], int]) -> Iterator[bytes]:
    """What the blocks unpack to, at most `room()` bytes at a time; what follows the last member does not count."""
    member = zlib.decompressobj(wbits=31)
    begun = False
    for block in blocks:
        rest = block
        while rest:
            if member.eof:
                if not rest.startswith(b"\x1f"):
                    return
                member = zlib.decompressobj(wbits=31)
            begun = True
            try:
                yield member.decompress(rest, room())
            except zlib.error:
                raise _damaged() from None
            rest = member.unused_data if member.eof else member.unconsumed_tail
    if begun and not member.eof:
        raise _damaged()


def _damaged() -> FetchError:
    return FetchError(gettext_noop("expected a body packed by gzip, got a damaged one"), may_pass=True)
