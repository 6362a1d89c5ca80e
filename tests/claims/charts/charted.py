"""A claim's chart of made-up figures, for tests."""

from dataclasses import replace
from typing import Any

import numpy as np

from claims.charts.claimchart import Axis, ClaimChart, Level, Line, Moved, Panel, Stretch, Words
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


def panel(**changes: Any) -> Panel:
    """Monthly figures from 2022 to July 2026 with a gap, thresholds and a fan."""
    days = months("2022-01-01", 55)
    values = tuple(None if place == 20 else 2 + np.sin(place / 5).item() for place in range(55))
    ahead = months("2026-08-01", 4)
    spread = np.array([-1.96, -1.28, -0.67, 0.0, 0.67, 1.28, 1.96])[:, None]
    made = Panel(
        line=Line(days, values, "2.7 (2026-07)"), rivals=(),
        levels=(Level(1.5, "holds ≥ 1.5", "holds"), Level(0.0, "fails ≤ 0", "fails")),
        known=(days[-1], values[-1] or 0.0),
        fan=Fan(np.array(ahead), (values[-1] or 0.0) + spread * np.sqrt(np.arange(1, 5)) * 0.4),
        axis=Axis(1.0, "percentage points"), title=WORDS.title, test="percentage points · Needed: power above prices.",
        is_free=True,
    )  # fmt: skip
    return replace(made, **changes)


def chart(*panels: Panel, **changes: Any) -> ClaimChart:
    """A verdict that moved once, over one panel unless several are given; changes are of the chart or of its panel."""
    own = {name: changes.pop(name) for name in Panel.__dataclass_fields__ if name in changes}
    made = ClaimChart(
        panels=panels or (panel(**own),), made=OPENS, opens=OPENS, checkpoint=CHECKPOINT, others=(LATER,), as_of=AS_OF,
        track=(Stretch(OPENS, day("2026-03-31"), "undecided", "undecided"),
               Stretch(day("2026-03-31"), AS_OF, "leaning to hold", "leaning to hold")),
        moves=(Moved(day("2026-03-31"), "2026-03-31 leaning to hold: consumer prices"),), words=WORDS,
    )  # fmt: skip
    return replace(made, **changes)


def three() -> ClaimChart:
    """Three panels: figures in billions, what adds up in steps, and one held against two others."""
    count = panel(
        line=Line(months("2026-01-01", 5), (0.0, 1.0, 1.0, 2.0, 3.0), "3 (2026-05)"),
        levels=(Level(4.0, "≥ 4", "holds"),),
        known=(months("2026-01-01", 5)[-1], 3.0), fan=None, title="Laws, so far", test="Needed: at least 4 laws.",
        is_step=True, is_free=False,
    )  # fmt: skip
    large = panel(
        line=Line(months("2022-01-01", 55), tuple(1e11 * (2 + one / 9) for one in range(55)), "807 (2026-07)"),
        levels=(Level(6.2518537291648e11, "needed ≥ 625.18537291648", "holds"),), fan=None,
        known=(months("2022-01-01", 55)[-1], 8e11), axis=Axis(1e9, "billion dollars"), title="Debt",
        test="billion dollars · Needed: a lot.",
    )  # fmt: skip
    held = panel(
        rivals=tuple(Line(months("2022-01-01", 50), (one,) * 50, f"Held against: {one}") for one in (1.0, 2.0))
    )
    return chart(large, count, held, words=replace(WORDS, title="It holds when all 3 of its conditions do", test=""))
