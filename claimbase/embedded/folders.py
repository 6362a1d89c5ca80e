"""Where the servers' folders are: the data folder, and private ones in the system's temporary folder."""

import hashlib
import os
import re
import stat
import tempfile
from pathlib import Path

from claimbase.embedded.account import Account
from claimbase.embedded.errors import EmbeddedServerError

_SYSTEM_TEMPORARY = Path("/tmp")  # noqa: S108 - only private folders, checked by owner and mode, are made in it
# A Unix socket's path holds about 100 bytes, and 37 of them are ours below the temporary folder.
_LONGEST_TEMPORARY = 60
# PostgreSQL takes a list of socket folders, so commas, quotes and spaces would need escaping twice.
_PLAIN_PATH = re.compile(r"[A-Za-z0-9/._+-]+")


def temporary() -> Path:
    """The system's temporary folder, or /tmp when TMPDIR is too long, odd or closed to other accounts."""
    folder = Path(tempfile.gettempdir()).resolve()
    fits = len(str(folder)) <= _LONGEST_TEMPORARY and _PLAIN_PATH.fullmatch(str(folder))
    return folder if fits and _open_to_stand_in(folder) else _SYSTEM_TEMPORARY


def sockets(data_folder: Path) -> Path:
    """The folder of a data folder's sockets: known without starting or touching anything."""
    return temporary() / f"claimbase-{_digest(data_folder)}"


def substitute(data_folder: Path) -> Path:
    """The data folder's stand-in under the temporary folder, for an account that cannot reach it."""
    named = re.sub(r"[^A-Za-z0-9]+", "-", "-".join(data_folder.parts[-2:])).strip("-")[-40:]
    return temporary() / f"claimbase-{named}-{_digest(data_folder)}"


def make_private(folder: Path, account: Account) -> Path:
    """Make a folder that only the account may enter, or accept the one that is there if it is just that.

    Errors: EmbeddedServerError when something else has the name, a symbolic link for instance.
    """
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        _refuse_what_others_made(folder, account)
    account.own(folder)
    return folder


def data_folder_mode() -> int:
    """For the owner alone; root's servers run as another account, which must reach its own folder in it."""
    return 0o711 if os.geteuid() == 0 else 0o700


def make_data_folder(folder: Path) -> Path:
    """Make the data folder and its parents where they are missing; the folder itself is closed to others.

    One that is there keeps the mode that its owner gave it. Errors: EmbeddedServerError when that is not allowed.
    """
    try:
        folder.mkdir(mode=data_folder_mode(), parents=True, exist_ok=True)
    except OSError as error:
        raise EmbeddedServerError(
            f"Expected to make the data folder {folder}, got: {error.strerror}. "
            "Set CLAIMBASE_DATA to a folder that you may write."
        ) from error
    return folder


def _open_to_stand_in(folder: Path) -> bool:
    if os.geteuid() != 0:
        return True
    return all(part.stat().st_mode & stat.S_IXOTH for part in (folder, *folder.parents))


def _refuse_what_others_made(folder: Path, account: Account) -> None:
    found = folder.lstat()
    # Root's own is accepted too: it was killed between making the folder and giving it away.
    if (
        stat.S_ISDIR(found.st_mode)
        and found.st_uid in (account.uid, os.geteuid())
        and stat.S_IMODE(found.st_mode) == 0o700
    ):
        return
    raise EmbeddedServerError(
        f"Expected {folder} to be a folder of the account {account.name} with mode 0700, got "
        f"{stat.filemode(found.st_mode)} of user id {found.st_uid}. Somebody else may have put it there: "
        "look at it, remove it and try again."
    )


def _digest(data_folder: Path) -> str:
    return hashlib.sha256(os.fsencode(data_folder.resolve())).hexdigest()[:12]
