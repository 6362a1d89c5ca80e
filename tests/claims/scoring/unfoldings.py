"""Futures for the tests of what will be known when: walks with independent steps, published a fixed lag after."""

import numpy as np

from claims.scoring.unfolding import Unfolding, known_days
from evidence.series import Panel
from tests.evidence.formula.catalogue import day, regular_panel

TODAY = day("2025-11-30")
PATHS = 4_000


def walking(
    seed: int, months: int = 12, paths: int = PATHS, joins: str = "level", lag: int = 0, sigma: float = 1.0
) -> Unfolding:
    """November 2025 at 100 on every path, then so many months of a walk."""
    steps = np.random.default_rng(seed).normal(0.0, sigma, (paths, months))
    walked = np.cumsum(np.c_[np.zeros(paths), steps], axis=1)
    values = 100 * np.exp(walked / 100) if joins == "log" else 100 + walked
    panel = regular_panel("M", "2025-11-01", values, lag)
    return unfolding(panel, joins)


def unfolding(panel: Panel, joins: str = "level", minimum: float | None = None) -> Unfolding:
    """A panel of which all is known that ended by today."""
    return Unfolding(panel, known_days(panel.ends, panel.ends + panel.lag, TODAY, TODAY), joins, minimum)
