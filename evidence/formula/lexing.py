"""What Python's grammar lacks: 50k, 300bn, 5%, 0.3pp and the keyword `from`; and the limits that refuse hostile text.

Everything is replaced by text of the same length, so that positions stay those of the original.
"""

import re
from dataclasses import dataclass

from evidence.formula.errors import FormulaError

MAX_LENGTH = 4_000
MAX_NESTING = 30
FROM = "frm_"  # stands in for the keyword `from`, which Python keeps for itself

_TOKEN = re.compile(
    r"""(?P<string>"[^"\n]*"|'[^'\n]*')
      | (?P<number>(?<![\w.])(?:\d[\d_]*(?:\.[\d_]*)?|\.\d[\d_]*)(?:[eE][+-]?\d+)?)
        (?:[ ]*(?P<suffix>k|mn|bn|tn|pp|%)(?!\w)|(?P<glued>\w+))?
      | (?P<from>\bfrom\b(?=\s*=(?!=)))
      | (?P<reserved>\bfrm_\b)
      | (?P<open>\() | (?P<close>\))""",
    re.VERBOSE,
)
_REFUSED = re.compile(r"""[^A-Za-z0-9_ +\-*/<>=!(),."'%]""")


@dataclass(frozen=True)
class Source:
    """A formula made ready for Python's parser, with the suffix of the number at each position."""

    original: str
    text: str
    suffixes: dict[int, str]
    shift: int


def prepare(text: str) -> Source:
    """Check the limits and take out what Python's grammar lacks. Raises `FormulaError`."""
    flat = re.sub(r"[\t\r\n]", " ", text)
    _check_limits(flat)
    suffixes: dict[int, str] = {}
    shift = len(flat) - len(flat.lstrip())

    def replaced(match: re.Match[str]) -> str:
        if match["suffix"]:
            suffixes[match.start() - shift] = match["suffix"]
            return match["number"] + " " * (len(match[0]) - len(match["number"]))
        if match["glued"]:
            raise FormulaError("expected a number such as 0.5, 300bn or 4.5%%, got %(got)s", match.start(),
                               got=match[0][:40])  # fmt: skip
        if match["reserved"]:
            raise FormulaError("expected from, got %(got)s", match.start(), got=FROM)
        return FROM if match["from"] else match[0]

    return Source(flat.strip(), _TOKEN.sub(replaced, flat).strip(), suffixes, shift)


def _check_limits(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            "expected at most %(limit)s characters, got %(length)s; define a derived indicator for a part of it",
            limit=MAX_LENGTH,
            length=len(text),
        )
    if not text.strip():
        raise FormulaError("expected a formula, got nothing", 0)
    if refused := _REFUSED.search(text):
        raise FormulaError("expected a formula in plain ASCII, got %(character)r", refused.start(),
                           character=refused[0])  # fmt: skip
    _check_nesting(text)


def _check_nesting(text: str) -> None:
    depth = 0
    for match in _TOKEN.finditer(text):
        depth += bool(match["open"]) - bool(match["close"])
        if depth > MAX_NESTING:
            raise FormulaError("expected at most %(limit)s nested parentheses, got more", match.start(),
                               limit=MAX_NESTING)  # fmt: skip
