"""Content files in one file that can be sent: a ZIP whose bytes depend on nothing but them. Pure."""

import io
import re
import zipfile
from collections.abc import Mapping

from evidence.refusal import Worded, gettext_noop
from evidence.tomlfiles import ContentError

MOST_BYTES = 5_000_000  # of all files: a page is waited for while they are read
_PLACE = re.compile(r"articles/[-a-zA-Z0-9_]{1,50}/(article|claims/[-a-zA-Z0-9_]{1,50})\.toml", re.ASCII)
_WHEN = (1980, 1, 1, 0, 0, 0)  # the first day that a ZIP knows
_UNIX, _RIGHTS = 3, 0o100644 << 16


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files by place as a ZIP. They are stored, not compressed: compressors differ from machine to machine."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_STORED) as parcel:
        for place, content in sorted(files.items()):
            entry = zipfile.ZipInfo(place, _WHEN)
            entry.create_system, entry.external_attr = _UNIX, _RIGHTS
            parcel.writestr(entry, content)
    return whole.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    """The files of a ZIP by place. Raises `ContentError` for anything but content files of at most `MOST_BYTES`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parcel:
            return _read(parcel)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError) as error:
        if isinstance(error, ContentError):
            raise
        raise ContentError("expected a ZIP of content files, got one that cannot be read: %(why)s",
                           why=str(error)) from None  # fmt: skip


def _read(parcel: zipfile.ZipFile) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = MOST_BYTES
    for entry in parcel.infolist():
        if entry.is_dir():
            continue
        if not _PLACE.fullmatch(entry.filename) or entry.filename in files:
            raise ContentError("expected articles/ARTICLE/article.toml and articles/ARTICLE/claims/THEME.toml, each "
                               "once, got %(got)s", got=repr(entry.filename[:120]))  # fmt: skip
        with parcel.open(entry) as file:  # what an entry says of its own length is not believed
            files[entry.filename] = file.read(left + 1)
        left -= len(files[entry.filename])
        if left < 0:
            raise ContentError("expected at most %(most)s bytes of content files, got more", most=f"{MOST_BYTES:,}")
    articles = {place.split("/")[1] for place in files}
    lacking = sorted({f"articles/{slug}/article.toml" for slug in articles} - files.keys())
    if lacking or not files:
        names = ", ".join(lacking) or Worded(gettext_noop("content files"))
        raise ContentError("expected %(names)s in the ZIP, got none", names=names)
    return files
