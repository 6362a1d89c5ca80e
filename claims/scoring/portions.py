"""Work cut into portions that share indicators, so that what they share is worked out once and memory stays bounded."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Work = TypeVar("Work")


def portions(
    works: Iterable[Work], leaves: Callable[[Work], Iterable[str]], size: Callable[[str], int], most: int
) -> Iterator[list[Work]]:
    """Portions of neighbours by their indicators, whose sizes sum to at most `most` unless a single work needs more."""
    portion: list[Work] = []
    shared: set[str] = set()
    room = most
    for work in sorted(works, key=lambda one: sorted(leaves(one))):
        own = set(leaves(work))
        if portion and sum(size(slug) for slug in own - shared) > room:
            yield portion
            portion, shared, room = [], set(), most
        portion.append(work)
        room -= sum(size(slug) for slug in own - shared)
        shared |= own
    if portion:
        yield portion
