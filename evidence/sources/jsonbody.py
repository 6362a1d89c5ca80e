"""Reading JSON bodies: what a provider sends in place of JSON is named in the error."""

import json
from collections.abc import Sequence
from typing import Any

from evidence.sources import table
from evidence.sources.contract import SourceError


def parsed(body: bytes, what: str) -> Any:
    """The JSON value of a body. Raises `SourceError` for a web page, nothing, or JSON that was cut short."""
    try:
        return json.loads(body, parse_constant=_refuse)
    except ValueError as error:
        raise SourceError(f"expected JSON of {what}, got {table.shown(body)} ({_why(body, error)})") from None
    except RecursionError:
        raise SourceError(f"expected JSON of {what}, got {table.shown(body)} (nested without end)") from None


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no JSON")


def _why(body: bytes, error: ValueError) -> str:
    begun = body.lstrip()[:1]
    if not begun:
        return "the body is empty"
    if begun == b"<":
        return "a web page"
    return f"cut short or damaged: {error}" if begun in (b"{", b"[") else str(error)


def members(value: Any, names: Sequence[str], what: str) -> dict[str, Any]:
    """An object that has these members. Raises `SourceError`."""
    if not isinstance(value, dict) or any(name not in value for name in names):
        raise SourceError(f"expected {' and '.join(names) or 'an object'} in {what}, got {shown(value)}")
    return value


def items(value: Any, what: str) -> list[Any]:
    """A list. Raises `SourceError`."""
    if not isinstance(value, list):
        raise SourceError(f"expected a list of {what}, got {shown(value)}")
    return value


def shown(value: Any) -> str:
    """The beginning of a value for an error message."""
    return f"{json.dumps(value, ensure_ascii=False):.80}"
