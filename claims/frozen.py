"""The one text of a scorecard's data, and its hash: what is published, kept, and rendered from. Pure."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def frozen(data: Mapping[str, Any]) -> str:
    """JSON with sorted keys, one value a line, figures in their shortest decimal form. Raises `ValueError` for NaN."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False) + "\n"


def thawed(text: str) -> dict[str, Any]:
    """The data of a frozen text."""
    found: dict[str, Any] = json.loads(text)
    return found


def fingerprint(text: str) -> str:
    """SHA-256 of a text's UTF-8, in hex: what `sha256sum scorecard.json` says of the published file."""
    return hashlib.sha256(text.encode()).hexdigest()
