"""How well forecasters did: against base rates on the same claims, and as if all had spoken of the same claims.

Whoever speaks of easy claims only has a low Brier score and knows nothing. Skill compares with the base rates of one's
own claims; the adjusted score takes out how hard each claim was for everybody. Scores are over the whole window,
with the base rate until a forecaster's first word: else the best would be who speaks last.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from claims.scoring.rules import brier
from claims.scoring.trackrecord import Interval, Standing, mean_interval, standing
from evidence.periods import Ints
from evidence.series import Floats


@dataclass(frozen=True)
class ForecastRecord:
    """A forecaster's Brier scores over `n` settled claims with a base rate; lower is better. Hidden below five: None.

    `brier` is the mean over whole windows (a base rate stands until a forecaster's first word), `base` that of the base
    rates on the same claims, `skill` the second less the first with its block-bootstrap interval (None where that
    cannot be told): positive where the forecaster beat them. `adjusted` is what `brier` would be on all claims that
    anybody is scored on.
    """

    n: int
    standing: Standing
    brier: float | None = None
    base: float | None = None
    skill: float | None = None
    skill_interval: Interval | None = None
    adjusted: float | None = None


def forecast_records(
    losses: ArrayLike, base_rates: ArrayLike, outcomes: ArrayLike, closes: ArrayLike
) -> list[ForecastRecord]:
    """The records of forecasters from their Brier scores (forecasters, claims), NaN where one did not speak.

    Claims with their base rates, outcomes of 0 or 1 and the days on which they fell due, shape (claims,) each.
    """
    given, b = np.asarray(losses, dtype=np.float64), brier(base_rates, outcomes)
    days = np.asarray(closes, dtype=np.int64)
    if given.ndim != 2 or given.shape[1:] != b.shape:
        raise ValueError(f"expected scores (forecasters, claims) and a base rate each, got {given.shape} and {b.shape}")
    adjusted = on_all_claims(np.vstack([b, given]))[1:]
    return [_record(own, b, days, float(one)) for own, one in zip(given, adjusted, strict=True)]


def _record(own: Floats, base: Floats, days: Ints, adjusted: float) -> ForecastRecord:
    spoke = ~np.isnan(own)
    n = int(spoke.sum())
    if standing(n) is Standing.HIDDEN:
        return ForecastRecord(n, Standing.HIDDEN)
    skills = base[spoke] - own[spoke]
    return ForecastRecord(n, standing(n), float(own[spoke].mean()), float(base[spoke].mean()), float(skills.mean()),
                          mean_interval(skills, days[spoke]), adjusted)  # fmt: skip


def on_all_claims(losses: ArrayLike) -> Floats:
    """What each forecaster's mean loss would be on all claims, from those each spoke of; NaN of who spoke of none.

    Least squares of loss = forecaster + claim over the known cells of (forecasters, claims): the usual two-way layout
    with unequal numbers, H. Scheffé (1959), The Analysis of Variance, section 4.4; ForecastBench ranks by it
    (difficulty-adjusted Brier score). Forecasters that no chain of shared claims links cannot be compared: ValueError.
    """
    given = np.asarray(losses, dtype=np.float64)
    known = ~np.isnan(given)
    given, known = given[:, known.any(axis=0)], known[:, known.any(axis=0)]
    if not given.size:
        return np.full(len(given), np.nan)
    spoke = known.any(axis=1)
    share = known[spoke] / known.sum(axis=0)
    means = np.nansum(given, axis=0) / known.sum(axis=0)
    normal = np.diag(known[spoke].sum(axis=1).astype(float)) - share @ known[spoke].T
    _refuse_apart(normal)
    right = np.where(known, given - means, 0.0)[spoke].sum(axis=1)
    effects = np.full(len(given), np.nan)
    effects[spoke] = np.linalg.lstsq(normal, right)[0]
    claims = means - (np.where(known, effects[:, None], 0.0).sum(axis=0) / known.sum(axis=0))
    return effects + claims.mean()


def _refuse_apart(normal: Floats) -> None:
    if np.linalg.matrix_rank(normal) < len(normal) - 1:
        raise ValueError("expected forecasters who are linked by claims of which two or more spoke, got some apart")
