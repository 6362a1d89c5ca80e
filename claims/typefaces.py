"""Noto Sans TC, which editions and pictures are written with: where it lies, what it can draw, and two weights of it.

vl-convert draws the variable font in its default weight, which is Thin: two static ones are cut from it, once. The one
place that reads and cuts fonts.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

FAMILY = "Noto Sans TC"
WEIGHTS = {"Regular": 400, "Bold": 700}
_PACKAGE = "justmytype-intl-cjk"
_FACES = "fonts/ofl/notosanstc"  # in the wheel; it has every Latin letter and sign that is needed, too


def cut(folder: Path) -> Path:
    """A folder with a file for each weight, below `folder`: made if it is not there, which takes half a minute.

    Safe to be asked by several processes: one cuts, the others wait. Raises `LookupError` without the wheel.
    """
    place = folder / f"noto-sans-tc-{version(_PACKAGE)}"
    if not _is_whole(place):
        place.mkdir(parents=True, exist_ok=True)
        with _alone_in(place):
            for name, weight in WEIGHTS.items():
                if not _file(place, name).is_file():
                    _cut(weight, _file(place, name))
    return place


def _is_whole(place: Path) -> bool:
    return all(_file(place, name).is_file() for name in WEIGHTS)


def _file(place: Path, name: str) -> Path:
    return place / f"NotoSansTC-{name}.ttf"


def _cut(weight: int, file: Path) -> None:
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    with TTFont(variable()) as font:
        instantiateVariableFont(font, {"wght": weight}, inplace=True, updateFontNames=True).save(unfinished)
    unfinished.replace(file)


def variable() -> Path:
    """The wheel's own file, found without importing its package. Raises `LookupError`."""
    found = find_spec(_PACKAGE.replace("-", "_"))
    places = found.submodule_search_locations if found else None
    if not places:
        raise LookupError(f"expected the package {_PACKAGE} of requirements.lock, found none")
    return next((Path(places[0]) / _FACES).glob("*.ttf"))


def readable(text: str) -> str:
    """A text in which what the font cannot draw, and would be left out unseen, stands as its code point: [U+3400]."""
    lacking = {code for code in map(ord, set(text)) if code not in _drawn() and code >= ord(" ")}
    return text.translate({code: f"[U+{code:04X}]" for code in lacking})


@cache
def _drawn() -> frozenset[int]:
    """Code points that the font can draw."""
    from fontTools.ttLib import TTFont

    with TTFont(variable(), lazy=True) as font:
        return frozenset(font.getBestCmap())


@contextmanager
def _alone_in(place: Path) -> Iterator[None]:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
