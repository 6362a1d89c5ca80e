"""The series that a criterion is about, drawn over their history with the thresholds of its answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from claims.charts.trace import figures, threshold
from claims.scoring.fan import subject
from claims.scoring.margin import comparisons
from evidence.formula import Node
from evidence.formula.canonical import plain_number
from evidence.periods import Ints, date_of
from evidence.series import Floats, Panel

WIDTH, HEIGHT = 480, 240  # about as wide as it is shown, for writing shrinks with a picture
LEFT, TOP, BOTTOM = 8, 10, 24  # room for what is written at the edges
_SIZE = 12
_NEAR = 14.0  # between two lines of writing
_LATIN, _WIDE = 0.56, 1.0  # of the size: how wide a letter is, and a Chinese sign


@dataclass(frozen=True)
class Threshold:
    """A written figure that a series is held against, exactly as written, by one of the answers ("holds", "fails")."""

    value: float
    operator: str
    answer: str


@dataclass(frozen=True, eq=False)
class Line:
    """A series with its days and figures, and the thresholds on the same scale."""

    series: Node
    days: Ints
    values: Floats
    thresholds: tuple[Threshold, ...]


def lines(
    answers: Mapping[str, Node], panels: Mapping[str, Panel], derived: Mapping[str, Node], since: int
) -> list[Line]:
    """What to draw for answers by name ("holds", "fails") from a day on: a line for each series, in their order."""
    found: dict[Node, dict[Threshold, None]] = {}
    for answer, tree in answers.items():
        for one in comparisons(tree):
            series, value = subject(one.operands[0]), threshold(one)
            if series is None:
                continue
            marks = found.setdefault(series, {})
            if value is not None:
                marks[Threshold(value, one.operator, answer)] = None
    drawn = ((series, figures(series, panels, derived, since), tuple(marks)) for series, marks in found.items())
    return [Line(series, *known, marks) for series, known, marks in drawn if known is not None]


def chart(line: Line, opens: int, closes: Sequence[int], title: str, labels: Mapping[float, str]) -> str:
    """Inline SVG of a line: thresholds dashed, the day on which the claim was made and the checkpoints upright.

    `title` says in words what it shows and is what a screen reader reads; `labels` are the figures to be written at the
    right edge, in the reader's words. Each threshold carries its exact value, which drawing rounds to a hundredth of a
    pixel.
    """
    scale = _Scale(line, opens, closes, max(map(breadth, labels.values()), default=0.0))
    marks = dict.fromkeys((one.answer, one.value) for one in line.thresholds)
    parts = [f"<title>{escape(title)}</title>"]
    parts += [scale.upright("made", opens), *(scale.upright("checkpoint", day) for day in closes)]
    parts += [scale.level(answer, value) for answer, value in marks]
    points = " ".join(
        f"{scale.x(day):.2f},{scale.y(value):.2f}" for day, value in zip(line.days, line.values, strict=True)
    )
    parts.append(f'<polyline class="line" fill="none" points="{points}"/>')
    parts += [*scale.written(labels), *scale.ends()]
    return (
        f'<svg class="history" role="img" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        + "".join(parts)
        + "</svg>"
    )


def breadth(text: str) -> float:
    """How wide a line of writing is, about, in pixels of the picture."""
    return sum(_LATIN if ord(sign) < 0x2E80 else _WIDE for sign in text) * _SIZE


class _Scale:
    """Where days and figures lie, with so much room for what is written at the right."""

    def __init__(self, line: Line, opens: int, closes: Sequence[int], room: float) -> None:
        self.right = min(WIDTH - room - 8, WIDTH - 24)
        every = [*line.values.tolist(), *(one.value for one in line.thresholds)]
        self.low, self.high = min(every), max(every)
        self.first, self.last = int(line.days[0]), max(int(line.days[-1]), opens, *closes)

    def x(self, day: float) -> float:
        return LEFT + (self.right - LEFT) * (day - self.first) / max(self.last - self.first, 1)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (value - self.low) / ((self.high - self.low) or 1.0)

    def path(self, line: Line) -> str:
        """The series itself."""
        pairs = zip(line.days, line.values, strict=True)
        points = " ".join(f"{self.x(day):.2f},{self.y(value):.2f}" for day, value in pairs)
        return f'<polyline class="line" fill="none" points="{points}"/>'

    def upright(self, name: str, day: int) -> str:
        x = f"{self.x(max(day, self.first)):.2f}"
        return f'<line class="{name}" x1="{x}" x2="{x}" y1="{TOP}" y2="{HEIGHT - BOTTOM}"/>'

    def level(self, answer: str, value: float) -> str:
        y = f"{self.y(value):.2f}"
        return (
            f'<line class="threshold {answer}" data-value="{plain_number(value)}" stroke-dasharray="4 3" '
            f'x1="{LEFT}" x2="{self.right:.2f}" y1="{y}" y2="{y}"/>'
        )

    def written(self, labels: Mapping[float, str]) -> list[str]:
        """The labels at their heights, highest first, pushed apart where they would overlap."""
        parts, below = [], 0.0
        for value, text in sorted(labels.items(), reverse=True):
            y = max(self.y(value) + _SIZE / 3, below + _NEAR)
            parts.append(f'<text x="{self.right + 4:.2f}" y="{y:.1f}" font-size="{_SIZE}">{escape(text)}</text>')
            below = y
        return parts

    def ends(self) -> list[str]:
        """The first and last day."""
        y = HEIGHT - BOTTOM + _SIZE + 5
        places = ((LEFT, "start", self.first), (round(self.right, 2), "end", self.last))
        return [
            f'<text x="{x}" y="{y}" font-size="{_SIZE}" text-anchor="{anchor}">{date_of(day)}</text>'
            for x, anchor, day in places
        ]
