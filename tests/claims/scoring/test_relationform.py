"""Requirements of a written relation: read once, in one canonical text, and every mistake is named."""

from typing import Any

import pytest

from claims.scoring.relationform import MOST_LAGS, RelationError, written
from tests.evidence.formula.catalogue import CATALOGUE

GOOD: dict[str, Any] = {"target": "diff(cpi)", "a": ["diff( payrolls )"], "c": ["diff(unemployment)"], "lags": 2}


def test_a_relation_is_read_into_two_sides_with_one_target() -> None:
    read = written(GOOD, CATALOGUE)
    relation = read.relation
    assert relation.a.target == relation.c.target
    assert (len(relation.a.drivers), relation.lags, relation.same_period) == (1, 2, False)


def test_equal_relations_have_equal_text_and_others_another() -> None:
    text = written(GOOD, CATALOGUE).canonical
    assert written({**GOOD, "a": ["diff(payrolls, 1)"], "target_c": "diff(cpi)"}, CATALOGUE).canonical == text
    for change in ({"lags": 3}, {"same_period": True}, {"target_c": "diff(ppi)"}, {"c": ["unemployment"]}):
        assert written({**GOOD, **change}, CATALOGUE).canonical != text


def test_the_canonical_parts_can_be_read_again() -> None:
    read = written(GOOD, CATALOGUE)
    assert written(read.parts, CATALOGUE).canonical == read.canonical


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"b": "cpi"}, ["target, a, c, lags", "b"]),
        ({"lags": 0}, ["lags from 1", "0"]),
        ({"lags": MOST_LAGS + 1}, [str(MOST_LAGS + 1)]),
        ({"lags": True}, ["lags", "True"]),
        ({"lags": "2"}, ["lags", "'2'"]),
        ({"same_period": 1}, ["same_period", "true or false"]),
        ({"a": "diff(payrolls)"}, ["list", "in a"]),
        ({"a": []}, ["list", "in a"]),
        ({"a": [3]}, ["formula in a", "3"]),
        ({"target": "diff(cpy)"}, ["series in target", "cpy", "^"]),
        ({"target": "mean(cpi)"}, ["series in target", "number"]),
        ({"c": ["unemployment > 3"]}, ["series in c"]),
        ({"c": ["cpi + payrolls"]}, ["series in c"]),
        ({"c": ["diff(claims)"]}, ["one frequency", "week", "month", "monthly(...)"]),
        ({"a": ["diff(payrolls)", "ppi"]}, ["as many drivers", "2 in a", "1 in c"]),
        ({"a": ["diff(cpi, 1)"]}, ["other than the target in a"]),
        ({"c": ["diff(payrolls)"]}, ["two different sides"]),
    ],
)
def test_a_mistake_says_what_was_expected_and_what_came(change: dict[str, Any], named: list[str]) -> None:
    with pytest.raises(RelationError) as error:
        written({**GOOD, **change}, CATALOGUE)
    assert str(error.value).startswith("expected ")
    for part in named:
        assert part in str(error.value)


@pytest.mark.parametrize("missing", ["target", "a", "c", "lags"])
def test_every_part_is_needed(missing: str) -> None:
    with pytest.raises(RelationError, match="target, a, c, lags"):
        written({name: value for name, value in GOOD.items() if name != missing}, CATALOGUE)


@pytest.mark.parametrize("entry", ["a predicts b", [], None, 3])
def test_something_else_is_no_relation(entry: Any) -> None:
    with pytest.raises(RelationError):
        written(entry, CATALOGUE)
