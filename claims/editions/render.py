"""Typst's loader: pages from a template and plain data, as PDF and as pictures. No system font, no network, no clock.

Equal input gives equal bytes. The one place that imports typst.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from claims.typefaces import readable, variable


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

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(variable().parent)])
