"""How hard each provider may be asked: by all workers together, or by a command that asks itself (`turns`).

The providers' own words where they give a number. A limit here is ours and lower than theirs; those without a
published number get the default of one call a second.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds between two calls, jobs that run at once, and series that one job asks for."""

    seconds_between: float = 1.0
    at_once: int = 1
    series_a_job: int = 1


DEFAULT = Limits()
LOCAL = Limits(seconds_between=0.0, at_once=1, series_a_job=500)  # a file of this machine: one pass serves all

_BY_SOURCE = {
    "fred": Limits(0.6, at_once=2),  # fixtures/sources.toml cites what is known of each
    "sec": Limits(0.2, at_once=2),  # 10 calls a second are allowed
    "bls": Limits(1.0, series_a_job=50),  # a job asks for each series by itself: 25 or 500 a day
}


def limits(source: str, *, local: bool = False) -> Limits:
    """The limits of a source by its slug; `local` for one that asks nobody."""
    return LOCAL if local else _BY_SOURCE.get(source, DEFAULT)
