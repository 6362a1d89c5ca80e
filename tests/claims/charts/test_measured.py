"""On which scale an answer is drawn, and with which thresholds: exactly those that are written, or start plus them."""

import numpy as np
import pytest

from claims.charts.measured import Measured, Rival, Scale, measured, on_scale, undrawn
from evidence.formula import Evaluation, Kind, Node, Windows, parse
from evidence.formula.canonical import canonical
from tests.evidence.formula.catalogue import CATALOGUE, day, monthly_panel

PANELS = {
    "cpi": monthly_panel("2025-01", [[100.0, 101.0, 110.0, 132.0]]),
    "cpi_electricity": monthly_panel("2025-01", [[200.0, 201.0, 210.0, 230.0]]),
    "unemployment": monthly_panel("2025-01", [[4.0, 4.2, 4.4, 4.6]]),
    "policy_rate": monthly_panel("2025-01", [[5.0, 5.0, 5.0, 4.0]]),
}
EVALUATION = Evaluation(PANELS, {})
WINDOWS = Windows.single(day("2025-04-01"), day("2025-06-30"))  # start: March


def tree(text: str) -> Node:
    return parse(text, CATALOGUE, Kind.TRUTH).tree


def found(holds: str, fails: str = "") -> Measured:
    answers = {"holds": tree(holds)} | ({"fails": tree(fails)} if fails else {})
    return every(answers)[0]


def every(answers: dict[str, Node], events: tuple[str, ...] = ()) -> list[Measured]:
    return measured(answers, EVALUATION, WINDOWS, events)


def bars(one: Measured) -> list[tuple[float, str, bool]]:
    return [(bar.value, bar.operator, bar.is_written) for bar in one.bars]


@pytest.mark.parametrize(
    ("text", "scale", "drawn", "baseline"),
    [
        ("last(cpi) >= 0.185", Scale.FIGURES, (0.185, ">=", True), None),
        ("mean(unemployment) < -1.25", Scale.FIGURES, (-1.25, "<", True), None),
        ("share(unemployment > 4.5) >= 0.6", Scale.FIGURES, (4.5, ">", True), None),
        ("growth(cpi) >= 6", Scale.GROWTH, (6.0, ">=", True), 0.0),
        ("change(unemployment) > 0.3", Scale.CHANGE, (0.3, ">", True), 0.0),
        ("last(cpi) > start(cpi)", Scale.FIGURES, (110.0, ">", False), None),
        ("mean(cpi, last=1) < mean(cpi, before=2)", Scale.FIGURES, (105.5, "<", False), None),
        ("last(unemployment) - start(unemployment) >= 0.5", Scale.FIGURES, (4.9, ">=", False), 4.4),
    ],
)  # fmt: skip
def test_a_threshold_is_drawn_on_the_scale_on_which_it_is_written(
    text: str, scale: Scale, drawn: tuple[float, str, bool], baseline: float | None
) -> None:
    one = found(text)
    value, operator, is_written = drawn
    assert one.scale is scale
    assert bars(one) == [(pytest.approx(value, abs=0 if is_written else 1e-12), operator, is_written)]
    assert one.baseline == (None if baseline is None else pytest.approx(baseline))


@pytest.mark.parametrize(
    ("text", "rival", "scale"),
    [
        ("last(unemployment) > last(policy_rate)", ("policy_rate", 1.0, 0.0), Scale.FIGURES),
        ("mean(unemployment) >= 0.5 * mean(policy_rate)", ("policy_rate", 0.5, 0.0), Scale.FIGURES),
        ("mean(unemployment) - mean(policy_rate) >= 0.3", ("policy_rate", 1.0, 0.3), Scale.FIGURES),
        ("share(unemployment > policy_rate) >= 0.75", ("policy_rate", 1.0, 0.0), Scale.FIGURES),
        ("growth(cpi) > growth(cpi_electricity)", ("cpi_electricity", 1.0, 0.0), Scale.GROWTH),
        ("growth(cpi) - growth(cpi_electricity) >= 10", ("cpi_electricity", 1.0, 10.0), Scale.GROWTH),
    ],
)  # fmt: skip
def test_what_is_held_against_another_series_is_drawn_with_it(
    text: str, rival: tuple[str, float, float], scale: Scale
) -> None:
    one = found(text)
    slug, factor, offset = rival
    assert one.rivals == (Rival(tree(f"last({slug}) > 0").children[0].children[0], factor, offset),)
    assert (one.bars, one.scale) == ((), scale)


def test_growth_is_drawn_from_the_start() -> None:
    one = found("growth(cpi) >= 6")
    values = on_scale(one.series, one.scale, EVALUATION, WINDOWS).values[0]
    assert values == pytest.approx([100 * (100 / 110 - 1), 100 * (101 / 110 - 1), 0.0, 20.0])


def test_each_row_is_measured_from_the_start_that_it_knows() -> None:
    two = Evaluation(
        {"cpi": monthly_panel("2025-01", [[100.0, 101.0, 110.0, 132.0], [100.0, 101.0, 120.0, 132.0]])}, {}
    )
    one = found("change(cpi) >= 6")
    assert on_scale(one.series, one.scale, two, WINDOWS).values[:, 3].tolist() == [22.0, 12.0]


