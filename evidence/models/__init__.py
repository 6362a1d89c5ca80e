from evidence.models.fetch import Fetch, Payload
from evidence.models.heldbatch import HeldBatch
from evidence.models.indicator import Catalogue, Indicator
from evidence.models.observation import FOREVER, Observation
from evidence.models.release import Release, ReleaseDay
from evidence.models.source import Source

__all__ = [
    "FOREVER",
    "Catalogue",
    "Fetch",
    "HeldBatch",
    "Indicator",
    "Observation",
    "Payload",
    "Release",
    "ReleaseDay",
    "Source",
]
