"""How hard each provider may be asked: by all workers and commands together (`turns`).

A source says so itself (`LIMITS`), lower than what its provider states. One that says nothing is asked once a second.
"""

from collections.abc import Mapping

from evidence.sources import SOURCES
from evidence.sources.contract import Limits

__all__ = ["DEFAULT", "LOCAL", "Limits", "calls_a_day", "limits"]

DEFAULT = Limits()
LOCAL = Limits(seconds_between=0.0, at_once=1, series_a_job=500)  # a file of this machine: one pass serves all


def limits(source: str) -> Limits:
    """The limits of a source of the registry by its slug."""
    channel = SOURCES[source]
    return getattr(channel, "LIMITS", DEFAULT) if channel.HOSTS else LOCAL


def calls_a_day(source: str, settings: Mapping[str, str]) -> int | None:
    """The most calls that its provider takes a day, which may depend on a key; None where it says nothing of it."""
    of_source = getattr(SOURCES[source], "calls_a_day", None)
    return None if of_source is None else int(of_source(settings))
