"""Judged claims: two blind raters and an adjudicator, pooling in log-odds, one vote a family of sources."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.scoring.agreement import krippendorff_alpha
from claims.scoring.judging import Item, Rating, Role, Stage, judgement, pooled, refusal, stage, visible_to, weighed


def rater(by: str, p: float | None = 0.7, sources: int = 2) -> Rating:
    return Rating(by, Role.RATER, p, sources)


def adjudicator(by: str, p: float | None = None, sources: int = 2) -> Rating:
    return Rating(by, Role.ADJUDICATOR, p, sources)


ANN, BOB, EVE = rater("ann", 0.6), rater("bob", 0.9), adjudicator("eve")


def test_a_judgement_goes_from_two_raters_to_an_adjudicator_to_done() -> None:
    assert [stage(ratings) for ratings in ([], [ANN], [ANN, BOB], [ANN, BOB, EVE])] == [
        Stage.RATERS, Stage.RATERS, Stage.ADJUDICATOR, Stage.JUDGED,
    ]  # fmt: skip
    given: list[Rating] = []
    for one in (ANN, BOB, EVE):
        assert refusal(given, one) is None
        given.append(one)


@pytest.mark.parametrize(
    ("ratings", "new", "why"),
    [
        ([ANN], rater("ann", 0.2), "not rated this"),
        ([ANN], EVE, "a rater"),
        ([ANN, BOB], rater("cat"), "an? adjudicator"),
        ([ANN, BOB], adjudicator("bob"), "not rated this"),
        ([ANN, BOB, EVE], rater("cat"), "judged"),
        ([], rater("ann", None), "a probability"),
        ([], rater("ann", 0.99), r"0\.02 to 0\.98"),
        ([], rater("ann", 0.01), r"0\.02 to 0\.98"),
        ([], rater("ann", float("nan")), r"0\.02 to 0\.98"),
        ([ANN, BOB], adjudicator("eve", 1.0), r"0\.02 to 0\.98"),
        ([], rater("ann", sources=1), "2 archived sources"),
    ],
)
def test_what_breaks_the_rules_is_refused_with_the_reason(ratings: list[Rating], new: Rating, why: str) -> None:
    with pytest.raises(AssertionError, match=why):
        raise AssertionError(refusal(ratings, new))


def test_raters_are_blind_to_each_other_until_both_are_done() -> None:
    assert visible_to("bob", [ANN]) == []
    assert visible_to("eve", [ANN]) == []
    assert visible_to("ann", [ANN]) == [ANN]
    assert visible_to("eve", [ANN, BOB]) == [ANN, BOB]


def test_nothing_is_published_before_the_adjudicator_has_spoken() -> None:
    assert judgement([ANN, BOB]) is None
    accepted = judgement([ANN, BOB, EVE])
    assert accepted is not None
    odds = np.sqrt(0.6 / 0.4 * 0.9 / 0.1)  # the geometric mean of the odds
    assert accepted.p == pytest.approx(odds / (1 + odds))
    assert (accepted.spread, accepted.ratings) == (pytest.approx(0.3), 2)
    third = judgement([ANN, BOB, adjudicator("eve", 0.1)])
    assert third is not None
    assert third.p < accepted.p
    assert (third.spread, third.ratings) == (pytest.approx(0.8), 3)


@given(st.lists(st.floats(0.02, 0.98), min_size=1, max_size=6))
def test_pooling_keeps_within_the_ratings_and_mirrors(ratings: list[float]) -> None:
    p = pooled(ratings)
    assert min(ratings) - 1e-9 <= p <= max(ratings) + 1e-9
    assert pooled([min(max(1 - one, 0.02), 0.98) for one in ratings]) == pytest.approx(1 - p)


@pytest.mark.parametrize("ratings", [[], [0.5, 0.99], [0.5, float("nan")]])
def test_what_is_no_rating_is_not_pooled(ratings: list[float]) -> None:
    with pytest.raises(ValueError, match="expected ratings"):
        pooled(ratings)


def test_evidence_moves_the_odds_by_its_ratios() -> None:
    assert weighed(0.5, []) == pytest.approx(0.5)
    assert weighed(0.5, [Item(3, "press"), Item(10, "agency")]) == pytest.approx(30 / 31)
    assert weighed(0.5, [Item(3, "press"), Item(1 / 3, "agency")]) == pytest.approx(0.5)


def test_a_family_of_sources_has_one_vote_however_often_it_speaks() -> None:
    assert weighed(0.5, [Item(10, "press")] * 5) == weighed(0.5, [Item(10, "press")])
    assert weighed(0.5, [Item(10, "press"), Item(1 / 10, "press")]) == pytest.approx(0.5)


def test_other_ratios_and_certain_priors_are_refused() -> None:
    with pytest.raises(ValueError, match="ratios"):
        weighed(0.5, [Item(2, "press")])
    with pytest.raises(ValueError, match="prior"):
        weighed(1.0, [])


# Krippendorff (2011), section C: four observers, twelve units. The ratings are those of the example of the R package
# irr (`kripp.alpha`), but for the lone one of the twelfth unit; the three alphas are unverified: from memory.
NAN = np.nan
OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, NAN, NAN, NAN],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NAN, 3],
    [NAN, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NAN],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NAN],
]


@pytest.mark.parametrize(("metric", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_alpha_is_that_of_krippendorffs_example(metric: str, alpha: float) -> None:
    assert krippendorff_alpha(OBSERVERS, metric) == pytest.approx(alpha, abs=5e-4)


def test_perfect_agreement_is_one_and_chance_is_about_zero() -> None:
    rng = np.random.default_rng(1)
    same = rng.integers(1, 6, 200)
    assert krippendorff_alpha([same, same]) == pytest.approx(1)
    assert krippendorff_alpha(rng.integers(1, 6, (2, 4000))) == pytest.approx(0, abs=0.05)
    assert krippendorff_alpha([[1, 5, 1, 5], [5, 1, 5, 1]]) < 0


def test_alpha_knows_neither_the_order_of_raters_nor_lone_ratings() -> None:
    assert krippendorff_alpha(OBSERVERS[::-1]) == pytest.approx(krippendorff_alpha(OBSERVERS))
    assert krippendorff_alpha(np.array(OBSERVERS)[:, :-1]) == pytest.approx(krippendorff_alpha(OBSERVERS))
    assert krippendorff_alpha(np.exp(OBSERVERS)) == pytest.approx(krippendorff_alpha(OBSERVERS)), "only ranks count"


def test_nothing_to_compare_gives_no_alpha() -> None:
    assert np.isnan(krippendorff_alpha([[2, 2], [2, 2]]))
    assert np.isnan(krippendorff_alpha([[1, NAN], [NAN, 2]]))
    with pytest.raises(ValueError, match="one of"):
        krippendorff_alpha(OBSERVERS, "ratio")
    with pytest.raises(ValueError, match="raters, units"):
        krippendorff_alpha([1, 2])
