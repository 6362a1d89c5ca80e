"""Texts that commands are given as files."""

from pathlib import Path

from django.core.management.base import CommandError

MOST = 20_000_000  # bytes of a text


def read_text(file: Path) -> str:
    """The text of a file in UTF-8, a mark of byte order left out. Raises `CommandError`."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise CommandError(f"expected a text in {file}, got {error.strerror}") from None
    if len(data) > MOST:
        raise CommandError(f"expected at most {MOST} bytes in {file}, got {len(data)}: split it")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"expected UTF-8 in {file}, got {error}: convert it first") from None
