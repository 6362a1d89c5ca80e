"""Work cut into portions that share indicators, so that what they share is worked out once and memory stays bounded."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Work = TypeVar("Work")


def portions(works: Iterable[Work], leaves: Callable[[Work], Iterable[str]], most: int) -> Iterator[list[Work]]:
    """Portions of neighbours by their indicators, of at most `most` different ones unless a single work needs more."""
    portion: list[Work] = []
    shared: set[str] = set()
    for work in sorted(works, key=lambda one: sorted(leaves(one))):
        own = set(leaves(work))
        if portion and len(shared | own) > most:
            yield portion
            portion, shared = [], set()
        portion.append(work)
        shared |= own
    if portion:
        yield portion
