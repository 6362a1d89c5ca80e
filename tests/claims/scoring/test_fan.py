"""Fans: quantiles of the very futures that give the probability."""

from dataclasses import replace

import numpy as np
import pytest

from claims.scoring.fan import LEVELS, Fan, _differ, quantiles
from claims.scoring.outlook import Foresight, Outlook
from tests.claims.scoring.worlds import WALKING, YEAR, monthly, published, question, walk

OPENING = YEAR[0] - 1


def outlook(holds: str, count: int = 240, day: int = OPENING) -> Outlook:
    asked = question(holds, ("cpi",))
    foresight = Foresight([asked], [], {"cpi": published(monthly(walk(1, count)))}, {"cpi": WALKING}, {})
    foresight.look(day, is_last=True, with_fans=True)
    return foresight.outlooks["q", YEAR[1]]


def fan(holds: str) -> Fan:
    return outlook(holds).fan or pytest.fail("there is no fan")


@pytest.mark.parametrize("paths", [2, 7, 100, 5_000])
def test_quantiles_are_those_of_numpy(paths: int) -> None:
    values = np.random.default_rng(1).normal(size=(paths, 5))
    np.testing.assert_allclose(quantiles(values), np.quantile(values, LEVELS, axis=0), rtol=1e-12)


def test_paths_without_a_figure_are_left_out_and_periods_with_few_have_none() -> None:
    values = np.random.default_rng(1).normal(size=(100, 3))
    values[:10, 1] = np.nan
    values[:30, 2] = np.nan
    found = quantiles(values)
    np.testing.assert_allclose(found[:, 1], np.quantile(values[10:, 1], LEVELS))
    assert np.isnan(found[:, 2]).all()
    assert np.isnan(quantiles(np.full((10, 1), np.nan))).all()


def test_the_probability_is_the_share_beyond_the_threshold_in_the_same_futures() -> None:
    drawn = fan("last(cpi) > 100")
    assert drawn.series == "cpi"
    assert drawn.days[-1] == YEAR[1]
    for level, quantile in zip(LEVELS, drawn.quantiles, strict=True):
        assert outlook(f"last(cpi) > {quantile[-1]}").odds[OPENING].hold == pytest.approx(
            1 - level, abs=0.005
        )  # paths can be equal


def test_it_opens_with_time_and_its_levels_never_cross() -> None:
    table = np.array(fan("mean(cpi) > 100").quantiles)
    assert (np.diff(table, axis=0) > 0).all()
    assert table[-1, -1] - table[0, -1] > 2 * (table[-1, 0] - table[0, 0])


def test_it_is_of_the_series_that_the_chart_draws_and_only_of_what_is_simulated() -> None:
    drawn = fan("mean(yoy(cpi), last=3) > 2")
    assert drawn.series == "yoy(cpi)"
    assert drawn.days[0] == OPENING, "November has ended and is not yet published"
    assert drawn.days[-1] == YEAR[1]


def test_a_fan_has_a_dozen_ends_at_most() -> None:
    asked = question("last(cpi) > 100", ("cpi",), (YEAR[0], YEAR[0] + 1095))
    foresight = Foresight([asked], [], {"cpi": published(monthly(walk(1, 240)))}, {"cpi": WALKING}, {})
    foresight.look(OPENING, is_last=True, with_fans=True)
    drawn = foresight.outlooks["q", YEAR[0] + 1095].fan
    assert drawn is not None
    assert len(drawn.days) == 12
    assert YEAR[0] + 1095 - 31 <= drawn.days[-1] <= YEAR[0] + 1095


def test_what_is_known_to_its_end_or_not_at_all_has_no_fan() -> None:
    assert outlook("last(cpi) > 100", day=YEAR[1] + 40).fan is None
    asked = question("last(cpi) > 100", ("cpi",))
    empty = published(monthly(np.full(24, np.nan)))
    foresight = Foresight([asked], [], {"cpi": empty}, {"cpi": WALKING}, {})
    foresight.look(OPENING, is_last=True, with_fans=True)
    assert foresight.outlooks["q", YEAR[1]].fan is None


def test_without_being_wanted_there_is_none() -> None:
    asked = question("last(cpi) > 100", ("cpi",))
    foresight = Foresight([asked], [], {"cpi": published(monthly(walk(1, 240)))}, {"cpi": WALKING}, {})
    foresight.look(OPENING, is_last=True)
    assert foresight.outlooks["q", YEAR[1]].fan is None


def test_criteria_about_the_same_series_share_its_fan() -> None:
    past = {"cpi": published(monthly(walk(1, 240)))}
    asked = [question("last(cpi) > 100", ("cpi",)), replace(question("mean(cpi) > 90", ("cpi",)), key="other")]
    foresight = Foresight(asked, [], past, {"cpi": WALKING}, {})
    foresight.look(OPENING, is_last=True, with_fans=True)
    one, other = (foresight.outlooks[key, YEAR[1]].fan for key in ("q", "other"))
    assert one is other
    assert one == fan("last(cpi) > 100")


def test_a_period_in_which_one_path_of_many_differs_is_drawn() -> None:
    values = np.zeros((5_000, 3))
    values[4_321, 1] = 1.0
    values[:, 2] = np.nan
    assert _differ(values).tolist() == [False, True, False]


def test_every_condition_has_a_fan_and_what_a_window_adds_up_to_has_one_at_its_end() -> None:
    found = outlook("total(cpi) > 1000 and mean(yoy(cpi)) > 2 and last(cpi) > 100")
    every = {one.series: one for one in found.fans}
    assert list(every) == ["cpi", "total(cpi)", "yoy(cpi)", "mean(yoy(cpi))", "last(cpi)"]
    assert found.fan is every["cpi"]
    assert every["total(cpi)"].days == (YEAR[1],)
    assert every["last(cpi)"].quantiles == tuple((row[-1],) for row in every["cpi"].quantiles)


def test_conditions_that_only_the_other_answer_asks_have_fans_too() -> None:
    asked = replace(question("last(cpi) > 100", ("cpi",)), fails=question("mean(yoy(cpi)) < 0", ("cpi",)).holds)
    foresight = Foresight([asked], [], {"cpi": published(monthly(walk(1, 240)))}, {"cpi": WALKING}, {})
    foresight.look(OPENING, is_last=True, with_fans=True)
    assert {one.series for one in foresight.outlooks["q", YEAR[1]].fans} >= {"cpi", "yoy(cpi)"}


def test_a_figure_that_is_known_by_now_has_no_fan() -> None:
    assert outlook("total(cpi) > 100", day=YEAR[1] + 40).fans == ()
    later = outlook("last(cpi) > start(cpi) and start(cpi) > 3", count=242, day=YEAR[0] + 50)
    assert [one.series for one in later.fans] == ["cpi", "last(cpi)"]
