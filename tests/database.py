"""The tests' own PostgreSQL servers, in temporary folders that every account can enter."""

import subprocess
import sys
import tempfile
from pathlib import Path

from claimbase.embedded import folders

CHECKOUT = Path(__file__).resolve().parent.parent


def temporary_data_folder() -> Path:
    """A new folder for a server's data; as root, one that the server's account can enter too."""
    folder = Path(tempfile.mkdtemp(prefix="claimbase test ", dir=folders.temporary()))
    folder.chmod(0o711)
    return folder


class Leaseholder:
    """Another process that holds a lease on a data folder from the start until `end()`, or its death."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.leaseholder", str(folder), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
            start_new_session=True,  # a Ctrl-C is for pytest, which then ends this one
        )

    def url(self) -> str:
        """The server's address, once it is up."""
        assert self.process.stdout
        line = self.process.stdout.readline().strip()
        assert line, f"the server did not start: exit code {self.process.wait()}; its error is printed above"
        return line

    def kill(self) -> None:
        """End it as kill -9 does."""
        self.process.kill()
        self._forget()

    def end(self) -> None:
        """Have it give the lease back."""
        self._forget()
        assert self.process.returncode == 0

    def _forget(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
