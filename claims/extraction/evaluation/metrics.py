"""Measures of a ranking of units, for one article. `y` true where a unit is a claim, `p` the higher the likelier."""

from collections.abc import Sequence

import numpy as np

from evidence.series import Bools, Floats


def average_precision(y: Bools, p: Floats) -> float:
    """Sum over thresholds n of (R_n - R_(n-1)) P_n: tied units share one threshold."""
    if not y.any():
        return float("nan")
    order = np.argsort(-p, kind="stable")
    ranked, scores = y[order], p[order]
    last = np.append(scores[1:] != scores[:-1], True)
    hits, shown = np.cumsum(ranked)[last], np.flatnonzero(last) + 1
    return float(np.sum(np.diff(hits, prepend=0) / y.sum() * hits / shown))


def f1(y: Bools, proposed: Bools) -> float:
    """2 TP / (2 TP + FP + FN)."""
    wrong = int((y != proposed).sum())
    right = int((y & proposed).sum())
    return 2 * right / (2 * right + wrong) if right + wrong else float("nan")


def recall(y: Bools, proposed: Bools) -> float:
    """Share of claims that are proposed."""
    return float(proposed[y].mean()) if y.any() else float("nan")


def true_negative_rate(y: Bools, proposed: Bools) -> float:
    """Share of the others that are not proposed."""
    return float((~proposed[~y]).mean()) if (~y).any() else float("nan")


def true_negative_rate_at(least: float, y: Bools, p: Floats) -> float:
    """The true-negative rate at the highest threshold whose recall is at least `least`."""
    if not y.any() or y.all():
        return float("nan")
    needed = int(np.ceil(least * y.sum() - 1e-9))
    threshold = np.sort(p[y])[::-1][needed - 1]
    return float((p[~y] < threshold).mean())


def f1_of_sets(pairs: Sequence[tuple[frozenset[str], frozenset[str]]]) -> float:
    """Micro F1 of (expected, got) sets."""
    right = sum(len(expected & got) for expected, got in pairs)
    total = sum(len(expected) + len(got) for expected, got in pairs)
    return 2 * right / total if total else float("nan")


def interval(values: Sequence[float], *, draws: int = 2000, seed: int = 7) -> tuple[float, float]:
    """The 90 % percentile interval of the mean over articles, articles drawn with replacement."""
    known = np.array([value for value in values if not np.isnan(value)])
    if len(known) < 2:  # one article has no spread
        return float("nan"), float("nan")
    picks = np.random.default_rng(seed).integers(0, len(known), (draws, len(known)))
    low, high = np.quantile(known[picks].mean(axis=1), [0.05, 0.95])
    return float(low), float(high)
