"""Claims' charts as SVG and PNG, drawn by vl-convert: the one place that loads it, and only where a chart is drawn.

A worker draws, for a process that has drawn must not fork: the child would hang for ever. What is drawn is kept by the
hash of what it shows, and found by what was asked for. Whatever is removed from the folder is drawn again.
"""

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import override

from claims import typefaces
from claims.chartfigures import claim_chart, version_of
from claims.charts.claimchart import ClaimChart, Undrawn
from claims.charts.layout import SIZES, WIDE, Size
from claims.charts.picture import finished
from claims.charts.specification import Spec, specification
from claims.explorer import VEGA_LITE
from claims.models import Claim
from claims.wording.charted import Vintage

DRAW = "claims.draw_chart"  # the worker's task, as messages name it
FORMATS = ("svg", "png")
DENSITY = 2.0  # pixels of a PNG for each of the picture
KEPT = 60 * 86_400.0  # seconds since somebody asked
WISHED = 60.0  # seconds after which a worker is told again
MOST_WISHES = 200  # that wait at a time: a minute or so of a worker
_ENGINES = ("vl-convert-python", "justmytype-intl-cjk")
_CODE = ("render.py", "typefaces.py", "chartfigures/*.py", "wording/chart*.py", "wording/captions.py", "charts/*.py")


@dataclass(frozen=True)
class Asked:
    """A chart that somebody wants: of a claim as on a day, at the checkpoint that the claim shows."""

    claim: Claim
    as_of: date
    today: date
    checkpoint: date
    language: str
    vintage: Vintage
    size: Size
    newest: int | None  # the claim's newest assessment by then, or of a judged one its newest round

    @cached_property
    def name(self) -> str:
        """A hash of all that decides what it shows.

        Of figures it is the claim's newest assessment: as long as nothing new is known of them, there is no newer one.
        """
        day = None if self.newest and self.vintage is not Vintage.TODAY else (self.as_of, self.today)
        parts = (self.claim.pk, self.newest, str(day), str(self.checkpoint), self.language,
                 str(self.vintage), self.size.name, _code())  # fmt: skip
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def sized(self, size: Size) -> "Asked":
        """The same in another size."""
        return replace(self, size=size)

    @property
    def chart(self) -> ClaimChart | Undrawn:
        """What it shows, gathered in at most four queries."""
        with override(self.language):
            return claim_chart(self.claim, self.as_of, self.today, self.vintage, self.checkpoint)

    @property
    def arguments(self) -> list[str]:
        """As a message carries them to a worker."""
        days = [str(self.as_of), str(self.today), str(self.checkpoint)]
        return [self.claim.slug, *days, self.language, str(self.vintage), self.size.name]


def asking(
    claim: Claim, days: tuple[date, date, date], language: str, vintage: Vintage = Vintage.THEN, size: Size = WIDE
) -> Asked:
    """A chart of a claim: the day whose knowledge counts, today, and the checkpoint that is shown. One query."""
    as_of, _today, checkpoint = days
    return Asked(claim, *days, language, vintage, size, version_of(claim, as_of, checkpoint))


def asked(slug: str, as_of: str, today: str, checkpoint: str, language: str, vintage: str, size: str) -> Asked:
    """What a message asks for. Raises `Claim.DoesNotExist`, `KeyError` or `ValueError` for what there is not."""
    days = date.fromisoformat(as_of), date.fromisoformat(today), date.fromisoformat(checkpoint)
    claim = Claim.objects.with_everything().get(slug=slug)
    return asking(claim, days, language, Vintage(vintage), SIZES[size])


@dataclass(frozen=True)
class Kept:
    """Where a chart lies that has been drawn. `key` is the hash of what it shows; "": there is nothing, and `why`."""

    key: str
    why: str = ""

    def content(self, form: str) -> bytes | None:
        """Its bytes as "svg" or "png"; None where they have been removed."""
        file = _file(self.key, form)
        try:
            content = file.read_bytes()
            os.utime(file)  # it was wanted now
        except FileNotFoundError:
            return None
        return content


def kept(wanted: Asked) -> Kept | None:
    """A chart that has been drawn; None: not yet."""
    try:
        key, _, why = _entry(wanted.name).read_text().partition("\n")
    except FileNotFoundError:
        return None
    return Kept(key, why)