def test_growth_without_a_start_is_drawn_as_figures_without_a_threshold() -> None:
    before_all = Windows.single(day("2024-06-01"), day("2025-06-30"))
    [one] = measured({"holds": tree("growth(cpi) >= 6")}, EVALUATION, before_all)
    assert (one.scale, one.bars, one.baseline) == (Scale.FIGURES, (), None)


def test_bars_of_both_answers_are_drawn_and_each_value_once() -> None:
    assert [(bar.value, bar.answer) for bar in found("last(cpi) >= 105", "last(cpi) <= 99").bars] == [
        (105.0, "holds"), (99.0, "fails"),
    ]  # fmt: skip
    assert [(bar.value, bar.answer) for bar in found("last(cpi) > 0", "last(cpi) <= 0").bars] == [(0.0, "holds")]


def test_a_bar_on_another_scale_has_a_panel_of_its_own() -> None:
    found = every({"holds": tree("growth(cpi) >= 6"), "fails": tree("last(cpi) < 100")})
    assert [(one.scale, [bar.value for bar in one.bars]) for one in found] == [
        (Scale.GROWTH, [6.0]), (Scale.FIGURES, [100.0]),
    ]  # fmt: skip


def test_each_condition_with_figures_is_drawn_and_those_without_are_named() -> None:
    answers = {"holds": tree("at_least(2, last(payrolls) > 5, last(cpi) > 105, last(unemployment) > 4)")}
    found = every(answers)
    assert [[bar.value for bar in one.bars] for one in found] == [[105.0], [4.0]]
    assert [canonical(one) for one in undrawn(answers, found)] == ["last(payrolls) > 5"]


def test_conditions_on_one_series_and_scale_share_a_panel() -> None:
    found = every({"holds": tree("mean(cpi) > 105 and lowest(cpi) > 90 and growth(cpi) > 1")})
    assert [(one.scale, [bar.value for bar in one.bars]) for one in found] == [
        (Scale.FIGURES, [105.0, 90.0]), (Scale.GROWTH, [1.0]),
    ]  # fmt: skip
    assert [len(one.asked) for one in found] == [2, 1]


def test_a_series_held_against_two_others_is_drawn_with_both() -> None:
    [one] = every({"holds": tree("growth(cpi) - growth(cpi_electricity) >= 10 and growth(cpi) > growth(unemployment)")})
    assert [(canonical(rival.series), rival.offset) for rival in one.rivals] == [
        ("cpi_electricity", 10.0), ("unemployment", 0.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "bar", "values"),
    [
        ("total(unemployment) >= 9.5", 9.5, [4.6]),
        ("mean(cpi) / mean(cpi, before=2) >= 1.25", 1.25, [132 / 105.5]),
        ("abs(mean(unemployment) - 5) < 0.25", 0.25, [0.4]),
        ("total(unemployment) > start(unemployment)", 4.4, [4.6]),
    ],
)
def test_what_adds_up_over_the_window_is_drawn_as_it_stands_so_far(text: str, bar: float, values: list[float]) -> None:
    one = found(text)
    assert one.scale is Scale.SO_FAR
    assert [drawn.value for drawn in one.bars] == [pytest.approx(bar, abs=1e-12)]
    assert on_scale(one.series, one.scale, EVALUATION, WINDOWS).values[0] == pytest.approx(values)


def test_two_totals_are_drawn_one_against_the_other() -> None:
    one = found("total(unemployment) >= 0.5 * total(policy_rate)")
    [rival] = one.rivals
    assert canonical(rival.series) == "0.5 * total(policy_rate)"
    assert on_scale(rival.series, one.scale, EVALUATION, WINDOWS).values[0].tolist() == [2.0]


def test_what_counts_events_climbs_and_what_counts_figures_is_drawn_with_their_bar() -> None:
    counted = {"holds": tree("count(unemployment > 4.5) >= 2")}
    assert (every(counted)[0].scale, [bar.value for bar in every(counted)[0].bars]) == (Scale.FIGURES, [4.5])
    [one] = every(counted, events=("unemployment",))
    assert (one.scale, [(bar.value, bar.operator) for bar in one.bars]) == (Scale.SO_FAR, [(2.0, ">=")])
    assert on_scale(one.series, one.scale, EVALUATION, WINDOWS).values[0].tolist() == [1.0]


def test_before_anything_of_the_window_is_known_the_series_is_drawn_alone() -> None:
    later = Windows.single(day("2025-09-01"), day("2026-06-30"))
    [one] = measured({"holds": tree("total(unemployment) >= 9")}, EVALUATION, later)
    assert (one.scale, one.bars) == (Scale.FIGURES, ())


def test_where_no_series_has_figures_nothing_is_drawn() -> None:
    assert every({"holds": tree("last(payrolls) > 5")}) == []
    empty = Evaluation({"payrolls": monthly_panel("2025-01", [[np.nan, np.nan, np.nan]])}, {})
    assert measured({"holds": tree("last(payrolls) > 5")}, empty, WINDOWS) == []
