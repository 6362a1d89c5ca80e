"""Figures as an edition gives them: their last digits are of the machine, and nobody reads them."""

from collections.abc import Mapping
from typing import Any

DIGITS = 4


def rounded(value: Any) -> Any:
    """A figure, or all those of a mapping, to `DIGITS` decimals. What is no figure with decimals stays as it is."""
    if isinstance(value, Mapping):
        return {name: rounded(part) for name, part in value.items()}
    return round(float(value), DIGITS) if isinstance(value, float) else value
