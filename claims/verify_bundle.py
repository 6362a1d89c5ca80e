#!/usr/bin/env python3
"""Verify a bundle without the program that wrote it: its files, and its ledger. Needs nothing but Python 3.10.

    python3 verify_bundle.py [FOLDER or FILE.zip]      default: the folder in which this program lies

Every file that datapackage.json names must be there with its bytes and its SHA-256, and no other. What is damaged is
named with what was expected and what came. Exit code 1 if anything is.
"""

import hashlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

PACKAGE = "datapackage.json"
MOST = 50_000_000  # bytes of the description
BLOCK = 1 << 20


class Folder:
    """The files of a folder by name, as those of a zip are read."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def namelist(self) -> list[str]:
        """Names of all files below."""
        found = [one.relative_to(self.place).as_posix() for one in self.place.rglob("*") if one.is_file()]
        return sorted(name for name in found if "__pycache__" not in name)

    def open(self, name: str) -> IO[bytes]:
        """A file, to be read."""
        return (self.place / name).open("rb")


Place = Folder | zipfile.ZipFile


def description(place: Place) -> dict[str, Any]:
    """What a bundle says of itself. Raises ValueError, KeyError and OSError for what is no bundle."""
    with place.open(PACKAGE) as stream:
        text = stream.read(MOST + 1)
    if len(text) > MOST:
        raise ValueError(f"expected at most {MOST} bytes in {PACKAGE}, got more")
    found: dict[str, Any] = json.loads(text)
    return found


def faults(place: Place, told: dict[str, Any]) -> Iterator[str]:
    """What is wrong with the files of a bundle, each with what was expected and what came."""
    names, expected = place.namelist(), {one["path"]: one for one in told["resources"]}
    for name in sorted(set(names) - set(expected) - {PACKAGE}):
        yield f"{name}: expected no such file, got one that {PACKAGE} does not name"
    if len(names) != len(set(names)):
        yield "expected each file once, got some twice"
    for name, one in expected.items():
        if name not in names:
            yield f"{name}: expected a file, got none"
        elif wrong := fault(place, name, one):
            yield f"{name}: {wrong}"


def fault(place: Place, name: str, one: dict[str, Any]) -> str | None:
    """What is wrong with a file; None if nothing is. No more than the bytes that it should have are read."""
    digest, size = hashlib.sha256(), 0
    try:
        with place.open(name) as stream:
            while block := stream.read(min(BLOCK, one["bytes"] + 1 - size)):
                digest.update(block)
                size += len(block)
    except Exception as error:  # noqa: BLE001 - what a decompressor says of damage has many classes
        return f"expected a file that can be read, got {type(error).__name__}: {error}"
    if size != one["bytes"]:
        return f"expected {one['bytes']} bytes, got {'more' if size > one['bytes'] else size}"
    found = f"sha256:{digest.hexdigest()}"
    return None if found == one["hash"] else f"expected {one['hash']}, got {found}"


def main(name: str = "") -> int:
    """Print what is wrong, or that nothing is; the exit code."""
    here = Path(name) if name else Path(__file__).resolve().parent
    place = Folder(here) if here.is_dir() else zipfile.ZipFile(here)
    told = description(place)
    wrong = list(faults(place, told))
    for one in wrong:
        print(f"BROKEN {one}")
    if wrong:
        return 1
    print(f"VERIFIED {len(told['resources'])} files, ledger head {told['ledger_head']}", flush=True)
    if isinstance(place, zipfile.ZipFile):
        return 0
    ledger = [str(here / "ledger.jsonl"), *told["ledger_head"].split()]
    return subprocess.run([sys.executable, str(here / "verify_ledger.py"), *ledger], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) < 3 else __doc__)
