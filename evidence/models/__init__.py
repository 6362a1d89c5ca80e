from evidence.models.fetch import Fetch, Payload
from evidence.models.indicator import Catalogue, Indicator
from evidence.models.observation import FOREVER, Observation
from evidence.models.source import Source

__all__ = ["FOREVER", "Catalogue", "Fetch", "Indicator", "Observation", "Payload", "Source"]
