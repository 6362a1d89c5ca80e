"""What is named as the cause of a change of band."""

from datetime import date

import numpy as np
import pytest

from claims.scoring.appraisal import _news
from claims.scoring.past import World
from claims.scoring.verdict import Step, band_of
from evidence.periods import Frequency, day_number
from evidence.series import history


@pytest.mark.parametrize(
    ("known", "named"), [("2026-01-31", ()), ("2026-02-01", ("cpi",)), ("2026-02-28", ("cpi",)), ("2026-03-01", ())]
)
def test_a_change_is_put_down_to_what_became_known_after_one_date_and_by_the_end_of_the_next(
    known: str, named: tuple[str, ...]
) -> None:
    day = np.array([day_number(date.fromisoformat(known))])
    past = history(Frequency.MONTH, np.array([day_number(date(2025, 12, 1))]), day, np.ones(1))
    before, after = (Step(on, p, band_of(p)) for on, p in ((date(2026, 1, 31), 0.2), (date(2026, 2, 28), 0.8)))
    assert _news(["cpi"], World({"cpi": past}, {}, {}, {}), before, after) == named
