from evidence.models.catalogue import Catalogue, IndicatorError
from evidence.models.description import Description
from evidence.models.fetch import HELD, OTHER, Asked, Fetch, Payload, sha256
from evidence.models.heldbatch import HeldBatch
from evidence.models.indicator import Indicator, catalogue_of
from evidence.models.job import RefreshJob
from evidence.models.lease import LEASE, has_lease
from evidence.models.observation import FOREVER, Observation
from evidence.models.recording import Recording
from evidence.models.release import Release, ReleaseDay, ReleaseSeries
from evidence.models.source import Source
from evidence.models.sourcestate import A_DAY, SourceState, breaker_word

__all__ = [
    "A_DAY",
    "FOREVER",
    "HELD",
    "LEASE",
    "OTHER",
    "Asked",
    "Catalogue",
    "Description",
    "Fetch",
    "HeldBatch",
    "Indicator",
    "IndicatorError",
    "Observation",
    "Payload",
    "Recording",
    "RefreshJob",
    "Release",
    "ReleaseDay",
    "ReleaseSeries",
    "Source",
    "SourceState",
    "breaker_word",
    "catalogue_of",
    "has_lease",
    "sha256",
]
