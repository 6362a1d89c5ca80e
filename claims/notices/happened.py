"""An event that a source has found and that may be recorded already: its key says whether it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from claims.models import Event


@dataclass(frozen=True)
class Happened:
    """An event about claims, by their keys in the database. `day` is when it counts for."""

    kind: Event.Kind
    key: str
    day: date
    claims: tuple[int, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
