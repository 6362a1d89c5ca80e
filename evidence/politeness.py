"""How hard each provider may be asked: by all workers together, or by a command that asks itself (`turns`).

A source says so itself (`LIMITS`), lower than what its provider states. One that says nothing is asked once a second.
"""

from evidence.sources import SOURCES
from evidence.sources.contract import Limits

__all__ = ["DEFAULT", "LOCAL", "Limits", "limits"]

DEFAULT = Limits()
LOCAL = Limits(seconds_between=0.0, at_once=1, series_a_job=500)  # a file of this machine: one pass serves all


def limits(source: str) -> Limits:
    """The limits of a source of the registry by its slug."""
    channel = SOURCES[source]
    return getattr(channel, "LIMITS", DEFAULT) if channel.HOSTS else LOCAL
