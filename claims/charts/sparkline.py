"""A line the size of a word: our own few lines of SVG, colours by CSS class, no script."""

from html import escape

import numpy as np

from evidence.periods import Ints
from evidence.series import Floats

WIDTH, HEIGHT, PAD = 160, 36, 3
_MOST_POINTS = 160


def sparkline(days: Ints, values: Floats, opens: int, threshold: float | None, title: str) -> str:
    """Inline SVG of a series with its threshold (dashed) and the day the claim was made (upright).

    `title` says in words what the line shows; it is what a screen reader reads.
    """
    days, values = _thinned(days, values)
    extremes = [*values, threshold] if threshold is not None else list(values)
    low, high = float(min(extremes)), float(max(extremes))
    span = (high - low) or 1.0
    first, last = int(days[0]), max(int(days[-1]), opens)

    def x(day: float) -> float:
        return PAD + (WIDTH - 2 * PAD) * (day - first) / max(last - first, 1)

    def y(value: float) -> float:
        return HEIGHT - PAD - (HEIGHT - 2 * PAD) * (value - low) / span

    points = " ".join(f"{x(day):.1f},{y(value):.1f}" for day, value in zip(days, values, strict=True))
    parts = [f"<title>{escape(title)}</title>"]
    if first <= opens <= last:
        parts.append(f'<line class="made" x1="{x(opens):.1f}" x2="{x(opens):.1f}" y1="0" y2="{HEIGHT}"/>')
    if threshold is not None:
        parts.append(f'<line class="threshold" x1="0" x2="{WIDTH}" y1="{y(threshold):.1f}" y2="{y(threshold):.1f}"/>')
    parts.append(f'<polyline class="line" fill="none" points="{points}"/>')
    parts.append(f'<circle class="dot" cx="{x(days[-1]):.1f}" cy="{y(values[-1]):.1f}" r="2.2"/>')
    return (
        f'<svg class="sparkline" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        + "".join(parts)
        + "</svg>"
    )


def _thinned(days: Ints, values: Floats) -> tuple[Ints, Floats]:
    """At most a point a pixel, the last one always among them."""
    if len(days) <= _MOST_POINTS:
        return days, values
    keep = np.unique(np.linspace(0, len(days) - 1, _MOST_POINTS).round().astype(int))
    return days[keep], values[keep]
