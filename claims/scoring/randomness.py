"""Random numbers that belong to the calendar and not to the criterion.

One Philox key per version of the futures (decision 0018); the counter is (model, calendar month). So every criterion
shares the same futures, a later day or a new month reshuffles nothing, and adding an indicator changes no number. Rows
are paths.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache

import numpy as np
from scipy.special import ndtri

from claims.scoring import FUTURES_VERSION
from evidence.periods import Ints
from evidence.series import Floats

PATHS = 5_000
MODELS = 3  # path b follows model b mod 3
SOURCES = 240  # months of history that mean and drift are taken from
LONGEST = 720  # months of history in all
EPOCH = 360  # January 2000: where the chain of blocks begins
TOGETHER = 32  # months whose weights are kept side by side, so that they are summed at the speed of memory near by
MEAN_BLOCK = round(1.5 * SOURCES ** (1 / 3))  # months (Politis & Romano 1994; the length is METHOD's)

_GOLDEN = (5**0.5 - 1) / 2
_SILVER = 2**0.5 - 1  # with the golden one it spreads pairs of chances evenly, too

HISTORY, BOOTSTRAP, CHANGES, COUNTS, DOUBT = range(5)
LADDER: Mapping[int, tuple[int, ...]] = {HISTORY: (120, LONGEST), BOOTSTRAP: (120, SOURCES), CHANGES: (120, SOURCES)}


def key_of(version: str) -> int:
    """The key of a version: 128 bits, the name and the version. Raises `OverflowError` beyond 6 letters."""
    named = f"claimbase {version}".encode()
    if len(named) > 16:
        raise OverflowError(f"expected a version of at most 6 letters, got {version!r}")
    return int.from_bytes(named, "big")


_KEY = key_of(FUTURES_VERSION)


def paths_of(model: int) -> int:
    """How many of the paths follow a model."""
    return len(range(model, PATHS, MODELS))


def generator(model: int, month: int, within: int = 0, own: str = "") -> np.random.Generator:
    """The stream of one model in one calendar month (months since 1970), or on one day `within` it.

    `own` names the indicator whose stream it is alone; streams of two names begin far apart.
    """
    start = int.from_bytes(hashlib.sha256(own.encode()).digest()[:8], "big") if own else 0
    return np.random.Generator(np.random.Philox(key=_KEY, counter=[start, within, month, model]))


def rungs() -> Iterator[tuple[int, int, int, slice]]:
    """Each model with each rung of its ladder, the window of that, and the paths that are on it."""
    for model, windows in LADDER.items():
        for rung, window in enumerate(windows):
            yield model, rung, window, slice(model + MODELS * rung, None, MODELS * len(windows))


def windows_of(model: int) -> Ints:
    """From how many of the last months each path of a model draws, the rungs of its ladder in turn. Shape (paths,).

    Series of different beginnings draw the same months on every path whose rung the shorter one reaches.
    """
    ladder = np.array(LADDER[model])
    return ladder[np.arange(paths_of(model)) % len(ladder)]


def followers(shares: Sequence[float]) -> list[Ints]:
    """Which paths follow each of several beliefs: as large a share of every rung of every model, the same for all.

    A share that grows takes paths from its neighbours only, so that little moves when a belief does.
    """
    place = np.searchsorted(np.cumsum(shares)[:-1], _chances(_GOLDEN), side="right")
    return [np.flatnonzero(place == one) for one in range(len(shares))]


@cache
def leanings() -> Floats:
    """A normal number for each path, the same for all series and months, and spread alike whatever a path follows.

    Read, never write.
    """
    found: Floats = ndtri(_chances(_SILVER))
    return found


def _chances(step: float) -> Floats:
    """A chance for each path, evenly spread however many are taken (Weyl 1916); the same for all rungs of a round."""
    rounds = np.arange(PATHS) // (MODELS * max(len(windows) for windows in LADDER.values()))
    return np.mod((rounds + 0.5).astype(np.float64) * step, 1.0)


def bootstrap_shifts(months: Ints) -> Ints:
    """Model 2: how many months back each path draws its source, for consecutive months. Shape (paths, months).

    A stationary bootstrap: with probability 1 / MEAN_BLOCK a month begins a new block at a shift of its own, else it
    goes on with the block before, that is with the same shift. From `EPOCH` the chain runs forwards and backwards.
    """
    first, last = int(months[0]), int(months[-1])
    for month in (*range(EPOCH, last), *range(EPOCH - 1, first, -1)):
        _bootstrap_shift(month)  # link by link, or the chain would be followed by as many calls within one another
    return np.stack([_bootstrap_shift(month) for month in range(first, last + 1)], axis=1)


@cache
def _bootstrap_shift(month: int) -> Ints:
    """Of one month. Shape (paths,)."""
    windows, stream = windows_of(BOOTSTRAP), generator(BOOTSTRAP, month)
    if month == EPOCH - 1:
        return _within(windows, stream)
    before = _bootstrap_shift(month - 1 if month >= EPOCH else month + 1)
    begins = stream.random(len(windows)) < 1 / MEAN_BLOCK
    return np.where(begins, _within(windows, stream), before)


def _within(windows: Ints, stream: np.random.Generator) -> Ints:
    shifts: Ints = stream.integers(1, windows + 1)
    return shifts


@lru_cache
def change_shifts(model: int) -> Ints:
    """Models 1 and 3: how many months back each path draws all its changes. Shape (paths,); read, never write."""
    return _within(windows_of(model), generator(model, 0))


@lru_cache(maxsize=2 * LONGEST // TOGETHER)
def weights(block: int) -> tuple[Floats, ...]:
    """What each path makes of a block of source months where it doubts the mean: normal numbers.

    A table (TOGETHER months, paths) for each rung, that of month m in block m // TOGETHER. Read, never write.
    """
    months = range(block * TOGETHER, (block + 1) * TOGETHER)
    drawn = np.stack([generator(DOUBT, month).standard_normal(PATHS) for month in months])
    tables = tuple(np.ascontiguousarray(drawn[:, paths]) for _, _, _, paths in rungs())
    for table in tables:
        table.flags.writeable = False
    return tables
