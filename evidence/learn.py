"""Learn from dated vintages how late an indicator's figures come, beside the lag that was declared."""

from evidence.models import Indicator
from evidence.revisions import learnt_lag
from evidence.vintages import vintages


def learn_lag(indicator: Indicator) -> None:
    """Keep the usual and the late lag of an indicator's figures; nothing, while too few of them are dated.

    What has been recorded keeps its times: only figures that come later are given the learnt lag. Event days are known
    ahead and have none.
    """
    if indicator.walk == Indicator.Walk.CALENDAR:
        return
    lag = learnt_lag(vintages(indicator, firsts_only=True))
    learnt = (lag.usual, lag.late) if lag else (None, None)
    if (indicator.learnt_lag, indicator.learnt_lag_late) != learnt:
        indicator.learnt_lag, indicator.learnt_lag_late = learnt
        indicator.save(update_fields=["learnt_lag", "learnt_lag_late"])
