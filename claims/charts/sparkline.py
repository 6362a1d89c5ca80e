"""A line the size of a word: our own few lines of SVG, colours by CSS class, no script."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape

import numpy as np

from evidence.periods import Ints
from evidence.series import Floats

WIDTH, HEIGHT, PAD = 160, 36, 3
_MOST_POINTS = 160


@dataclass(frozen=True, eq=False)
class Fan:
    """Where the simulated continuations go: quantiles (levels, periods), mirrored about the median, at some days."""

    days: Ints
    quantiles: Floats

    def __post_init__(self) -> None:
        if self.quantiles.shape != (2 * (len(self.quantiles) // 2) + 1, len(self.days)):
            raise ValueError(f"expected an odd number of levels at {len(self.days)} days, got {self.quantiles.shape}")


def sparkline(
    days: Ints, values: Floats, opens: int, threshold: float | None, title: str, fan: Fan | None = None
) -> str:
    """Inline SVG of a series with its threshold (dashed), the day the claim was made (upright), and its fan.

    `title` says in words what the line shows; it is what a screen reader reads.
    """
    days, values = _thinned(days, values)
    extremes = [*values, *([] if threshold is None else [threshold]), *(fan.quantiles.ravel() if fan else [])]
    low, high = float(min(extremes)), float(max(extremes))
    span = (high - low) or 1.0
    first, last = int(days[0]), max(int(days[-1]), opens, *(fan.days if fan else ()))

    def x(day: float) -> float:
        return PAD + (WIDTH - 2 * PAD) * (day - first) / max(last - first, 1)

    def y(value: float) -> float:
        return HEIGHT - PAD - (HEIGHT - 2 * PAD) * (value - low) / span

    def placed(some: Iterable[float], figures: Iterable[float]) -> list[str]:
        return [f"{x(day):.1f},{y(value):.1f}" for day, value in zip(some, figures, strict=True)]

    parts = [f"<title>{escape(title)}</title>"]
    if fan:
        parts += _bands(fan, int(days[-1]), float(values[-1]), placed)
    if first <= opens <= last:
        parts.append(f'<line class="made" x1="{x(opens):.1f}" x2="{x(opens):.1f}" y1="0" y2="{HEIGHT}"/>')
    if threshold is not None:
        parts.append(f'<line class="threshold" x1="0" x2="{WIDTH}" y1="{y(threshold):.1f}" y2="{y(threshold):.1f}"/>')
    parts.append(f'<polyline class="line" fill="none" points="{" ".join(placed(days, values))}"/>')
    parts.append(f'<circle class="dot" cx="{x(days[-1]):.1f}" cy="{y(values[-1]):.1f}" r="2.2"/>')
    return (
        f'<svg class="sparkline" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        + "".join(parts)
        + "</svg>"
    )


def titled(svg: str, title: str) -> str:
    """A small chart that was drawn without words, with them."""
    return svg.replace("<title></title>", f"<title>{escape(title)}</title>", 1)


def _bands(fan: Fan, day: int, value: float, placed: Callable[..., list[str]]) -> list[str]:
    """The widest band first, each from the last figure known to the checkpoint; then the median."""
    half = len(fan.quantiles) // 2
    after = fan.days > day
    rows = np.column_stack([np.full(len(fan.quantiles), value), fan.quantiles[:, after]])
    ends = [day, *fan.days[after]]
    bands = [
        f'<polygon class="band" points="{" ".join(placed(ends, rows[-1 - one]) + placed(ends, rows[one])[::-1])}"/>'
        for one in range(half)
    ]
    return [*bands, f'<polyline class="median" fill="none" points="{" ".join(placed(ends, rows[half]))}"/>']


def _thinned(days: Ints, values: Floats) -> tuple[Ints, Floats]:
    """At most a point a pixel, the last one always among them."""
    if len(days) <= _MOST_POINTS:
        return days, values
    keep = np.unique(np.linspace(0, len(days) - 1, _MOST_POINTS).round().astype(int))
    return days[keep], values[keep]
