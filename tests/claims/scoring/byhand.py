"""Six months to come of a monthly series by plain loops that share no code with the program (decisions 0037, 0038)."""

from collections.abc import Callable, Sequence
from itertools import cycle
from math import exp, log, sqrt
from statistics import NormalDist, fmean, stdev

import numpy as np

FORMS = {"walk": (), "growth": (0, 1), "level": (2,), "both": (0, 1, 2)}
AHEAD = 6
WIDTHS = 20  # that a path may have, each as likely
CELLS = (0.1, 0.2, 0.2, 0.2, 0.2, 0.1)
Coefficients = tuple[float, float, float, float]  # on the mean of the last year's moves, quarter's, on distance; and 1


def known(moves: Sequence[float], distance: float) -> tuple[float, float, float, float]:
    """What may explain the next move."""
    return fmean(moves[-12:]), fmean(moves[-3:]), distance, 1.0


def distances(changes: Sequence[float]) -> list[float]:
    """How far the level lay from the mean of its last twenty years, before each change and after the last."""
    levels = [sum(changes[:place]) for place in range(len(changes) + 1)]
    return [level - fmean(levels[max(0, place - 239) : place + 1]) for place, level in enumerate(levels)]


def fitted(changes: Sequence[float], far: Sequence[float], columns: Sequence[int]) -> Coefficients:
    """Least squares on some of what is known, with a ridge worth four months of nothing in each."""
    rows = [known(changes[:place], far[place]) for place in range(12, len(changes))]
    used = [[row[column] for column in (*columns, 3)] for row in rows]
    size = [sqrt(fmean(row[column] ** 2 for row in used)) for column in range(len(columns))]
    ridge = [[2 * size[one] * (one == column) for column in range(len(columns) + 1)] for one in range(len(columns))]
    targets = [*changes[12:], *[0.0] * len(ridge)]
    found = np.linalg.lstsq(np.array(used + ridge), np.array(targets), rcond=None)[0].tolist()
    by = dict(zip((*columns, 3), found, strict=True))
    return by.get(0, 0.0), by.get(1, 0.0), by.get(2, 0.0), by[3]


def told(on: Sequence[float], moves: Sequence[float], distance: float) -> float:
    """The next move as far as it is explained."""
    return sum(b * x for b, x in zip(on, known(moves, distance), strict=False))


def ahead(on: Sequence[float], before: Sequence[float], distance: float, shocks: Sequence[float]) -> float:
    """The sum of the moves that follow others, given what is new in each."""
    moves = list(before[-12:])
    for shock in shocks:
        moves.append(told(on, moves, distance) + shock)
        distance += moves[-1]
    return sum(moves[12:])


def evidence(changes: Sequence[float], columns: Sequence[int]) -> tuple[float, int]:
    """Log of how much likelier than a walk a form made what came, over six, and the number of forecasts."""
    far, missed, total, count = distances(changes), list[tuple[float, float]](), 0.0, 0
    for origin in range(120, len(changes) - AHEAD + 1):
        on = fitted(changes[:origin], far, columns)
        came, plain = sum(changes[origin : origin + AHEAD]), AHEAD * fmean(changes[:origin])
        own = ahead(on, changes[:origin], far[origin], [0.0] * AHEAD)
        closed = missed[: max(0, len(missed) - AHEAD + 1)]
        missed.append((came - plain, came - own))
        if len(closed) < 24:
            continue
        wide, narrow = (sqrt(fmean(pair[one] ** 2 for pair in closed)) for one in (0, 1))
        inner = [NormalDist(plain, wide).inv_cdf(level) for level in (0.1, 0.3, 0.5, 0.7, 0.9)]
        below = [0.0, *(NormalDist(own, narrow).cdf(edge) for edge in inner), 1.0]
        cell = sum(came > edge for edge in inner)
        total += log(0.98 * (below[cell + 1] - below[cell]) / CELLS[cell] + 0.02)
        count += 1
    return total / AHEAD, count


def shares(found: Sequence[float]) -> list[float]:
    """Of a walk, of growth, of level and of both, by the evidence for the last three."""
    odds = [1.0, *(exp(one) * (sqrt(2) - 1) ** power for one, power in zip(found, (1, 1, 2), strict=True))]
    return [one / sum(odds) for one in odds]


def chance(changes: Sequence[float], form: str, needed: float) -> float:
    """How often six months bring more than is needed: the models' six halves at equal weight."""
    far = distances(changes)
    on, shocks = (0.0, 0.0, 0.0), list(changes)
    if form != "walk":
        on = fitted(changes, far, FORMS[form])[:3]
        shocks = [changes[place] - told(on, changes[:place], far[place]) for place in range(12, len(changes))]
    mean = fmean(shocks[-240:])
    drift = mean if on[2] else (1 - on[0] - on[1]) * believed_drift(changes[-240:])
    quiet = ahead(on, changes, far[-1], [0.0] * AHEAD)
    weights = [ahead(on, [0.0] * 12, 0.0, [float(month == at) for month in range(AHEAD)]) for at in range(AHEAD)]
    unsure = [0.15 * (1 - 0.5 ** (month / 3)) for month in range(1, AHEAD + 1)]
    leans = [NormalDist().inv_cdf((place + 0.5) / WIDTHS) for place in range(WIDTHS)]
    widths = [[exp(lean * sqrt(log(1 + one))) if on[2] else 1 + one for one in unsure] for lean in leans]

    def above(
        window: Sequence[float], draw: Callable[[Sequence[float]], list[list[float]]], shift: float, centre: float
    ) -> float:
        doubt = 6 * sqrt(2 / len(window)) * stdev(window) if form == "walk" else 1e-12
        sums = [
            quiet
            + sum(
                w * (centre + wide * (one + shift - centre)) for w, wide, one in zip(weights, wider, six, strict=True)
            )
            for six, wider in zip(draw(window), cycle(widths), strict=False)
        ]
        return fmean(1 - NormalDist(one, doubt).cdf(needed) for one in sums)

    recent, ten = shocks[-240:], shocks[-120:]
    home = 0.0 if form == "walk" else mean - fmean(ten)
    kept = [above(shocks, stretches, 0.0, mean), above(recent, stretches, 0.0, mean), above(ten, stretches, home, mean)]
    drawn = [above(window, blocks, drift - fmean(window), drift) for window in (recent, ten)]
    return fmean([*kept, kept[-1], *drawn])


def believed_drift(changes: Sequence[float]) -> float:
    """The mean, as far as yearly means agree on it."""
    years = [fmean(changes[start : start + 12]) for start in range(0, len(changes), 12)]
    t = sqrt(len(years)) * fmean(years) / stdev(years)
    return fmean(changes) * max(0.0, 1 - 4 / t**2)


def stretches(shocks: Sequence[float]) -> list[list[float]]:
    """Six in a row from each month on, once for each width; after the last comes the first."""
    return [[*shocks, *shocks][start : start + AHEAD] for start in range(len(shocks)) for _ in range(WIDTHS)]


def blocks(shocks: Sequence[float]) -> list[list[float]]:
    """Six, each of which begins anew anywhere once in nine times and else follows the one before."""
    rng, found = np.random.default_rng(49), []
    for _ in range(20_000):
        at, six = int(rng.random() * len(shocks)), []
        for _ in range(AHEAD):
            six.append(shocks[at % len(shocks)])
            at = int(rng.random() * len(shocks)) if rng.random() < 1 / 9 else at + 1
        found.append(six)
    return found
