"""Content kept as TOML files: read with every mistake named by file and entry."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from evidence.refusal import Worded, WordedError, gettext_noop

Where = Worded | str
Entry = Mapping[str, Any]


class ContentError(WordedError, ValueError):
    """A content file that cannot be used. Says where, what was expected and what came."""


def read(file: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises `ContentError`."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ContentError("expected the file %(file)s, got %(why)s", file=file, why=error.strerror) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError("expected TOML in %(file)s, got %(why)s", file=file, why=str(error)) from None


def entries(file: Path, required: frozenset[str], optional: frozenset[str]) -> Iterator[tuple[str, Entry]]:
    """The tables of a file by name, each with known keys only. Raises `ContentError`."""
    for name, entry in read(file).items():
        yield name, checked(entry_in(name, file), entry, required, optional)


def entry_in(name: str, file: Path) -> Worded:
    """Where an entry stands."""
    return Worded(gettext_noop("[%(name)s] in %(file)s"), name=name, file=file.name)


def checked(where: Where, entry: object, required: frozenset[str], optional: frozenset[str]) -> Entry:
    """An entry whose keys are as expected. Raises `ContentError`."""
    if not isinstance(entry, dict):
        raise ContentError("expected a table at %(where)s, got %(got)s", where=where, got=type(entry).__name__)
    missing, unknown = required - entry.keys(), entry.keys() - required - optional
    if missing:
        raise ContentError("expected %(names)s at %(where)s, got %(got)s", names=_keys(missing), where=where,
                           got=_keys(entry))  # fmt: skip
    if unknown:
        raise ContentError("expected keys among %(names)s at %(where)s, got %(got)s", names=_keys(required | optional),
                           where=where, got=_keys(unknown))  # fmt: skip
    return entry


def _keys(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