def draw(wanted: Asked) -> Kept:
    """Draw a chart in both formats, where it is not there; about a tenth of a second, and longer at first.

    Only in a process that will not fork. The fonts are cut when they are first needed, which takes a minute or two.
    """
    chart = wanted.chart
    made = Kept("", chart.why) if isinstance(chart, Undrawn) else Kept(_draw(chart, wanted.size))
    _write(_entry(wanted.name), f"{made.key}\n{made.why}".encode())
    _wish(wanted.name).unlink(missing_ok=True)
    return made


def _draw(chart: ClaimChart, size: Size) -> str:
    """In both formats, and the key of their files."""
    spec = specification(chart, size)
    key = key_of(spec)
    if not all(_file(key, form).is_file() for form in FORMATS):
        drawn = svg(spec)
        _write(_file(key, "png"), png(drawn))
        _write(_file(key, "svg"), finished(drawn, chart, size).encode())
    return key


def wish(wanted: Asked, now: float) -> bool:
    """Whether a worker should be told of a chart that is not there, at the time `now` in seconds since 1970.

    Once a minute for each, and for so many at a time: who asks for everything fills no queue.
    """
    _wishes().mkdir(parents=True, exist_ok=True)
    own = _wish(wanted.name)
    if (own.exists() and not _is_over(own, now)) or _is_full(now):
        return False
    own.touch()
    os.utime(own, (now, now))
    return True


def _is_full(now: float) -> bool:
    """Whether as many wait as may. How old each is, is asked only where they seem to be."""
    if len(list(_wishes().iterdir())) < MOST_WISHES:
        return False
    return sum(not _is_over(file, now) for file in _wishes().iterdir()) >= MOST_WISHES


def _is_over(file: Path, now: float) -> bool:
    """Removes a wish that nobody has met in time."""
    try:
        is_over = abs(now - file.stat().st_mtime) > WISHED
    except FileNotFoundError:  # it has just been met
        return True
    if is_over:
        file.unlink(missing_ok=True)
    return is_over


def key_of(spec: Spec) -> str:
    """The hash of what a chart shows and of what draws it."""
    text = json.dumps(spec, sort_keys=True, ensure_ascii=False) + _code()
    return hashlib.sha256(text.encode()).hexdigest()


def svg(spec: Spec) -> str:
    """A specification drawn, in colours that every program knows."""
    return str(_engine().vegalite_to_svg(spec, vl_version=VEGA_LITE))


def png(drawn: str) -> bytes:
    """The same as a picture of pixels, in which a sign that the font lacks is named."""
    return bytes(_engine().svg_to_png(typefaces.readable(drawn), scale=DENSITY))


@cache
def _engine() -> Any:
    import vl_convert  # 140 MB of a library: only who draws loads it

    vl_convert.register_font_directory(str(typefaces.cut(settings.DATA_FOLDER / "fonts")))
    return vl_convert


def clear(now: float) -> int:
    """Remove what nobody has asked for in long, at the time `now` in seconds since 1970: how many files that were."""
    old = [file for file in _files(_folder()) if now - file.stat().st_mtime > KEPT]
    for file in old:
        file.unlink(missing_ok=True)  # another worker may be at it, too
    return len(old)


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in folder.glob("*/*/*") if file.is_file()) if folder.is_dir() else iter(())


def _folder() -> Path:
    return Path(settings.RENDERED_FOLDER) / "charts"


def _file(key: str, form: str) -> Path:
    return _folder() / "drawn" / key[:2] / f"{key}.{form}"


def _entry(name: str) -> Path:
    return _folder() / "asked" / name[:2] / name


def _wishes() -> Path:
    return _folder() / "wished"


def _wish(name: str) -> Path:
    return _wishes() / name


def _write(file: Path, content: bytes) -> None:
    """In one step, so that nobody reads half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(file)


@cache
def _code() -> str:
    """A hash of the code and words that make charts, and of the engines' versions."""
    here = Path(__file__).resolve().parent
    files = [file for pattern in _CODE for file in sorted(here.glob(pattern))]
    files += sorted((here.parent / "claimbase" / "locale").rglob("*.po"))
    digest = hashlib.sha256(" ".join(f"{one} {version(one)}" for one in _ENGINES).encode())
    for file in files:
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()
