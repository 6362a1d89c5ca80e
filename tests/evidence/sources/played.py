"""Recordings played back to a source, and the real bodies of the shared folder, skipped where it is not at hand."""

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import numpy as np
import pytest

from evidence.periods import date_of
from evidence.publication import DAY, UNDATED
from evidence.sources import Answer, Figures

SHARED = "CLAIMBASE_SHARED"
RECORDINGS = Path(__file__).resolve().parents[2] / "recordings"


class Player:
    """A client that answers with bodies in turn, and remembers what it was asked."""

    def __init__(self, *bodies: bytes, facts: Mapping[str, str] | None = None) -> None:
        self.bodies = list(bodies)
        self.facts = facts or {}
        self.asked: list[tuple[str, Mapping[str, str], Mapping[str, str]]] = []

    def get(
        self, address: str, parameters: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        self.asked.append((address, dict(parameters or {}), dict(headers or {})))
        asked = f"{address}?{urlencode(parameters)}" if parameters else address
        return Answer(self.bodies.pop(0), asked, 200, self.facts)


def recorded(name: str) -> bytes:
    """A recording of ours, in the provider's shape: "cboe/VIX3M_History.csv"."""
    return (RECORDINGS / name).read_bytes()


def shared(name: str) -> Path:
    """A file of the shared folder: "responses/cboe/VIX_History_2023-08-25.csv"."""
    folder = os.environ.get(SHARED)
    if not folder:
        pytest.skip(f"the environment variable {SHARED} names no folder with real bodies of the providers")
    return Path(folder) / name


def rows(figures: Figures) -> list[tuple[str, float]]:
    """Date and value of figures that all lack a time."""
    assert (figures.times == UNDATED).all()
    return [(date_of(day).isoformat(), value) for day, value in zip(figures.days, figures.values, strict=True)]


def vintages(figures: Figures) -> list[tuple[str, str, float]]:
    """Date, date of publication and value."""
    assert (figures.times % DAY == 0).all()
    columns = (figures.days.tolist(), (figures.times // DAY).tolist(), figures.values.tolist())
    return [(str(date_of(day)), str(date_of(known)), value) for day, known, value in zip(*columns, strict=True)]


def newest(figures: Figures) -> dict[str, float]:
    """The last vintage of each date."""
    order = np.lexsort((figures.times, figures.days))
    return {str(date_of(int(figures.days[place]))): float(figures.values[place]) for place in order}


WEB_PAGE = b"<!DOCTYPE html><html><head><title>Request Rate Threshold Exceeded</title></head></html>"
