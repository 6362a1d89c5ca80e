"""Everything that a claim's chart shows, as plain values and ready words: gathered once, drawn in many sizes.

Days are counted from 1970-01-01, figures are in base units, words are in one language.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from claims.charts.sparkline import Fan

Figures = tuple[float | None, ...]


@dataclass(frozen=True)
class Line:
    """A series; None is a figure that is missing between others."""

    days: tuple[int, ...]
    values: Figures
    label: str  # at its end

    def __post_init__(self) -> None:
        if len(self.days) != len(self.values) or not self.days:
            raise ValueError(f"expected a figure for each of at least one day, got {len(self.values)} figures "
                             f"for {len(self.days)} days")  # fmt: skip

    @property
    def end(self) -> tuple[int, float]:
        """The last figure that is known, with its day."""
        return next((day, value) for day, value in reversed(self.pairs) if value is not None)

    @property
    def pairs(self) -> list[tuple[int, float | None]]:
        """Days with their figures."""
        return list(zip(self.days, self.values, strict=True))


@dataclass(frozen=True)
class Level:
    """A figure that the series is held against, exactly as stored. `role`: "holds", "fails" or "baseline"."""

    value: float
    label: str
    role: str


@dataclass(frozen=True)
class Stretch:
    """The days over which a verdict stood."""

    first: int
    last: int
    band: str
    label: str


@dataclass(frozen=True)
class Moved:
    """The day on which the verdict moved, and what moved it."""

    day: int
    label: str


@dataclass(frozen=True)
class Axis:
    """Figures are shown divided by `factor`: 1e9 where the unit is a billion dollars. `unit` may be empty."""

    factor: float
    unit: str


@dataclass(frozen=True)
class Words:
    """What is written on the chart, and the long text for those who do not see it."""

    language: str
    statement: str  # the claim
    title: str  # the series; of several conditions how they make one answer
    subtitle: str  # its unit, and as known when
    test: str
    description: str
    made: str
    opens: str
    checkpoint: str
    as_of: str
    outcomes: str  # what the fan is of
    verdict: str  # the verdict of the day, with what it is


@dataclass(frozen=True, eq=False)
class Panel:
    """One series with what it must pass. `fan` starts at `known`, the last figure known on the day it was computed.

    `is_free`: the line's figures may be passed on to everybody, and not its picture alone. `is_step`: they stay what
    they are until the next one comes. `title` and `test` are written beside it where there are several.
    """

    line: Line
    rivals: tuple[Line, ...]
    levels: tuple[Level, ...]
    known: tuple[int, float]
    fan: Fan | None
    axis: Axis
    title: str
    test: str
    is_free: bool
    is_step: bool = False

    def figures(self) -> Iterator[float]:
        """All that must fit on the scale."""
        for line in (self.line, *self.rivals):
            yield from (value for value in line.values if value is not None)
        yield from (level.value for level in self.levels)
        if self.fan:
            yield from self.fan.quantiles.ravel().tolist()


@dataclass(frozen=True)
class Part:
    """A claim that another one is made of, with its verdicts."""

    label: str
    track: tuple[Stretch, ...]


@dataclass(frozen=True, eq=False)
class ClaimChart:
    """One claim's chart: a panel for each series that its answer is about, or tracks of the claims it is made of."""

    panels: tuple[Panel, ...]
    made: int
    opens: int
    checkpoint: int
    others: tuple[int, ...]  # further checkpoints
    as_of: int
    track: tuple[Stretch, ...]
    moves: tuple[Moved, ...]
    words: Words
    parts: tuple[Part, ...] = ()

    @property
    def first_day(self) -> int:
        """Where the picture begins."""
        return min(self.made, self.opens, *(panel.line.days[0] for panel in self.panels))

    @property
    def last_day(self) -> int:
        """Where it ends: of a claim that was checked long ago not today, or what it is about would be a sliver."""
        tracks = (self.track, *(part.track for part in self.parts))
        told = (track[-1].last for track in tracks if track)
        return max(self.made, self.checkpoint, *self.others, self.last_figure, *told)

    @property
    def last_figure(self) -> int:
        """The day of the newest figure that is drawn; the opening where there is none."""
        return max((panel.line.end[0] for panel in self.panels), default=self.opens)


@dataclass(frozen=True)
class Undrawn:
    """A claim of which there is nothing to draw, and why, in one sentence."""

    why: str
