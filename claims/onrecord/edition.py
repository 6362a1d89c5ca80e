"""What the newest scorecard says that is too dear to compute for a page: records, joint probabilities."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from claims.frozen import thawed
from claims.models import Edition

_KEPT = ("records", "publishers", "forecasters", "narratives")


@dataclass(frozen=True)
class Published:
    """An edition's name and day, and the parts of its data that pages show."""

    name: str
    as_of: date
    parts: Mapping[str, Any]


def newest(as_of: date) -> Published | None:
    """The edition that was the newest at the end of a day; None: none had been published. One query, two at most."""
    one = Edition.objects.by(as_of).order_by("published_at", "pk").last()
    if one is None:
        return None
    return Published(one.key, one.as_of, _parts(one.hash))


@lru_cache(maxsize=8)
def _parts(digest: str) -> Mapping[str, Any]:
    """Of the edition with a hash; it never changes, so that it is read once."""
    data = thawed(Edition.objects.get(hash=digest).data)
    return {name: data.get(name, ()) for name in _KEPT}
