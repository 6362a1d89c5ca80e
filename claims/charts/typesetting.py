"""How much room writing takes, near enough to place it: no font is read.

The widths are those of Noto Sans TC, which pictures are drawn with, and a little more: pages use the reader's font.
"""

import re
import unicodedata

_PIECES = re.compile(r"\s+|[A-Za-z0-9À-ɏ.,:;!?%+\-–()'’/&≥≤<>=“”\"]+|.", re.DOTALL)
_NOT_FIRST = set("，。、；：！？）」』％%”’…,.;:!?)")
_ELLIPSIS = "…"
BOLD = 1.1  # as wide as normal writing
_SLACK = 1.12  # readers' fonts are as much as this wider
_ASCII = (  # hundredths of the height, from the space to the tilde
    22, 32, 47, 56, 56, 92, 68, 28, 34, 34, 47, 56, 28, 35, 28, 39, 56, 56, 56, 56, 56, 56, 56, 56, 56, 56, 28, 28, 56,
    56, 56, 47, 95, 61, 66, 64, 69, 59, 55, 69, 73, 29, 54, 65, 54, 81, 72, 74, 63, 74, 64, 60, 60, 72, 57, 88, 57, 53,
    60, 34, 39, 34, 56, 56, 61, 56, 62, 51, 62, 55, 32, 56, 61, 28, 28, 55, 28, 93, 61, 61, 62, 62, 39, 47, 38, 61, 52,
    80, 50, 52, 48, 34, 27, 34, 56,
)  # fmt: skip


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels of a text in one line."""
    return size * _SLACK * sum(_em(sign) for sign in text) * (BOLD if bold else 1.0)


def _em(sign: str) -> float:
    if " " <= sign <= "~":
        return _ASCII[ord(sign) - 32] / 100
    return 1.0 / _SLACK if unicodedata.east_asian_width(sign) in "WFA" else 0.6  # in every font


def wrapped(text: str, size: float, room: float, most: int) -> list[str]:
    """A text in at most so many lines, broken between words and Chinese signs; an ellipsis ends what is cut."""
    lines, line = [], ""
    for piece in _pieces(text):
        if not line or width((line + piece).rstrip(), size) <= room:
            line += piece if line else piece.lstrip()
        else:
            lines.append(line.rstrip())
            line = piece.lstrip()
    lines += [line.rstrip()] if line.strip() else []
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + _ELLIPSIS]
    return [fitted(one, size, room) for one in lines]


def _pieces(text: str) -> list[str]:
    """What is never broken: words and single Chinese signs, each with the closing signs after it."""
    found: list[str] = []
    for piece in _PIECES.findall(text):
        if found and piece in _NOT_FIRST:
            found[-1] += piece
        else:
            found.append(piece)
    return found


def fitted(text: str, size: float, room: float) -> str:
    """A text that fits into one line: cut, with an ellipsis, where it is too long."""
    if width(text, size) <= room:
        return text
    cut = text.rstrip(_ELLIPSIS)
    while cut and width(cut + _ELLIPSIS, size) > room:
        cut = cut[:-1]
    return cut.rstrip() + _ELLIPSIS
