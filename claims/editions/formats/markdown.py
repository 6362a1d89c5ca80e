"""Words as Markdown shows them, to the letter: no tag, link, emphasis or block of their own (CommonMark 0.31, 2.4)."""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

_SIGNS = re.compile(r"[&<\\\[\]`*_]")
_ENTITIES = {"&": "&amp;", "<": "&lt;"}
_BLOCK = re.compile(  # what begins a heading, quote, list, rule or fence at a line's start (CommonMark 0.31, 4 and 5)
    r"#(?=#{0,5}(\s|$))|>|[+-](?=\s|$|-)|=(?==*\s*$)|~(?=~~)|\d{1,9}(?=[.)](\s|$))"
)
_CLOSING = re.compile(r"(?<!\\)#(?=#*$)")  # after a heading's words they would be left out


def plain(value: Any) -> Any:
    """A value with every text in it escaped, on one line; names of fields and all that is no text stay."""
    return _plain(value, {})


def _plain(value: Any, known: dict[int, Any]) -> Any:
    """`known` are the values that have been met, by identity: a claim stands in its theme, in its band, among all."""
    match value:
        case str():
            return _line(value)
        case dict() | list() | tuple():
            if id(value) not in known:
                known[id(value)] = _parts(value, known)
            return known[id(value)]
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: _plain(getattr(value, one.name), known) for one in fields(value)})
    return value


def _parts(value: Any, known: dict[int, Any]) -> Any:
    if isinstance(value, dict):
        return {name: _plain(part, known) for name, part in value.items()}
    return [_plain(part, known) for part in value]


def _line(text: str) -> str:
    """A text that begins no block wherever it stands: a line's end in it is a space, a sign at its start a letter."""
    whole = _SIGNS.sub(_inert, " ".join(text.splitlines()).strip())
    return _CLOSING.sub(r"\\#", _begun(whole)) if whole.endswith("#") else _begun(whole)


def _inert(sign: re.Match[str]) -> str:
    return _ENTITIES.get(sign[0], f"\\{sign[0]}")


def _begun(text: str) -> str:
    found = _BLOCK.match(text)
    if found is None:
        return text
    place = found.end() if found[0].isdigit() else 0
    return f"{text[:place]}\\{text[place:]}"
