"""Intervals and tests. Arrays in, arrays out; each cites its source."""

import numpy as np
from scipy.special import ndtri

from evidence.series import Floats


def wilson_interval(k: Floats | float, n: Floats | float, level: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson's score interval for k successes in n trials, both may be fractional. NaN in gives NaN out.

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
    """
    k, n = np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64)
    if not 0 < level < 1:
        raise ValueError(f"expected a level between 0 and 1, got {level}")
    if ((k < 0) | (k > n) | (n <= 0)).any():
        raise ValueError(f"expected 0 <= k <= n and n > 0, got k={k}, n={n}")
    z = ndtri(0.5 + level / 2)
    share = k / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)
