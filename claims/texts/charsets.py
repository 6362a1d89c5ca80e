"""Bytes to text, by what bytes, header and page say of their charset. Nothing is guessed from the look of the text.

The order is the HTML standard's (mark of order, header, page) but for two things that servers get wrong: what is valid
UTF-8 beyond ASCII is UTF-8, whatever the header says; and a Western charset, which any bytes are valid in, comes last.
"""

import codecs
import re
from dataclasses import dataclass

from evidence.refusal import FetchError, gettext_noop

_MOST_DAMAGE = 0.01  # of the characters; more, and it is another charset
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{1,40})""", re.IGNORECASE)
_LOOKED_AT = 2_048  # bytes in which a page must name its charset; the standard's 1,024 are overrun by many a page
# Python's codecs for what the web means by these names (WHATWG Encoding), each wider than its name says.
_WIDER = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs",
    "cp950": "big5hkscs", "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-9": "cp1254", "tis-620": "cp874",
}  # fmt: skip
_OTHER_NAMES = {"x-sjis": "cp932", "x-gbk": "gb18030", "x-x-big5": "big5hkscs"}
_OF_THE_WEB = re.compile(
    r"utf-8|utf-8-sig|utf-(?:16|32)(?:-[lb]e)?|big5hkscs|gb18030|hz|cp932|euc_jp|iso2022_jp(?:_\w+)?|iso2022_kr|cp949"
    r"|iso8859-\d+|cp125\d|cp866|cp874|koi8-[ru]|mac-(?:roman|cyrillic)"
)
_SEVEN_BIT = ("iso2022", "hz")  # valid UTF-8 too, so asked before it
_TWO_BYTE = ("utf-16", "utf-32")
_WESTERN = "cp125"


@dataclass(frozen=True)
class Decoded:
    """A text, the charset it was read in, and how many characters could not be read (U+FFFD stands for each)."""

    text: str
    charset: str
    unreadable: int = 0


def decoded(body: bytes, content_type: str = "") -> Decoded:
    """The text of a body with its Content-Type header. Raises `FetchError` where it is in no charset that is named."""
    mark = next((name for start, name in _MARKS if body.startswith(start)), "")
    header, page = _names(content_type.encode("latin-1", "replace")), _names(body[:_LOOKED_AT])
    early = [name for name in header if name.startswith(_TWO_BYTE)]
    early += [name for name in (*header, *page) if name.startswith(_SEVEN_BIT)]
    stated = [name for name in (*header, *page) if not name.startswith(_TWO_BYTE)]
    late = sorted(stated, key=lambda name: name.startswith(_WESTERN))
    tried = list(dict.fromkeys([mark] if mark else [*early, "utf-8", *late]))
    for name in tried:
        try:
            return Decoded(body.decode(name), name)
        except UnicodeError:
            continue
    return _damaged(body, late[0] if late and not mark else tried[0])


def _damaged(body: bytes, name: str) -> Decoded:
    text = body.decode(name, errors="replace")
    unreadable = text.count("\ufffd")
    if unreadable > _MOST_DAMAGE * len(text):
        template = gettext_noop(
            "expected text in UTF-8 or the charset that it names, got bytes that are not in %(charset)s"
        )
        raise FetchError(template, charset=name)
    return Decoded(text, name, unreadable)


def _names(said: bytes) -> list[str]:
    """Python's codecs for the first charset that is named, wider than its name; none for what is none of the web's."""
    match = _NAMED.search(said)
    said_name = match[1].decode("ascii").lower() if match else ""
    try:
        name = codecs.lookup(_OTHER_NAMES.get(said_name, said_name)).name
    except LookupError:
        return []
    wider = _WIDER.get(name, name)
    if not _OF_THE_WEB.fullmatch(wider):
        return []  # Python knows hex and zip as well
    return [wider, *(["cp950"] if wider == "big5hkscs" else [])]
