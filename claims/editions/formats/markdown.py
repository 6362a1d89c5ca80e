"""Words as Markdown shows them, to the letter: no tag, link or emphasis of their own (CommonMark 0.31, 2.4)."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

_PLAIN = str.maketrans({"&": "&amp;", "<": "&lt;", **{one: f"\\{one}" for one in "\\[]`*_"}})


def plain(value: Any) -> Any:
    """A value with every text in it escaped; names of fields and all that is no text stay."""
    match value:
        case str():
            return str(value).translate(_PLAIN)
        case dict():
            return {name: plain(part) for name, part in value.items()}
        case list() | tuple():
            return [plain(part) for part in value]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: plain(getattr(value, one.name)) for one in fields(value)})
    return value
