"""A reliability diagram: how often came true what was given each probability. Our own few lines of SVG, no script."""

from collections.abc import Mapping, Sequence
from html import escape
from math import sqrt
from typing import Any

SIZE = 320  # of the drawing; the plot begins at `_LEFT` and ends at `_FLOOR`
_LEFT, _FLOOR, _SIDE = 44.0, 276.0, 264.0
_GREATEST = 9.0  # radius of the fullest tenth; the area of a dot is how many forecasts it stands for


def diagram(bins: Sequence[Mapping[str, Any]], title: str, across: str, up: str) -> str:
    """Inline SVG of the lines of a reliability table (`p`, `share`, `n`); on the dashed line p is what came true.

    `title` says in words what is drawn, `across` and `up` name the axes.
    """
    most = max((one["n"] for one in bins), default=1)
    dots = [
        f'<circle class="dot" cx="{_x(one["p"]):.1f}" cy="{_y(one["share"]):.1f}" '
        f'r="{max(2.0, _GREATEST * sqrt(one["n"] / most)):.1f}"/>'
        for one in bins
    ]
    line = " ".join(f"{_x(one['p']):.1f},{_y(one['share']):.1f}" for one in bins)
    middle = _LEFT + _SIDE / 2
    return "".join([
        f'<svg class="reliability" viewBox="0 0 {SIZE} {SIZE}" role="img"><title>{escape(title)}</title>',
        *(_marks(step / 4) for step in range(5)),
        f'<line class="ideal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>',
        f'<polyline class="line" fill="none" points="{line}"/>', *dots,
        f'<text x="{middle}" y="{SIZE - 6}" text-anchor="middle">{escape(across)}</text>',
        f'<text x="{_LEFT - 40}" y="{_FLOOR - _SIDE - 16}">{escape(up)}</text></svg>',
    ])  # fmt: skip


def _marks(at: float) -> str:
    """Lines of the grid and figures at a share of both axes."""
    x, y, said = _x(at), _y(at), f"{at:.0%}"
    return (
        f'<line class="grid" x1="{_LEFT}" x2="{_LEFT + _SIDE}" y1="{y}" y2="{y}"/>'
        f'<line class="grid" x1="{x}" x2="{x}" y1="{_FLOOR - _SIDE}" y2="{_FLOOR}"/>'
        f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{said}</text>'
        f'<text x="{x}" y="{_FLOOR + 16}" text-anchor="middle">{said}</text>'
    )


def _x(share: float) -> float:
    return _LEFT + _SIDE * share


def _y(share: float) -> float:
    return _FLOOR - _SIDE * share
