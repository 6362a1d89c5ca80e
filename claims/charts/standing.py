"""How a claim has stood since it was made, the size of a few words: its probability, and under it the verdict track.

Our own few lines of SVG, colours by CSS class, no script.
"""

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 132, 36
_TOP, _FLOOR = 2.0, 26.0  # where a probability of one lies, and of nothing
_TRACK, _THICK = 30.0, 5.0
Points = Sequence[tuple[int, float]]  # day numbers with probabilities, in order
Steps = Sequence[tuple[int, str]]  # day numbers from which on a band stood, by its CSS class, in order


def standing(opens: int, checkpoint: int, until: int, points: Points, base: float | None, steps: Steps,
             title: str) -> str:  # fmt: skip
    """Inline SVG from the opening to the checkpoint, as far as `until`. The dashed line is the base rate.

    `title` says in words how the claim stood; it is what a screen reader reads.
    """
    first, last = opens, max(checkpoint, until, opens + 1)

    def x(day: int) -> float:
        return 1 + (WIDTH - 2) * (min(max(day, first), last) - first) / (last - first)

    def y(p: float) -> float:
        return _FLOOR - (_FLOOR - _TOP) * p

    parts = [
        f"<title>{escape(title)}</title>",
        f'<line class="axis" x1="1" x2="{WIDTH - 1}" y1="{_FLOOR}" y2="{_FLOOR}"/>',
    ]
    if base is not None:
        parts.append(f'<line class="base" x1="1" x2="{WIDTH - 1}" y1="{y(base):.1f}" y2="{y(base):.1f}"/>')
    if len(points) > 1:
        line = " ".join(f"{x(day):.1f},{y(p):.1f}" for day, p in points)
        parts.append(f'<polyline class="line" fill="none" points="{line}"/>')
    if points:
        day, p = points[-1]
        parts.append(f'<circle class="dot" cx="{x(day):.1f}" cy="{y(p):.1f}" r="2.4"/>')
    ends = [day for day, _ in steps[1:]] + [until]
    for (day, band), end in zip(steps, ends, strict=True):
        width = max(x(end) - x(day), 1.0)
        parts.append(
            f'<rect class="{escape(band)}" x="{x(day):.1f}" y="{_TRACK}" width="{width:.1f}" height="{_THICK}"/>'
        )
    return (
        f'<svg class="standing" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        + "".join(parts)
        + "</svg>"
    )
