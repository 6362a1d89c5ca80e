"""An indicator's figures as a line, and how each was first published: our own few lines of SVG, in the page's ink."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

import numpy as np

from evidence.periods import Ints, date_of
from evidence.series import Floats

WIDTH, HEIGHT = 720, 220
_LEFT, _TOP, _BOTTOM = 4, 10, 24
_SIZE = 12
_WIDE = 0x2E80  # from here on signs are as wide as high


def picture(days: Ints, latest: Floats, first: Floats, title: str, ends: tuple[str, str]) -> str:
    """Inline SVG of the newest figures (solid) and the first ones (dotted); NaN is a gap. Shape (periods,) each.

    `title` says in words what it shows, `ends` are the lowest and highest figure as written. "" for fewer than two.
    """
    every = np.concatenate([latest, first])
    if (~np.isnan(latest)).sum() < 2:
        return ""
    low, high = float(np.nanmin(every)), float(np.nanmax(every))
    edge = WIDTH - 8 - max(map(_long, ends))

    def place(day: float, value: float) -> str:
        x = _LEFT + (edge - _LEFT) * (day - days[0]) / max(int(days[-1] - days[0]), 1)
        return f"{x:.1f},{_TOP + (HEIGHT - _TOP - _BOTTOM) * (high - value) / ((high - low) or 1.0):.1f}"

    parts = [f"<title>{escape(title)}</title>"]
    for values, look in ((latest, 'stroke-width="1.8"'), (first, 'stroke-dasharray="1 4" stroke-width="2.4"')):
        for piece in _pieces(zip(days.tolist(), values.tolist(), strict=True)):
            points = " ".join(place(day, value) for day, value in piece)
            parts.append(f'<polyline fill="none" stroke="currentColor" {look} points="{points}"/>')
    right, floor = edge + 8, HEIGHT - _BOTTOM
    parts += [_text(right, _TOP + 4, ends[1]), _text(right, floor + 4, ends[0])]
    parts += [_text(_LEFT, HEIGHT - 6, str(date_of(int(days[0])))),
              _text(edge, HEIGHT - 6, str(date_of(int(days[-1]))), "end")]  # fmt: skip
    return (
        f'<svg class="figures" role="img" direction="ltr" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">'
        f"{''.join(parts)}</svg>"
    )


def _pieces(pairs: Iterable[tuple[int, float]]) -> Iterator[Sequence[tuple[int, float]]]:
    """Stretches without a gap."""
    piece: list[tuple[int, float]] = []
    for day, value in pairs:
        if np.isnan(value):
            yield from [piece] if piece else []
            piece = []
        else:
            piece.append((day, value))
    yield from [piece] if piece else []


def _long(text: str) -> float:
    """About how wide it is written, rather too wide than cut off."""
    return sum(_SIZE if ord(sign) >= _WIDE else 0.62 * _SIZE for sign in text)


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return f'<text x="{x}" y="{y}" font-size="{_SIZE}" fill="currentColor" text-anchor="{anchor}">{escape(text)}</text>'
