"""Logistic regression with a ridge, by Newton's method (le Cessie & van Houwelingen 1992, Applied Statistics 41)."""

import numpy as np
from scipy.special import expit

from evidence.series import Floats

_STEPS = 30
_SMALL = 1e-8


def fit(x: Floats, y: Floats, weights: Floats, strength: float) -> Floats:
    """Coefficients that maximise strength * sum(w * log-likelihood) - |b|^2 / 2, columns measured in their spread.

    Shapes: x (rows, columns), y and weights (rows,); the result is in the scale of x. A column without spread other
    than the constant 1 gets no weight.
    """
    spread = x.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    z = x / scale
    b = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = expit(z @ b)
        slope = strength * (z.T @ (weights * (y - p))) - b
        curve = strength * (z.T * (weights * p * (1 - p))) @ z + np.eye(len(b))
        step = np.linalg.solve(curve, slope)
        b = b + step
        if np.abs(step).max() < _SMALL:
            break
    return b / scale
