"""The one text of a scorecard's data, and its hash: what is published, kept, and rendered from. Pure."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

_HALF = re.compile("[\ud800-\udfff]")  # of a surrogate pair, alone: a letter of no text, and UTF-8 has none for it
_MAY_BE_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def frozen(data: Mapping[str, Any]) -> str:
    """JSON with sorted keys, one value a line, figures in their shortest decimal form. Raises `ValueError` for NaN.

    Half a surrogate pair becomes the replacement character, so that every format can be written.
    """
    return _HALF.sub("\ufffd", json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)) + "\n"


def thawed(text: str) -> dict[str, Any]:
    """The data of a frozen text, or of another's JSON: half a surrogate pair in an escape is replaced, too."""
    found: dict[str, Any] = json.loads(text)
    return json.loads(frozen(found)) if _MAY_BE_HALF.search(text) else found


def fingerprint(text: str) -> str:
    """SHA-256 of a text's UTF-8, in hex: what `sha256sum scorecard.json` says of the published file."""
    return hashlib.sha256(text.encode()).hexdigest()
