"""A drawn chart made ready for its places: for files as it is, for pages with colours that the page may set.

A picture has a title and a long text for who does not see it; and its figures, where these may be passed on, for the
script that shows each of them.
"""

import json
import re
from html import escape
from typing import Any

from claims.charts.claimchart import ClaimChart
from claims.charts.layout import Layout, Size
from claims.charts.palette import PROPERTIES
from claims.charts.plots import Plot

CLASS = "claim-chart"
_NOTHING = re.compile(r'<path class="(?:background|foreground)"[^>]*\bd="(?:M0,0h0v0h0Z)?"[^>]*/>')
_FOR_READERS_OF_MARKS = re.compile(r' (?:aria-[a-z]+|role|pointer-events)="[^"]*"| class="marks"|(?<=1") opacity="1"')
_OPENED = re.compile(r"<svg([^>]*)>")
_COLOR = re.compile("|".join(map(re.escape, PROPERTIES)))
_IDENTIFIER = re.compile(r'(\bid="|url\(#)([A-Za-z0-9_-]+)')


def finished(svg: str, chart: ClaimChart, size: Size) -> str:
    """What the renderer drew, with words for screen readers and figures for the script, without empty parts."""
    bare = _FOR_READERS_OF_MARKS.sub("", _NOTHING.sub("", svg))
    words = chart.words
    told = f"<title>{escape(words.title)}</title><desc>{escape(words.description)}</desc>"
    attributes = f' class="{CLASS} {size.name}" role="img" lang="{_tag(words.language)}"'
    shown = _figures(Layout(chart, size))
    if shown["panels"]:
        figures = json.dumps(shown, ensure_ascii=False, separators=(",", ":"))
        attributes += f' data-line="{escape(figures)}"'
    return _OPENED.sub(lambda found: f"<svg{found[1]}{attributes}>{told}", bare, count=1)


def inlined(svg: str, prefix: str) -> str:
    """For a page: each colour becomes a custom property with the colour to fall back to; identifiers get a prefix."""
    named = _IDENTIFIER.sub(lambda found: f"{found[1]}{prefix}-{found[2]}", svg)
    return _COLOR.sub(lambda found: f"var({PROPERTIES[found[0]]},{found[0]})", named)


def _figures(layout: Layout) -> dict[str, Any]:
    """Of each panel every figure of the line with its place in pixels and its day, and where the panel lies.

    Those that may not be passed on are left out. `half` is the middle of the plots.
    """
    panels = [_panel(layout, plot) for plot in layout.plots if plot.panel.is_free]
    return {"half": round(layout.left + layout.wide / 2), "panels": panels}


def _panel(layout: Layout, plot: Plot) -> dict[str, Any]:
    line, axis = plot.panel.line, plot.panel.axis
    points = [
        [round(layout.left + layout.x(day), 1), day, float(f"{value / axis.factor:.6g}")]
        for day, value in line.pairs
        if value is not None
    ]
    return {"top": layout.top + plot.top, "high": round(plot.height), "unit": axis.unit, "points": points}


def _tag(language: str) -> str:
    """zh-Hant, as HTML has it."""
    return "zh-Hant" if language.startswith("zh") else language
