"""On which side of a threshold a probability is: with hysteresis, like the bands of METHOD.md section 4. Pure."""

from claims.scoring.verdict import PASSED_BY


def is_above(was: bool, before: float, now: float, threshold: float) -> bool:
    """Whether it counts as at or above the threshold now.

    It changes sides once it has passed the threshold by 0.03, or has been on the other side at two dates running:
    `was` is the side it counted as on, `before` the probability at the date before.
    """
    plain = now >= threshold
    if plain == was:
        return was
    passed = abs(now - threshold) >= PASSED_BY
    return plain if passed or (before >= threshold) == plain else was
