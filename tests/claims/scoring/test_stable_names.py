"""Names that others may rely on: scoring rules and tests keep their arguments, and each says where it comes from."""

import re
from collections.abc import Callable
from inspect import Parameter, getdoc, signature

import pytest

from claims.scoring import inference, rules

RULES = {
    "brier": "p, y",
    "log_score": "p, y",
    "baseline_score": "p, y",
    "brier_skill": "p, y, b",
    "rps": "probabilities, outcome_index",
    "crps_ensemble": "members, y, fair=False",
    "pinball": "quantile, level, y",
    "interval_score": "lower, upper, y, alpha",
    "wis": "levels, quantiles, y",
    "pit": "members, y",
    "time_averaged": "times, values, opens, closes",
}
INFERENCE = {
    "wilson_interval": "k, n, level=0.95",
    "poisson_binomial_tail": "probabilities, hits",
    "benjamini_hochberg": "p",
    "diebold_mariano": "e1, e2, h, power=2",
    "pesaran_timmermann": "forecast, actual",
    "ewc_long_run_variance": "x",
    "stationary_bootstrap_indices": "n, mean_block, replications, rng",
}
STABLE = [
    pytest.param(getattr(module, name, None), arguments, id=name)
    for module, names in ((rules, RULES), (inference, INFERENCE))
    for name, arguments in names.items()
]


@pytest.mark.parametrize(("function", "arguments"), STABLE)
def test_a_stable_name_keeps_its_arguments_by_place_and_by_name(function: Callable, arguments: str) -> None:
    found = signature(function).parameters.values()
    assert ", ".join(str(one.replace(annotation=Parameter.empty)) for one in found) == arguments
    assert {one.kind for one in found} == {Parameter.POSITIONAL_OR_KEYWORD}


@pytest.mark.parametrize(("function", "arguments"), STABLE)
def test_a_stable_name_cites_its_source(function: Callable, arguments: str) -> None:
    assert re.search(r"\((19|20)\d\d\)|Metaculus", getdoc(function) or "")
