"""Rendered files kept by what they are made of: the frozen text, the code and the words that render it."""

import hashlib
import os
import re
import shutil
from collections.abc import Collection, Iterator
from contextlib import nullcontext
from functools import cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from claims.editions.formats.files import files, names, write
from claims.frozen import fingerprint

_FOLDER = Path(__file__).resolve().parents[2]  # all of claims: what an edition says is worded there
_ENGINES = ("django", "typst", "justmytype-intl-cjk")
_DAY = 86_400.0  # seconds
OTHERS_LAST, OWN_LAST = _DAY, 60 * _DAY  # since somebody asked: of other code, which may run for a while; of this code
RENDER = "claims.render_edition"  # the worker's task, as messages name it
WISHED = 60.0  # seconds after which a worker is told again
MOST_CLEARED = 500  # places at a time: the next day goes on
_PLACE = re.compile(r"[0-9a-f]{24}-[0-9a-f]{24}")


def kept(text: str, folder: Path, wanted: Collection[str] | None = None) -> dict[str, bytes]:
    """Files of a frozen scorecard by name (default: all), rendered only where they have not been before.

    Whoever changes a template or a word has all of them rendered anew: what is kept never speaks for other code.
    """
    asked = names() if wanted is None else list(wanted)
    place = _place(fingerprint(text), folder)
    lacking = [name for name in asked if not (place / name).is_file()]
    if lacking:
        write(files(text, lacking), place)
    os.utime(place)  # it was wanted now
    return {name: (place / name).read_bytes() for name in asked}


def at_hand(digest: str, folder: Path, name: str) -> bytes | None:
    """A file of the scorecard with that fingerprint, if it has been rendered; else None."""
    place = _place(digest, folder)
    try:
        content = (place / name).read_bytes()
        os.utime(place)  # it was wanted now
    except FileNotFoundError:
        return None
    return content


def wish(digest: str, folder: Path, name: str, now: float) -> bool:
    """Whether a worker should be told of a file that is not there, at the time `now` in seconds since 1970.

    Once in `WISHED` seconds for each, however many ask.
    """
    mark = _mark(digest, folder, name)
    mark.parent.mkdir(parents=True, exist_ok=True)
    if mark.exists() and abs(now - mark.stat().st_mtime) <= WISHED:
        return False
    mark.touch()
    os.utime(mark, (now, now))
    return True


def unheard(digest: str, folder: Path, name: str) -> None:
    """Forget a wish that reached no worker, so that the next who asks repeats it."""
    _mark(digest, folder, name).unlink(missing_ok=True)


def _place(digest: str, folder: Path) -> Path:
    return folder / f"{digest[:24]}-{renderer()[:24]}"


def _mark(digest: str, folder: Path, name: str) -> Path:
    return _place(digest, folder) / f".wished-{name}"


def clear(folder: Path, now: float) -> int:
    """Remove what other code or words rendered, and what nobody has asked for in long: how many places that were.

    `now` is in seconds since 1970. What is asked for again is rendered again, so nothing is ever lost.
    """
    old = list(islice(_old(folder, now), MOST_CLEARED))
    for place in old:
        shutil.rmtree(place, ignore_errors=True)  # another worker may be at it, too
    return len(old)


def _old(folder: Path, now: float) -> Iterator[Path]:
    own = renderer()[:24]
    with os.scandir(folder) if folder.is_dir() else nullcontext(()) as places:
        for one in places:
            if _PLACE.fullmatch(one.name) and one.is_dir(follow_symlinks=False):
                last = OWN_LAST if one.name.endswith(own) else OTHERS_LAST
                if now - one.stat().st_mtime > last:
                    yield folder / one.name


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
