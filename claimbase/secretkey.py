"""The installation's own secret key, made once and kept in the data folder."""

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from claimbase.embedded.folders import data_folder_mode

_FILE = "secret_key"


def kept_in(data_folder: Path) -> str:
    """The key in the data folder; the first caller makes it, readable by its owner only.

    Any number of processes may call at once: all get the same key. Errors: ImproperlyConfigured.
    """
    file = data_folder / _FILE
    try:
        if not file.exists():
            _make(file)
        return file.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"CLAIMBASE_SECRET_KEY: expected it to be set, or kept in {file}, got: {error.strerror}. "
            "Run as the owner of that folder, or set CLAIMBASE_DATA to a folder of your own."
        ) from error


def _make(file: Path) -> None:
    """Write beside, then link: the name appears once, with the whole key behind it."""
    file.parent.mkdir(mode=data_folder_mode(), parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(prefix=f".{_FILE}-", dir=file.parent)
    try:
        with os.fdopen(descriptor, "w") as stream:
            stream.write(secrets.token_urlsafe(64))
        with suppress(FileExistsError):
            os.link(unfinished, file)
    finally:
        Path(unfinished).unlink()
