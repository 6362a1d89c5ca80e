"""A bundle as it is read: a zip written to a stream that nobody can go back in, in pieces, in constant memory."""

import hashlib
import json
from collections.abc import Iterator
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.db import connection

from claims.bundles.files import File, files
from claims.bundles.package import PACKAGE, Written, package, readme
from claims.models import LedgerEntry
from evidence.dataset import pieces
from evidence.snapshot import one_form

_DATE = (1980, 1, 1, 0, 0, 0)  # the first that a zip can hold: the same content makes the same bytes
WRITING = 1_129_072_730  # an advisory lock that nothing else of the project takes


class BusyError(Exception):
    """Another bundle is being written."""


def written(*, complete: bool) -> Iterator[bytes]:
    """The zip in pieces. Not `complete`: without raw figures that may not be passed on, for everybody.

    All of it is of one moment. The same content makes the same bytes. Raises `BusyError` while another is written.
    """
    sink = _Sink()
    with one_form():
        _alone()
        head, done = LedgerEntry.objects.head(), list[Written]()
        with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
            for one in files(complete=complete):
                yield from _put(archive, sink, one, done)
            about = {"name": "readme", "mediatype": "text/markdown"}
            text = readme(done, head, complete=complete)
            yield from _put(archive, sink, File("README.md", [text.encode()], about), done)
            told = json.dumps(package(done, head, complete=complete), ensure_ascii=False, indent=1)
            yield from _put(archive, sink, File(PACKAGE, [f"{told}\n".encode()]), done)
    yield sink.taken()


def is_busy() -> bool:
    """Whether a bundle is being written over another connection."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [WRITING])
        return bool(cursor.fetchone()[0])


_HELD = """
SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database AS here ON here.oid = database
               WHERE locktype = 'advisory' AND objid = %s AND datname = current_database()
                 AND pid <> pg_backend_pid())
"""


def _alone() -> None:
    """Until the transaction ends: each takes a connection and a processor for as long as its reader is slow."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [WRITING])
        if not cursor.fetchone()[0]:
            raise BusyError


def _put(archive: ZipFile, sink: "_Sink", one: File, done: list[Written]) -> Iterator[bytes]:
    """A file into the zip, and what came of it onto the list."""
    info, digest, size = ZipInfo(one.path, _DATE), hashlib.sha256(), 0
    info.compress_type, info.external_attr = ZIP_DEFLATED, 0o644 << 16
    with archive.open(info, "w", force_zip64=True) as entry:
        for piece in pieces(one.blocks):
            entry.write(piece)
            digest.update(piece)
            size += len(piece)
            if sink.held:
                yield sink.taken()
    done.append(Written(one.path, size, digest.hexdigest(), one.about))


class _Sink:
    """What `zipfile` writes to: it cannot tell where it stands, nor go back."""

    def __init__(self) -> None:
        self.held = bytearray()

    def write(self, data: bytes) -> int:
        self.held += data
        return len(data)

    def flush(self) -> None:
        """All is handed on by `taken`."""

    def close(self) -> None:
        """It goes on until the last piece is taken."""

    def taken(self) -> bytes:
        """What has been written since the last time."""
        piece = bytes(self.held)
        self.held.clear()
        return piece
