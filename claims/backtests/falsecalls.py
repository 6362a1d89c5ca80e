"""How often the engine is sure and wrong of series that are nothing but noise."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from claims.processes import pool
from claims.scoring.calibration import Calls, calls
from claims.scoring.noise import PROCESSES, Said, said

HORIZON = "18m"


@dataclass(frozen=True)
class FalseCalls:
    """Calls on claims of 18 months about noise of one process, so many months after they were made."""

    process: str
    age: int
    on_track: Calls
    off_track: Calls


def false_calls(
    count: int, processes: int = 0, progress: Callable[[int, int], None] = lambda done, total: None
) -> list[FalseCalls]:
    """Try `count` series of every process, in several processes of this machine (0: as many as it has processors)."""
    found = []
    with pool(processes or os.cpu_count() or 1) as shared:
        answers = shared.map(said, PROCESSES, [count] * len(PROCESSES))
        for done, (process, one) in enumerate(zip(PROCESSES, answers, strict=True), start=1):
            found += list(_by_age(process, one))
            progress(done, len(PROCESSES))
    return found


def _by_age(process: str, one: Said) -> Iterator[FalseCalls]:
    lasting = one.horizon == HORIZON
    for age in sorted(set(one.age[lasting].tolist())):
        keep = lasting & (one.age == age)
        yield FalseCalls(process, age, *calls(one.p[keep], one.y[keep], one.series[keep]))
