"""Whether two lots of a weekly series' dates are of one series, or of two that are reported on different weekdays."""

import numpy as np

from evidence.periods import Frequency, Ints, date_of, period_of

FEWEST = 3  # dates that come together; fewer may be early reports of a holiday, which have a week of their own


def other_weekdays(recorded: Ints, come: Ints) -> str:
    """How dates that come are no further ones of those recorded, as "expected .., got .."; empty: they may be.

    Both are days, ascending, each once. They are not where they share no date in most of the weeks that both have: as
    one series each of the two would be read for a week, and pushed into the next where that has one already.
    """
    if len(come) < FEWEST:
        return ""
    own = period_of(recorded, Frequency.WEEK)
    common = np.intersect1d(own, period_of(come, Frequency.WEEK))
    shared = period_of(np.intersect1d(recorded, come), Frequency.WEEK)
    apart = np.setdiff1d(common, shared)
    if 2 * len(apart) <= len(common):
        return ""
    week = apart[-1]
    usual, other = (days[period_of(days, Frequency.WEEK) == week][-1] for days in (recorded, come))
    return f"expected weeks with the dates recorded, such as {_named(usual)}, got {_named(other)} in the same week" + (
        f", and {len(apart) - 1} more such weeks" if len(apart) > 1 else ""
    )


def _named(day: int) -> str:
    return f"{date_of(day):%A, %Y-%m-%d}"
