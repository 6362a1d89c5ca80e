"""Typst's loader: pages from a template and plain data, as PDF and as pictures. No system font, no network, no clock.

Equal input gives equal bytes. The one place that imports typst and reads the font.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

FONT = "Noto Sans TC"
_FACES = "fonts/ofl/notosanstc"  # in the wheel; it has every Latin letter and sign that is needed, too


def pdf(template: Path, data: Mapping[str, Any], moment: datetime) -> bytes:
    """A document whose date of creation is `moment` (with a zone). `data` reach the template as text, never as code."""
    return _compiled(template, data, format="pdf", timestamp=moment)[0]


def pictures(template: Path, data: Mapping[str, Any], dots_per_inch: float = 110) -> list[bytes]:
    """Each page as PNG."""
    return _compiled(template, data, format="png", ppi=dots_per_inch)


def _compiled(template: Path, data: Mapping[str, Any], **options: Any) -> list[bytes]:
    import typst  # 80 MB of a library: only who makes a PDF loads it

    inputs = {"data": readable(json.dumps(data, ensure_ascii=False))}
    made = typst.compile(
        template.read_bytes(), font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=inputs, **options
    )
    return made if isinstance(made, list) else [made]


@cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_folder())])


def _folder() -> Path:
    """The font's folder, found without importing its package."""
    found = find_spec("justmytype_intl_cjk")
    if found is None or not found.submodule_search_locations:
        raise LookupError("expected the package justmytype-intl-cjk of requirements.lock, found none")
    return Path(found.submodule_search_locations[0]) / _FACES


@cache
def _drawn() -> frozenset[int]:
    """Code points that the font can draw."""
    from fontTools.ttLib import TTFont

    with TTFont(next(_folder().glob("*.ttf")), lazy=True) as font:
        return frozenset(font.getBestCmap())


def readable(text: str) -> str:
    """A text in which what the font cannot draw, and would be left out unseen, stands as its code point: [U+3400]."""
    lacking = {code for code in map(ord, set(text)) if code not in _drawn() and code >= ord(" ")}
    return text.translate({code: f"[U+{code:04X}]" for code in lacking})
