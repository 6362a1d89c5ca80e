"""What a chart shows in words: the ends of the line, the threshold, where the continuations lie."""

import numpy as np
import pytest
from django.utils.translation import override

from claims.charts.sparkline import Fan
from claims.charts.trace import Trace
from claims.editions.scorecard import Scorecard
from claims.reading import Reading
from claims.wording.captions import caption
from evidence.formula.tree import Operation
from evidence.periods import day_number
from tests.claims import content


@pytest.fixture
def drawn(assessed_world: None) -> tuple[Trace, Scorecard]:
    scorecard = Scorecard(content.AS_OF)
    reading = next(one for one in scorecard.dossier.readings.values() if one.criterion.key == "C1.p")
    assert isinstance(reading, Reading)
    assert isinstance(reading.holds.tree, Operation)
    series = reading.holds.tree.operands[0].children[0]
    days = np.array([day_number(content.AS_OF) - 60, day_number(content.AS_OF) - 30])
    return Trace(series, days, np.array([3.0, 4.0]), 1.5), scorecard


def test_a_fan_is_said_by_its_middle_half_and_its_widest_band(drawn: tuple[Trace, Scorecard]) -> None:
    line, scorecard = drawn
    fan = Fan(np.array([day_number(content.AS_OF) + 300]), np.array([[1.0], [2], [3], [4], [5], [6], [7]]))
    plain, whole = (caption(line, one, scorecard.wording) for one in (None, fan))
    assert "at the end 4 percentage points; threshold 1.5 percentage points." in plain
    assert whole.startswith(plain)
    assert "By 2026-12-17 half of the simulated continuations lie between 3" in whole
    assert "and 5 percentage points, 95% between 1" in whole
    with override("zh-hant"):
        assert "半數模擬走勢" in caption(line, fan, scorecard.wording)
