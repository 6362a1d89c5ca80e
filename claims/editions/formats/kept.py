"""Rendered files kept by what they are made of: the frozen text, the code and the words that render it."""

import hashlib
from collections.abc import Collection
from functools import cache
from importlib.metadata import version
from pathlib import Path

from claims.editions.formats.files import files, names, write
from claims.frozen import fingerprint

_FOLDER = Path(__file__).resolve().parents[2]  # all of claims: what an edition says is worded there
_ENGINES = ("django", "typst", "justmytype-intl-cjk")


def kept(text: str, folder: Path, wanted: Collection[str] | None = None) -> dict[str, bytes]:
    """Files of a frozen scorecard by name (default: all), rendered only where they have not been before.

    Whoever changes a template or a word has all of them rendered anew: what is kept never speaks for other code.
    """
    asked = names() if wanted is None else list(wanted)
    place = folder / f"{fingerprint(text)[:24]}-{renderer()[:24]}"
    lacking = [name for name in asked if not (place / name).is_file()]
    if lacking:
        write(files(text, lacking), place)
    return {name: (place / name).read_bytes() for name in asked}


@cache
def renderer() -> str:
    """A hash of the code, templates and words that make the files, and of the engines' versions."""
    digest = hashlib.sha256(" ".join(f"{one} {version(one)}" for one in _ENGINES).encode())
    sources = [*_FOLDER.rglob("*.py"), *(_FOLDER / "templates").rglob("*.*"), *_catalogues()]
    for file in sorted(sources):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def _catalogues() -> list[Path]:
    return sorted((_FOLDER.parent / "claimbase" / "locale").rglob("*.po"))
