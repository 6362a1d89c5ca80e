"""Makes .venv and installs requirements.lock into it; run by ./run with the system's Python.

Standard library only, and nothing of claimbase: nothing is installed yet. The copy of the lock in .venv
says what is installed: it is written last and removed first, so a run that was killed leaves none, and
the next one begins afresh.
"""

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
VENV = CHECKOUT / ".venv"
LOCK = CHECKOUT / "requirements.lock"


def main() -> None:
    """Bring .venv and the message catalogues up to date; a second process waits and finds it done."""
    try:
        with _alone_in(VENV):
            if not _is_current():
                _install()
            _in_venv("-P", "-m", "claimbase.catalogues")
    except subprocess.CalledProcessError as error:
        sys.exit(f"Setting up .venv failed: expected exit code 0 from {_shown(error.cmd)}, got {error.returncode}.")
    except OSError as error:  # a checkout of somebody else's, a full disk
        sys.exit(
            f"Setting up .venv failed: expected to write {error.filename or VENV}, got: {error.strerror}. "
            "Run a copy of this folder that lies where you may write and that has room for 1 GB."
        )
    except KeyboardInterrupt:
        sys.exit("Interrupted; the next run sets .venv up afresh.")


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold a lock on the folder itself: it outlives the clearing of what is in it."""
    folder.mkdir(exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _stamp() -> Path:
    return VENV / LOCK.name


def _is_current() -> bool:
    return _stamp().exists() and _stamp().read_bytes() == LOCK.read_bytes() and _python().exists()


def _python() -> Path:
    return VENV / "bin" / "python"


def _install() -> None:
    wanted = LOCK.read_bytes()
    print("Setting up .venv from requirements.lock …", file=sys.stderr)
    if not (_stamp().exists() and _python().exists()):
        # By the program's own name, not a link to it: when the system changes its Python's minor
        # version, the link in .venv dangles and the next run makes a new one.
        _run(os.path.realpath(sys.executable), "-m", "venv", "--clear", str(VENV))
    _stamp().unlink(missing_ok=True)
    _install_uv(wanted.decode())
    _in_venv("-m", "uv", "pip", "sync", "--quiet", "--require-hashes", "--python", str(_python()), str(LOCK))
    unfinished = VENV / "requirements.unfinished"
    unfinished.write_bytes(wanted)
    unfinished.rename(_stamp())


def _install_uv(lock: str) -> None:
    """pip installs uv from its own entry in the lock, hashes checked; uv is many times faster for the rest."""
    entry = VENV / "requirements.uv"
    entry.write_text(entry_of("uv", lock))
    _in_venv("-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", str(entry))


def entry_of(package: str, lock: str) -> str:
    """The lines of one package in a lock: its version and the hashes that follow it. Errors: SystemExit."""
    lines = lock.splitlines(keepends=True)
    for start, line in enumerate(lines):
        if line.startswith(f"{package}=="):
            rest = (number for number in range(start, len(lines)) if not lines[number].rstrip().endswith("\\"))
            return "".join(lines[start : next(rest, len(lines)) + 1])
    sys.exit(f"{LOCK.name}: expected an entry {package}==…, got none. Write the lock anew with uv pip compile.")


def _in_venv(*words: str) -> None:
    _run(str(_python()), *words)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, cwd=CHECKOUT, env=_environment())


def _environment() -> dict[str, str]:
    """The caller's own, so that its package index and caches count, with the checkout importable."""
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "UV_PYTHON_DOWNLOADS": "never"}
    return {**os.environ, **quiet, "PYTHONPATH": str(CHECKOUT)}


def _shown(command: object) -> str:
    return " ".join(map(str, command)) if isinstance(command, (list, tuple)) else str(command)


if __name__ == "__main__":
    main()
