import numpy as np

from claims.scoring.direction.policy import SINCE, learn, rates
from claims.scoring.direction.tracks import Track

RNG = np.random.default_rng(11)
UNTIL = SINCE + 20 * 365
DAYS = np.arange(SINCE - 900, UNTIL + 1)


def world(yields_know: bool) -> tuple[Track, Track, Track]:
    """A target that moves every 45 days, and yields that know its next half year or only what it is."""
    steps = np.repeat(np.sign(np.sin(np.arange(len(DAYS) // 45 + 20) / 6)) * 0.25, 45)[: len(DAYS) + 180]
    target = 5 + np.where(np.arange(len(steps)) % 45 == 0, steps, 0).cumsum()
    overnight = target[: len(DAYS)] + 0.03
    ahead = target[180:][: len(DAYS)] if yields_know else target[: len(DAYS)]
    one = ahead + 0.02 * RNG.normal(size=len(DAYS))
    return Track(DAYS, overnight, 1), Track(DAYS, one, 1), Track(DAYS, one, 1)


def test_the_target_is_read_off_the_overnight_rate_as_a_quarter_point():
    found = rates(*world(yields_know=True), UNTIL)
    there = found.target[~np.isnan(found.target)]
    np.testing.assert_array_equal(there * 4, np.round(there * 4))


def test_yields_above_the_overnight_rate_foretell_a_rise():
    policy = learn(rates(*world(yields_know=True), UNTIL))
    overnight, one_year, _ = world(yields_know=True)
    gaps = one_year.values - overnight.values
    late = np.arange(len(DAYS) - 3000, len(DAYS) - 400, 60)
    said = np.array([policy.rises("administered", overnight, int(DAYS[i]), 180, 0.0) for i in late])
    assert said[gaps[late] > 0.4].mean() > 0.9
    assert said[gaps[late] < -0.4].mean() < 0.1


def test_a_market_rate_that_stands_still_between_meetings_rises_only_with_the_target():
    overnight, one_year, two_year = world(yields_know=True)
    policy = learn(rates(overnight, one_year, two_year, UNTIL))
    for day in range(UNTIL - 300, UNTIL, 37):
        market, target = (policy.rises(kind, overnight, day, 90, 0.0) for kind in ("overnight", "administered"))
        assert target <= market <= target + 0.5 / (1000 / 90)  # the prior's half window of eleven


def test_nothing_dated_after_the_day_is_used():
    tracks = world(yields_know=True)
    cut = UNTIL - 1000
    before = [Track(one.days[one.days < cut], one.values[one.days < cut], 1) for one in tracks]
    after = [Track(one.days, np.where(one.days < cut, one.values, 99.0), 1) for one in tracks]
    shown = [Track(one.days[one.days < cut], one.values[one.days < cut], 1) for one in after]
    first, second = (learn(rates(*part, cut)) for part in (before, shown))
    np.testing.assert_array_equal(first.up, second.up)
