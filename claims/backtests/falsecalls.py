"""How often the engine is sure and wrong of series that are nothing but noise."""

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from claims.processes import pool
from claims.scoring.calibration import Calls, calls
from claims.scoring.noise import PROCESSES, Said, said

ALL = "all"  # processes together, each series by itself


@dataclass(frozen=True)
class FalseCalls:
    """Calls on claims of 18 months about noise of one process, or of all, so many months after they were made."""

    process: str
    age: int
    on_track: Calls
    off_track: Calls


def false_calls(
    count: int, processes: int = 0, progress: Callable[[int, int], None] = lambda done, total: None
) -> list[FalseCalls]:
    """Try `count` series of every process, in several processes of this machine (0: as many as it has processors)."""
    found, answers = list[FalseCalls](), list[Said]()
    with pool(processes or os.cpu_count() or 1) as shared:
        for process, one in zip(PROCESSES, shared.map(said, PROCESSES, [count] * len(PROCESSES)), strict=True):
            answers.append(one)
            found += _by_age(process, one)
            progress(len(answers), len(PROCESSES))
    return [*found, *_by_age(ALL, _together(answers, count))]


def _together(answers: Sequence[Said], count: int) -> Said:
    """Series of different processes have numbers of their own."""
    series = [one.series + place * count for place, one in enumerate(answers)]
    rest = ([getattr(one, name) for one in answers] for name in ("age", "p", "y"))
    return Said(np.concatenate(series), *map(np.concatenate, rest))


def _by_age(process: str, one: Said) -> Iterator[FalseCalls]:
    for age in np.unique(one.age).tolist():
        keep = one.age == age
        yield FalseCalls(process, age, *calls(one.p[keep], one.y[keep], one.series[keep]))
