"""Results kept for whoever asks again, up to a number of bytes: what was not asked for the longest goes first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Result = TypeVar("Result")


class Memory(Generic[Key, Result]):
    """Remembers results, of at most `most` bytes together; the newest one is kept however large it is."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.bytes = 0
        self._kept: OrderedDict[Key, tuple[Result, int]] = OrderedDict()

    def recall(self, key: Key, compute: Callable[[], Result], size: Callable[[Result], int]) -> Result:
        """What was computed for a key, else what `compute` gives now; `size` says how many bytes that takes."""
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept[0]
        result = compute()
        self._keep(key, result, size(result))
        return result

    def _keep(self, key: Key, result: Result, size: int) -> None:
        self._kept[key] = result, size
        self.bytes += size
        while self.bytes > self.most and len(self._kept) > 1:
            self.bytes -= self._kept.popitem(last=False)[1][1]
