"""Addresses of the evidence: prefix, view, name."""

from typing import Any

from evidence.api import formulas, indicators

routes: list[tuple[str, Any, str]] = [
    ("indicators", indicators.Indicators, "indicators"),
]
singles: list[tuple[str, Any, str]] = [
    ("formula/check", formulas.Formulas, "formula"),
]
