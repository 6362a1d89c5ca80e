"""A claim's chart of made-up figures, for tests."""

from dataclasses import replace
from typing import Any

import numpy as np

from claims.charts.claimchart import Axis, ClaimChart, Level, Line, Moved, Stretch, Words
from claims.charts.sparkline import Fan
from evidence.periods import Frequency, last_day, period_of
from tests.evidence.formula.catalogue import day

OPENS, AS_OF, CHECKPOINT, LATER = (day(one) for one in ("2025-12-01", "2026-08-22", "2026-11-30", "2027-05-31"))

WORDS = Words(
    language="en", statement="Power outpaces prices.", title="Power minus prices", subtitle="percentage points",
    test="It holds when the mean of power minus prices is at least 1.5.",
    description="Power minus prices, at the end 2.",
    made="claim made", opens="time opens", checkpoint="checkpoint", as_of="as of",
    outcomes="50, 80 and 95% of outcomes", verdict="Verdict so far: leaning to hold",
)  # fmt: skip


def months(first: str, count: int) -> tuple[int, ...]:
    """The last days of so many months."""
    start = int(period_of(day(first), Frequency.MONTH))
    return tuple(int(last_day(month, Frequency.MONTH)) for month in range(start, start + count))


def chart(**changes: Any) -> ClaimChart:
    """Monthly figures from 2022 to July 2026 with a gap, thresholds, a fan and a verdict that moved once."""
    days = months("2022-01-01", 55)
    values = tuple(None if place == 20 else 2 + np.sin(place / 5).item() for place in range(55))
    ahead = months("2026-08-01", 4)
    spread = np.array([-1.96, -1.28, -0.67, 0.0, 0.67, 1.28, 1.96])[:, None]
    made = ClaimChart(
        line=Line(days, values, "2.7 (2026-07)"), rival=None,
        levels=(Level(1.5, "holds ≥ 1.5", "holds"), Level(0.0, "fails ≤ 0", "fails")),
        made=OPENS, opens=OPENS, checkpoint=CHECKPOINT, others=(LATER,), as_of=AS_OF,
        known=(days[-1], values[-1] or 0.0),
        fan=Fan(np.array(ahead), (values[-1] or 0.0) + spread * np.sqrt(np.arange(1, 5)) * 0.4),
        track=(Stretch(OPENS, day("2026-03-31"), "undecided", "undecided"),
               Stretch(day("2026-03-31"), AS_OF, "leaning to hold", "leaning to hold")),
        moves=(Moved(day("2026-03-31"), "2026-03-31 leaning to hold: consumer prices"),),
        axis=Axis(1.0, "percentage points"), words=WORDS, is_free=True,
    )  # fmt: skip
    return replace(made, **changes)
