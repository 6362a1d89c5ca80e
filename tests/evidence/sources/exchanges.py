"""Exchanges with the sources of the registry, as `tests/recordings/<source>/exchange.toml` tells them."""

import io
import re
import sqlite3
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evidence.periods import Frequency
from evidence.sources import SOURCES, Series
from evidence.tomlfiles import read
from tests.evidence.sources.played import RECORDINGS, recorded

UNSTATED = "unstated: "


@dataclass(frozen=True)
class Exchange:
    """One download of one series; the members are told in `tests/recordings/README.md`."""

    source: str
    name: str
    code: str
    frequency: str
    bodies: Sequence[str]
    unit: Any
    settings: Mapping[str, str] = field(default_factory=dict)
    packed: str = ""
    file: str = ""
    date: str = "Sat, 22 Aug 2026 12:00:00 GMT"

    def __str__(self) -> str:
        return f"{self.source}-{self.name}"

    @property
    def is_local(self) -> bool:
        """Whether its source asks nobody."""
        return not SOURCES[self.source].HOSTS

    @property
    def series(self) -> Series:
        """What is asked for."""
        return Series(self.code, Frequency(self.frequency))

    def settings_in(self, folder: Path) -> dict[str, str]:
        """The settings of a test in a folder of its own."""
        return {name: value.format(folder=folder) for name, value in self.settings.items()}

    def sent(self) -> list[bytes]:
        """The bodies as the provider sends them."""
        return [self._pack(name, recorded(f"{self.source}/{name}")) for name in self.bodies]

    def sent_in_another_unit(self) -> list[bytes]:
        """The same, with another unit or frequency told; only where one is."""
        pattern, instead = self.unit["pattern"].encode(), self.unit["instead"].encode()
        read = [(name, recorded(f"{self.source}/{name}")) for name in self.bodies]
        return [self._pack(name, re.sub(pattern, instead, body)) for name, body in read]

    def _pack(self, name: str, body: bytes) -> bytes:
        return {"": lambda name, body: body, "zip": _zipped, "sqlite": _database}[self.packed](name, body)


def _zipped(name: str, body: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, body)
    return packed.getvalue()


def _database(name: str, body: bytes) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(body.decode())
        return database.serialize()


def exchanges_of(source: str) -> list[Exchange]:
    """Those of a source; none where it has no recording."""
    file = RECORDINGS / source / "exchange.toml"
    if not file.is_file():
        return []
    return [Exchange(source, name, **given) for name, given in read(file).items()]


EXCHANGES = [exchange for source in SOURCES for exchange in exchanges_of(source)]
