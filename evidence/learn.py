"""Learn from dated vintages how late an indicator's figures come, beside the lag that was declared."""

from dataclasses import replace

import numpy as np

from evidence.models import Indicator
from evidence.periods import Frequency, Ints
from evidence.publication import LONGEST_BACKLOG
from evidence.revisions import FEWEST_PERIODS, Vintages, learnt_lag
from evidence.vintages import vintages


def learn_lag(indicator: Indicator) -> None:
    """Keep the usual and the late lag of an indicator's figures; nothing, while too few of them are dated.

    What has been recorded keeps its times: only figures that come later are given the learnt lag. Event days are known
    ahead and have none.
    """
    if indicator.walk == Indicator.Walk.CALENDAR:
        return
    firsts = vintages(indicator, firsts_only=True)
    lag = learnt_lag(without_snapshots(firsts, indicator.period_frequency))
    learnt = (lag.usual, lag.late) if lag else (None, None)
    if (indicator.learnt_lag, indicator.learnt_lag_late) != learnt:
        indicator.learnt_lag, indicator.learnt_lag_late = learnt
        indicator.save(update_fields=["learnt_lag", "learnt_lag_late"])


def without_snapshots(firsts: Vintages, frequency: Frequency) -> Vintages:
    """First rows whose day can be that of publication; what only looks like one is marked as inferred.

    A day on which several periods first appear is that on which somebody looked; of a daily series one on which far
    more do than usual, and any where fewer days are on record than a lag is learnt from. So may be the day of the first
    period after inferred ones, which may have been seen with it; and a day before the period's end, unless most figures
    come that early, as those of surveys do.
    """
    if not len(firsts.ends):
        return firsts
    after_inferred = np.r_[False, firsts.pseudo[:-1]]
    early = ~firsts.pseudo & (firsts.known < firsts.ends)
    seen = after_inferred | (early & (2 * early.sum() <= (~firsts.pseudo).sum()))
    _, place, count = np.unique(firsts.known[~firsts.pseudo], return_inverse=True, return_counts=True)
    seen[~firsts.pseudo] |= count[place] > _most_at_once(count, frequency)
    return replace(firsts, pseudo=firsts.pseudo | seen)


def _most_at_once(counts: Ints, frequency: Frequency) -> float:
    """How many periods may be published on one day, by how many there were on each day on record."""
    if frequency is not Frequency.DAY:
        return 1
    return max(LONGEST_BACKLOG, 2 * float(np.median(counts))) if len(counts) >= FEWEST_PERIODS else 0
