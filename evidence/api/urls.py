"""Addresses of the evidence: prefix, view, name."""

from typing import Any

routes: list[tuple[str, Any, str]] = []
