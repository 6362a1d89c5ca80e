import numpy as np
from scipy.special import expit

from claims.scoring.direction.logit import fit

RNG = np.random.default_rng(7)
X = np.stack([np.ones(400), RNG.normal(size=400), RNG.normal(size=400)], axis=1)
Y = (RNG.random(400) < expit(X @ [0.3, 1.2, 0.0])).astype(float)
ONES = np.ones(400)


def test_without_a_ridge_the_fitted_probabilities_reproduce_the_moments_of_the_outcomes():
    b = fit(X, Y, ONES, 1e9)
    np.testing.assert_allclose(X.T @ expit(X @ b), X.T @ Y, atol=1e-4)


def test_a_strong_ridge_leaves_even_odds():
    np.testing.assert_allclose(expit(X @ fit(X, Y, ONES, 1e-9)), 0.5, atol=1e-4)


def test_the_unit_of_a_column_does_not_matter():
    scaled = X * [1, 1000, 0.01]
    np.testing.assert_allclose(scaled @ fit(scaled, Y, ONES, 0.01), X @ fit(X, Y, ONES, 0.01), atol=1e-9)


def test_a_weight_of_two_is_a_row_given_twice():
    weights = np.where(np.arange(400) < 100, 2.0, 1.0)
    twice = np.r_[X, X[:100]], np.r_[Y, Y[:100]]
    spread = X.std(axis=0), twice[0].std(axis=0)  # the ridge measures columns in their spread
    weighted = fit(X / np.where(spread[0] > 0, spread[0], 1), Y, weights, 1e6)
    repeated = fit(twice[0] / np.where(spread[0] > 0, spread[0], 1), twice[1], np.ones(500), 1e6)
    np.testing.assert_allclose(weighted, repeated, atol=1e-5)


def test_separable_outcomes_end_with_finite_coefficients():
    x = np.stack([np.ones(50), np.linspace(-1, 1, 50)], axis=1)
    assert np.isfinite(fit(x, (x[:, 1] > 0).astype(float), np.ones(50), 1.0)).all()
