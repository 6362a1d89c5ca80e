"""Addresses of the evidence: prefix, view, name."""

from typing import Any

from evidence.api import indicators

routes: list[tuple[str, Any, str]] = [
    ("indicators", indicators.Indicators, "indicators"),
]
