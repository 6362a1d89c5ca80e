"""Requirements of a relation's losses: forecasts know what was known, and nothing later changes them."""

from dataclasses import replace

import numpy as np
import pytest

from claims.scoring.favour import Favour, Why
from claims.scoring.relation import Found, Losses, Relation, found, losses, outcome
from evidence.formula import Evaluation
from evidence.periods import Frequency
from evidence.series import Floats, History, history
from tests.claims.scoring.relations import differences, histories, published, relation, revised, side, world
from tests.evidence.formula.catalogue import day

MONTHS = 264  # January 2000 to December 2021
OPENS, CLOSE = day("2020-07-01"), day("2021-12-31")  # eighteen months
TODAY = day("2022-06-30")


def asked(of: Relation, of_them: dict[str, History], today: int = TODAY) -> tuple[Losses, Found]:
    made = losses(of, of_them, {}, today)
    return made, found(made, OPENS, CLOSE)


def planted(effect: float = 2.0, seed: int = 1, **more: float) -> dict[str, History]:
    return histories(world([seed], MONTHS, own=0.3, effect=effect, **more))


def by_hand(of_them: dict[str, History], driver: str, end: int, lags: int = 2) -> float:
    """The forecast of the change of prices in the month that ends on a day, from what was known the day before."""
    known = {slug: past.as_of(end - 1) for slug, past in of_them.items()}
    last = {slug: panel.values[0][panel.ends < end] for slug, panel in known.items()}
    b, x = np.diff(last["cpi"]), np.diff(last[driver])
    assert len(b) == len(x)
    rows = [[1.0, *b[t - lags : t][::-1], *x[t - lags : t][::-1]] for t in range(lags, len(b) + 1)]
    table = np.array(rows)
    return float(table[-1] @ np.linalg.lstsq(table[:-1], b[lags:], rcond=None)[0])


def test_each_forecast_is_least_squares_on_the_vintage_of_the_day_before_the_month_ended() -> None:
    of_them = planted(0.5)
    of_them = {slug: revised(past, at, 0.2, 45) for at, (slug, past) in enumerate(of_them.items())}
    made, _ = asked(relation(), of_them)
    for month in ("2008-03-31", "2016-12-31", "2021-10-31"):
        end = day(month)
        outcome = np.diff(of_them["cpi"].as_of(end + 29).values[0])  # the first figure of the month, known by the next
        place = int(np.flatnonzero(made.ends == end)[0])
        known_ends = of_them["cpi"].as_of(end + 29).ends
        actual = outcome[int(np.flatnonzero(known_ends == end)[0]) - 1]
        for driver, squared in (("payrolls", made.with_a), ("unemployment", made.with_c)):
            assert squared[place] == pytest.approx((actual - by_hand(of_them, driver, end)) ** 2, rel=1e-6)


def test_without_revisions_it_agrees_with_the_fast_way() -> None:
    figures = world([2], MONTHS, own=0.5, cross=0.3, effect=0.4)
    made, _ = asked(relation(), histories(figures))
    fast = differences(*figures[:, 1:])  # the first change of a level is lost
    slow = made.with_c - made.with_a
    both = ~np.isnan(slow)
    assert both.sum() > 200
    np.testing.assert_allclose(slow[both], fast[-len(slow) :][both], rtol=1e-6, atol=1e-8)


def test_a_strong_driver_is_favoured_and_the_other_way_round_refuted() -> None:
    of_them = planted()
    _, there = asked(relation(), of_them)
    _, back = asked(Relation(relation().c, relation().a, 2), of_them)
    assert (there.call.favour, back.call.favour) == (Favour.A, Favour.C)
    assert there.gain_a > 0.3 > there.gain_c
    assert (there.due, there.to_come, there.call.points, there.until) == (18, 0, 18, CLOSE)


def test_an_outcome_waits_for_every_point_and_what_cannot_be_told_is_mixed() -> None:
    of_them = planted()
    _, there = asked(relation(), of_them)
    _, back = asked(Relation(relation().c, relation().a, 2), of_them)
    _, neither = asked(relation(), planted(0.0))
    assert [outcome(seen) for seen in (there, back, neither)] == ["held", "failed", "mixed"]
    assert outcome(asked(relation(), of_them, day("2021-08-20"))[1]) == ""


