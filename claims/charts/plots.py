"""The plots of a chart: where the figures of one panel lie, and the figures along its axis."""

import math
from dataclasses import dataclass
from functools import cached_property

from claims.charts.claimchart import Panel


@dataclass(frozen=True)
class Ticks:
    """Figures written on an axis, and the decimals they need."""

    values: tuple[float, ...]
    decimals: int


@dataclass(frozen=True, eq=False)
class Plot:
    """One panel in pixels from the corner of all plots: its head, if it has one of its own, lies above its `top`."""

    panel: Panel
    number: int
    titles: tuple[str, ...]
    tests: tuple[str, ...]
    legend: tuple[str, ...]  # of its rivals
    head: float
    top: float
    height: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height

    @cached_property
    def domain(self) -> tuple[float, float]:
        """The lowest and highest figure that the axis reaches to, in base units."""
        every = list(self.panel.figures())
        low, high = min(every), max(every)
        pad = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
        return (0.0 if 0 <= low < 0.2 * (high - low) else low - pad), high + pad

    def y(self, value: float) -> float:
        """Where a figure lies."""
        low, high = self.domain
        return self.top + self.height * (high - value) / (high - low)

    @cached_property
    def ticks(self) -> Ticks:
        """Round figures along the axis, in the units in which they are written."""
        return ticks_of(self.panel, self.domain, self.height)

    @property
    def tick_labels(self) -> list[str]:
        """The figures as they are written."""
        return [f"{value:,.{self.ticks.decimals}f}" for value in self.ticks.values]


def ticks_of(panel: Panel, domain: tuple[float, float], height: float) -> Ticks:
    """Round figures within a domain, as many as a height has room for."""
    low, high = (edge / panel.axis.factor for edge in domain)
    step = _round_step((high - low) / max(2, min(6, int(height // 36))))
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9), len(f"{step:.10g}".partition(".")[2]))
    return Ticks(tuple(count * step for count in range(first, last + 1)), decimals)


def _round_step(least: float) -> float:
    """1, 2, 2.5 or 5 times a power of ten, not much below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * one for one in (1.0, 2.0, 2.5, 5.0, 10.0) if power * one >= 0.8 * least)
