"""What a host asks of robots (RFC 9309). Patterns become no regular expressions: a hostile one costs its length.

The standard library's reader knows no `*` and `$` and takes the first rule that fits, not the longest.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, unquote_to_bytes

MOST_BYTES = 512_000  # RFC 9309 section 2.5: at least 500 kibibytes are read, and what follows is ignored
MOST_RULES = 20_000
_RESERVED = r"%(?:2[0-9A-CFa-cf]|3[A-Fa-f]|40|5[BbDd])"  # %2F is not the same as /
_LONGEST_PATTERN = 2_000  # bytes; an address is no longer


@dataclass(frozen=True)
class Rules:
    """The rules that hold for one robot: (allows, pattern) pairs."""

    rules: tuple[tuple[bool, str], ...]

    def allow(self, target: str) -> bool:
        """Whether a path with its question may be fetched: the longest pattern that fits decides."""
        if target == "/robots.txt":
            return True
        path = _normal(target)
        fitting = [(len(pattern), allows) for allows, pattern in self.rules if _fits(pattern, path)]
        return max(fitting, default=(0, True))[1]


def read(body: bytes, robot: str) -> Rules:
    """The rules of a robots.txt for a robot: those of all groups that name it, else those of all groups of `*`."""
    mine: list[tuple[bool, str]] = []
    others: list[tuple[bool, str]] = []
    agents: set[str] = set()
    open_group = False  # whether another user-agent line still belongs to the same group
    found = False
    for key, value in _lines(body):
        if key == "user-agent":
            agents = agents if open_group else set()
            agents.add(_token(value))
            open_group = True
            found = found or robot.lower() in agents
        elif key in ("allow", "disallow"):
            open_group = False
            rule = (key == "allow", _normal(value)[:_LONGEST_PATTERN])
            for kept, name in ((mine, robot.lower()), (others, "*")):
                if name in agents and value and len(kept) < MOST_RULES:
                    kept.append(rule)
    return Rules(tuple(mine if found else others))


def _lines(body: bytes) -> Iterator[tuple[str, str]]:
    text = body[:MOST_BYTES].decode("utf-8-sig", errors="replace").replace("\0", "")
    for line in re.split(r"\r\n|\r|\n", text):
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            yield key.strip().lower(), value.strip()


def _token(agent: str) -> str:
    """The product token of a user-agent line: letters, - and _; anything that follows does not count."""
    if agent.startswith("*"):
        return "*"
    match = re.match(r"[a-zA-Z_-]+", agent)
    return match.group().lower() if match else ""


def _normal(path: str) -> str:
    """One spelling of a path: unreserved characters plain, all others but the reserved in percents of upper case."""
    kept = re.sub(_RESERVED, lambda found: found.group().upper().replace("%", "\0"), path)
    plain = quote(unquote_to_bytes(kept), safe="/?:@!$&'()*+,;=~[]\0")
    return plain.replace("\0", "%")


def _fits(pattern: str, path: str) -> bool:
    """Whether a pattern fits the beginning of a path; `*` is any characters, a last `$` the end. Linear time."""
    ends = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    if not rest:
        return not ends or path == first
    position = len(first)
    for part in rest[:-1] if ends else rest:
        position = path.find(part, position)
        if position < 0:
            return False
        position += len(part)
    return not ends or (path.endswith(rest[-1]) and len(path) - len(rest[-1]) >= position)
