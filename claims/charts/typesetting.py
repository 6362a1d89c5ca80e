"""How much room writing takes, near enough to place it: no font is read."""

import re
import unicodedata

_PIECES = re.compile(r"\s+|[A-Za-z0-9À-ɏ.,:;!?%+\-–()'’/&≥≤<>=“”\"]+|.", re.DOTALL)
_NOT_FIRST = set("，。、；：！？）」』％%”’…,.;:!?)")
_ELLIPSIS = "…"
BOLD = 1.07  # as wide as normal writing


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels of a text in one line."""
    return size * sum(_em(sign) for sign in text) * (BOLD if bold else 1.0)


def _em(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    if sign in "iljtfrI.,:;'|!()[] ·":
        return 0.31
    return 0.66 if sign.isupper() or sign in "mw%≥≤—" else 0.565


def wrapped(text: str, size: float, room: float, most: int) -> list[str]:
    """A text in at most so many lines, broken between words and Chinese signs; an ellipsis ends what is cut."""
    lines: list[str] = []
    line = ""
    for piece in _PIECES.findall(text):
        if width((line + piece).rstrip(), size) <= room or not line or piece in _NOT_FIRST:
            line += piece if line else piece.lstrip()
        else:
            lines.append(line.rstrip())
            line = piece.lstrip()
    lines += [line.rstrip()] if line.strip() else []
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + _ELLIPSIS]
    return [fitted(one, size, room) for one in lines]


def fitted(text: str, size: float, room: float) -> str:
    """A text that fits into one line: cut, with an ellipsis, where it is too long."""
    if width(text, size) <= room:
        return text
    cut = text.rstrip(_ELLIPSIS)
    while cut and width(cut + _ELLIPSIS, size) > room:
        cut = cut[:-1]
    return cut.rstrip() + _ELLIPSIS
