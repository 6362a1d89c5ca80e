"""Setting up on a machine of one's own: an empty clone, an empty HOME, a path with spaces.

The package cache is warm: one set-up that is not measured fills it, so downloads are not part of the figures.
Uncommitted changes are not in a clone.

demo_cold_s          ./run demo --offline in an empty clone: environment, database, evidence, scorecard   bar: 90
demo_again_s         the same a second time                                                               bar: 15
demo_archive_cold_s  the same two with the real figures of CLAIMBASE_SHARED, where there are some         bar: 90
demo_archive_again_s                                                                                      bar: 15
check_s              ./run manage check: what every command pays before it begins
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.rows import Row, in_turn, seconds
from tests.database import CHECKOUT, temporary_data_folder

_DAY = ("--as-of", "2026-08-22")


def measure() -> Iterator[Row]:
    """All rows; each clone is made, used and removed."""
    with _clone() as clone:
        clone.run("manage", "check")  # fills the package cache
        yield Row("check_s", in_turn(lambda: seconds(lambda: clone.run("manage", "check")))[0], "s")
    yield from _demo("demo", "--offline", *_DAY)
    archive = Path(os.environ.get("CLAIMBASE_SHARED", ""), "archive").resolve()
    if (archive / "manifest.csv").is_file():
        yield from _demo("demo_archive", "--offline", "--archive", str(archive), *_DAY)


def _demo(name: str, *words: str) -> Iterator[Row]:
    """Cold and again, in turn: each pair in a clone of its own."""
    clones = _Clones(words)
    cold, again = in_turn(clones.cold, clones.again)
    yield Row(f"{name}_cold_s", cold, "s")
    yield Row(f"{name}_again_s", again, "s")


class _Clones:
    """Clones in which a demo is run for the first time, and once more."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words

    def cold(self) -> float:
        """In a new clone, which stays for the second run."""
        self.context = _clone()
        self.clone = self.context.__enter__()
        return seconds(lambda: self.clone.run("demo", *self.words))

    def again(self) -> float:
        """In the same one, which is then removed."""
        try:
            return seconds(lambda: self.clone.run("demo", *self.words))
        finally:
            self.context.__exit__(None, None, None)


class _Clone:
    """A clone with a HOME beside it."""

    def __init__(self, folder: Path) -> None:
        self.checkout, self.home = folder / "a clone", folder / "home"
        self.home.mkdir()
        git = ("git", "-c", f"safe.directory={CHECKOUT}", "clone", "--quiet", "--no-hardlinks")
        subprocess.run([*git, str(CHECKOUT), str(self.checkout)], check=True)

    def run(self, *words: str) -> None:
        """`./run WORD ...`; what it prints is shown only when it fails."""
        ended = subprocess.run(
            [self.checkout / "run", *words],
            cwd=self.checkout,
            env=self._environment(),
            capture_output=True,
            check=False,
        )
        if ended.returncode:
            sys.exit(f"./run {' '.join(words)} failed: exit code {ended.returncode}\n{ended.stderr.decode()[-2000:]}")

    def _environment(self) -> Mapping[str, str]:
        kept = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "UV_", "SSL_", "http"))}
        return {**kept, **_caches(), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(self.home)}


def _caches() -> dict[str, str]:
    """The package caches of whoever measures, which an empty HOME would hide."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return {
        "UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR") or str(home / "uv"),
        "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR") or str(home / "pip"),
    }


@contextmanager
def _clone() -> Iterator[_Clone]:
    folder = temporary_data_folder()
    try:
        yield _Clone(folder)
    finally:
        shutil.rmtree(folder)
