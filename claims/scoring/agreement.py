"""Do raters agree more than by chance? Arrays in, figures out."""

import numpy as np
from numpy.typing import ArrayLike

from evidence.series import Floats

METRICS = ("nominal", "ordinal", "interval")


def krippendorff_alpha(ratings: ArrayLike, metric: str = "ordinal") -> float:
    """Krippendorff's alpha: 1 - observed / expected disagreement; 1 perfect, 0 as by chance.

    Shape (raters, units), NaN where a rater did not rate; units with fewer than two ratings do not count. NaN where no
    unit does, or all ratings are the same: 0 / 0. K. Krippendorff (2011), Computing Krippendorff's alpha-reliability,
    University of Pennsylvania, https://repository.upenn.edu/asc_papers/43, sections C and D.
    """
    given = np.asarray(ratings, dtype=np.float64)
    if given.ndim != 2:
        raise ValueError(f"expected ratings (raters, units), got the shape {given.shape}")
    if metric not in METRICS:
        raise ValueError(f"expected one of {', '.join(METRICS)}, got {metric}")
    values = np.unique(given[~np.isnan(given)])
    counts = (given[:, :, None] == values).sum(axis=0).astype(np.float64)  # (units, values)
    counts = counts[counts.sum(axis=1) >= 2]
    coincidences = _coincidences(counts)
    totals = coincidences.sum(axis=1)
    distances = _distances(values, totals, metric)
    observed, expected = (coincidences * distances).sum(), (np.outer(totals, totals) * distances).sum()
    return float(1 - (totals.sum() - 1) * observed / expected) if expected > 0 else float("nan")


def _coincidences(counts: Floats) -> Floats:
    """How often two values meet within a unit, each unit's pairs weighted by 1 / (ratings - 1)."""
    pairs = counts[:, :, None] * counts[:, None, :] - counts[:, :, None] * np.eye(counts.shape[1])
    weights = 1 / (counts.sum(axis=1) - 1)
    return (pairs * weights[:, None, None]).sum(axis=0)


def _distances(values: Floats, totals: Floats, metric: str) -> Floats:
    """Squared differences. Ordinal: by how many ratings lie from one value to the other, half of each end."""
    if metric == "nominal":
        return 1 - np.eye(len(values))
    places = values if metric == "interval" else np.cumsum(totals) - totals / 2
    return (places[:, None] - places[None, :]) ** 2