def test_an_unexplained_target_cannot_tell() -> None:
    _, seen = asked(relation(), planted(0.0))
    assert (seen.call.favour, seen.call.why) == (Favour.CANNOT_TELL, Why.NOISE)
    assert seen.prospect is not None
    assert seen.prospect.cannot_tell_if_equal > 0.8


def test_nothing_published_after_the_day_changes_a_bit() -> None:
    of_them = {slug: revised(past, 7, 0.5, 200) for slug, past in planted().items()}
    today = day("2021-03-10")
    known = {slug: _until(past, today) for slug, past in of_them.items()}
    whole, cut = (losses(relation(), one, {}, today) for one in (of_them, known))
    for name in ("ends", "with_a", "without_a", "with_c", "without_c"):
        np.testing.assert_array_equal(getattr(whole, name), getattr(cut, name))


def test_what_became_known_later_leaves_earlier_losses_as_they_were() -> None:
    of_them = {slug: revised(past, 8, 0.5, 200) for slug, past in planted().items()}
    early, late = (losses(relation(), of_them, {}, day(one)) for one in ("2021-03-10", "2022-06-30"))
    places = np.searchsorted(late.ends, early.ends)
    same = ~np.isnan(early.with_a)
    np.testing.assert_allclose(late.with_a[places][same], early.with_a[same], rtol=1e-9)


def _until(past: History, today: int) -> History:
    keep = past.known <= today
    return replace(past, ordinals=past.ordinals[keep], ends=past.ends[keep], known=past.known[keep],
                   values=past.values[keep])  # fmt: skip


def test_a_window_under_way_counts_what_is_known_and_what_is_to_come() -> None:
    of_them = planted()
    _, seen = asked(relation(), of_them, day("2021-08-20"))
    assert (seen.due, seen.call.points, seen.to_come, seen.until) == (18, 13, 5, day("2021-07-31"))
    assert seen.call.favour is Favour.A
    _, early = asked(relation(), of_them, day("2020-12-20"))
    assert (early.call.why, early.to_come) == (Why.FEW_POINTS, 13)
    _, unopened = asked(relation(), of_them, day("2020-06-20"))
    assert (unopened.call.why, unopened.to_come, unopened.until) == (Why.NO_POINTS, 18, None)
    assert unopened.prospect is not None


def test_late_figures_push_the_lags_back_and_the_steps_up() -> None:
    made, _ = asked(relation(), histories(world([3], MONTHS, own=0.9), lag=40))
    assert made.steps == 2
    assert (~np.isnan(made.difference)).sum() > 200


def test_drivers_of_the_same_period_explain_what_the_past_cannot() -> None:
    figures = world([4], MONTHS)
    figures[0] += 1.5 * figures[1]
    _, foretold = asked(relation(1), histories(figures))
    _, explained = asked(relation(1, same_period=True), histories(figures))
    assert foretold.call.favour is Favour.CANNOT_TELL
    assert explained.call.favour is Favour.A


def test_which_of_two_leads_the_other_is_asked_with_two_targets() -> None:
    leads = Relation(side("diff(cpi)", "diff(payrolls)"), side("diff(payrolls)", "diff(cpi)"), 2)
    of_them = planted()
    assert asked(leads, of_them)[1].call.favour is Favour.A
    assert asked(Relation(leads.c, leads.a, 2), of_them)[1].call.favour is Favour.C
    assert asked(leads, planted(0.0))[1].call.favour is Favour.CANNOT_TELL


def test_units_of_the_series_do_not_matter() -> None:
    figures = world([5], MONTHS, own=0.3, effect=0.7)
    _, one = asked(relation(), histories(figures))
    _, other = asked(relation(), histories(figures * np.array([[1e-3], [1e6], [100.0]])))
    assert one.call.favour is other.call.favour
    assert one.call.statistic == pytest.approx(other.call.statistic)
    assert one.gain_a == pytest.approx(other.gain_a)


def test_one_wild_month_does_not_decide_for_decades() -> None:
    figures = world([6], MONTHS, own=0.3, effect=2.0)
    figures[:, 243] = [40.0, -300.0, 800.0]  # April 2020
    _, seen = asked(relation(), histories(figures))
    assert seen.call.favour is Favour.A


# What evidence can look like: never a crash nor a warning, and a reason that is named

FLAT, JUMP = np.zeros(MONTHS), np.eye(1, MONTHS, 250)[0]


