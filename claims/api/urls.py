"""Addresses of the claims: prefix, view, name."""

from typing import Any

from claims.api import claims

routes: list[tuple[str, Any, str]] = [
    ("claims", claims.Claims, "claims"),
]
