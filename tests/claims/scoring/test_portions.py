"""Portions: each work once, neighbours together, memory bounded."""

from hypothesis import given, settings
from hypothesis import strategies as st

from claims.scoring.portions import portions

property_test = settings(derandomize=True, max_examples=150)
WORKS = st.lists(st.lists(st.sampled_from("abcdefgh"), max_size=4).map(tuple), max_size=30)


@given(WORKS, st.integers(1, 30))
@property_test
def test_every_work_is_in_one_portion_and_none_needs_more_than_is_allowed(works: list, most: int) -> None:
    made = list(portions(works, lambda work: work, lambda leaf: ord(leaf) - 96, most))
    assert sorted(work for portion in made for work in portion) == sorted(works)
    for portion in made:
        assert portion
        assert sum(ord(leaf) - 96 for leaf in {leaf for work in portion for leaf in work}) <= most or len(portion) == 1


def test_works_on_the_same_indicators_stand_together() -> None:
    made = list(portions([("a",), ("b",), ("a",), ("b",)], lambda work: work, lambda leaf: 1, 1))
    assert made == [[("a",), ("a",)], [("b",), ("b",)]]
