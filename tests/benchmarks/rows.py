"""What is measured, as rows; and measuring two sides in turn, so that a busy machine slows both."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

RUNS = 3


@dataclass(frozen=True)
class Row:
    """A measurement. `against` is what the other side took, in the same unit; `None` where there is none."""

    name: str
    value: float
    unit: str
    against: float | None = None

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of the other side."""
        return self.value / self.against if self.against else None

    def as_json(self) -> dict[str, Any]:
        """{name, value, unit, against, ratio}."""
        return {**asdict(self), "ratio": self.ratio}


def in_turn(*sides: Callable[[], float], runs: int = RUNS) -> list[float]:
    """The median of each side's measurements. A side makes ready, measures one run and gives its figure."""
    taken = [[side() for side in sides] for _ in range(runs)]
    return [median(of_side) for of_side in zip(*taken, strict=True)]


def seconds(act: Callable[[], object]) -> float:
    """How long an act takes."""
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun
