"""Content kept as TOML files: read with every mistake named by file and entry."""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

Entry = Mapping[str, Any]


class ContentError(ValueError):
    """A content file that cannot be used. Says where, what was expected and what came."""


def read(file: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises `ContentError`."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ContentError(f"expected the file {file}, got {error.strerror}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"expected TOML in {file}, got {error}") from None


def entries(file: Path, required: frozenset[str], optional: frozenset[str]) -> Iterator[tuple[str, Entry]]:
    """The tables of a file by name, each with known keys only. Raises `ContentError`."""
    for name, entry in read(file).items():
        yield name, checked(f"[{name}] in {file.name}", entry, required, optional)


def checked(where: str, entry: object, required: frozenset[str], optional: frozenset[str]) -> Entry:
    """An entry whose keys are as expected. Raises `ContentError`."""
    if not isinstance(entry, dict):
        raise ContentError(f"expected a table at {where}, got {type(entry).__name__}")
    missing, unknown = required - entry.keys(), entry.keys() - required - optional
    if missing:
        raise ContentError(f"expected {', '.join(sorted(missing))} at {where}, got {', '.join(sorted(entry))}")
    if unknown:
        allowed = ", ".join(sorted(required | optional))
        raise ContentError(f"expected keys among {allowed} at {where}, got {', '.join(sorted(unknown))}")
    return entry