def worlds() -> dict[str, Floats]:
    b, a, c = world([9], MONTHS)
    nothing = np.full(MONTHS, np.nan)
    late, ended, holes = a.copy(), a.copy(), b.copy()
    late[:200] = np.nan
    ended[240:] = np.nan
    holes[246::2] = np.nan
    return {
        "everything constant": np.stack([FLAT, FLAT, FLAT]),
        "a constant target": np.stack([FLAT, a, c]),
        "constant drivers": np.stack([b, FLAT, FLAT]),
        "one constant driver": np.stack([b, FLAT, c]),
        "one jump in the target": np.stack([JUMP, a, c]),
        "one jump in a driver": np.stack([b, JUMP, c]),
        "jumps everywhere": np.stack([JUMP, JUMP, JUMP]),
        "the same driver twice": np.stack([b, a, a]),
        "drivers that mirror each other": np.stack([b, a, -3 * a]),
        "a driver that starts late": np.stack([b, late, c]),
        "a driver that ends early": np.stack([b, ended, c]),
        "a driver without figures": np.stack([b, nothing, c]),
        "a target without figures": np.stack([nothing, a, c]),
        "a target with holes": np.stack([holes, a, c]),
        "no figures at all": np.stack([nothing, nothing, nothing]),
    }


@pytest.mark.parametrize("same_period", [False, True])
@pytest.mark.parametrize("name", worlds())
def test_odd_series_end_in_an_honest_answer(name: str, *, same_period: bool) -> None:
    figures = worlds()[name]
    levels = np.cumsum(np.nan_to_num(figures), axis=1)
    levels[np.isnan(figures)] = np.nan
    slugs = ("cpi", "payrolls", "unemployment")
    of_them = {slug: published(one, 14) for slug, one in zip(slugs, levels, strict=True)}
    _, seen = asked(relation(same_period=same_period), of_them)
    assert seen.call.favour is Favour.CANNOT_TELL
    expected = EXPECTED.get(name, {Why.NOISE})
    assert seen.call.why in expected


EXPECTED = {
    "everything constant": {Why.SAME},
    "a constant target": {Why.SAME},
    "constant drivers": {Why.SAME},
    "jumps everywhere": {Why.SAME, Why.NOISE},
    "the same driver twice": {Why.SAME},
    "drivers that mirror each other": {Why.SAME},
    "a driver that starts late": {Why.FEW_WINDOWS, Why.NO_POINTS},
    "a driver that ends early": {Why.NO_POINTS},
    "a driver without figures": {Why.NO_POINTS},
    "a target without figures": {Why.NO_POINTS},
    "a target with holes": {Why.GAPS, Why.FEW_POINTS, Why.NO_POINTS},
    "no figures at all": {Why.NO_POINTS},
}


def test_ten_observations_cannot_tell() -> None:
    _, seen = asked(relation(), histories(world([10], 10)))
    assert (seen.call.favour, seen.call.why, seen.prospect) == (Favour.CANNOT_TELL, Why.NO_POINTS, None)


def test_the_week_that_is_under_way_is_no_figure() -> None:
    """Four of five days would pass for a week; and the week after it would count what it must foretell."""
    days = np.arange(day("2012-01-02"), day("2021-12-31"))
    days = days[(days + 3) % 7 < 5]
    rng = np.random.default_rng(11)
    price = 100 * np.exp(np.cumsum(rng.normal(0, 0.01, len(days))))
    weeks = days[(days + 3) % 7 == 4]
    of_them = {
        "price": history(Frequency.DAY, days, days + 1, price, 1),
        "claims": history(Frequency.WEEK, weeks, weeks + 5, rng.normal(200, 10, len(weeks)), 5),
        "reserves": history(Frequency.WEEK, weeks, weeks + 5, rng.normal(200, 10, len(weeks)), 5),
    }
    of = Relation(
        side("diff(log(weekly(price)))", "diff(claims)"), side("diff(log(weekly(price)))", "diff(reserves)"), 1
    )
    thursday = day("2021-06-24")
    made = losses(of, of_them, {}, thursday)
    assert made.ends[~np.isnan(made.difference)].max() == thursday - 6
    friday_night = losses(of, of_them, {}, thursday + 2)
    assert friday_night.ends[~np.isnan(friday_night.difference)].max() == thursday + 1
    panel = Evaluation({slug: past.as_of(thursday) for slug, past in of_them.items()}, {}).series(of.a.target)
    assert made.week == panel.week
