"""Text in one script: what words are matched on. Offsets stay those of the original, code point for code point."""

import re
from functools import cache, lru_cache
from typing import Any

import opencc

_TOKEN = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+(?:[.&-][A-Za-z0-9]+)*|['\u2019][A-Za-z]+|.", re.DOTALL)
_SHORTEST = 4  # letters of an English word whose final s may be a plural's
_NO_PLURAL = ("ss", "us", "is")


@cache
def _converter() -> Any:
    return opencc.OpenCC("t2s")


@cache
def _character(one: str) -> str:
    changed: str = _converter().convert(one)
    return changed if len(changed) == 1 else one


@lru_cache(maxsize=1024)  # a unit is asked for several times: where a text is cut, and when it is read
def simplified(text: str) -> str:
    """The text with Traditional characters made Simplified; one by one where the length would change."""
    changed: str = _converter().convert(text)
    return changed if len(changed) == len(text) else "".join(map(_character, text))


def tokens(text: str) -> tuple[list[str], list[bool]]:
    """Words, and whether one space follows each: a CJK character, a Latin word or number, a sign. They spell it."""
    words: list[str] = []
    spaces: list[bool] = []
    for one in _TOKEN.findall(text):
        if one == " " and spaces and not spaces[-1] and not words[-1].isspace():
            spaces[-1] = True
        else:
            words.append(one)
            spaces.append(False)
    return words, spaces


def norm(word: str) -> str:
    """A word as it is matched: lower case, singular. `word` is Simplified already."""
    low = word.lower().replace("\u2019", "'")
    if len(low) < _SHORTEST or not low.isascii() or not low.endswith("s") or low.endswith(_NO_PLURAL):
        return low
    return f"{low[:-3]}y" if low.endswith("ies") else low[:-1]


@lru_cache(maxsize=64)  # so are its words
def norms(text: str) -> tuple[str, ...]:
    """The words of a text as they are matched, white space left out."""
    return tuple(norm(word) for word in tokens(simplified(text))[0] if not word.isspace())
