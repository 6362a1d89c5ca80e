"""Which concepts a unit names, of the forms that were found in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from claims.extraction.candidate import Spot
from claims.extraction.lexicon import NOT_A_CONCEPT, WEAK, Concept
from claims.extraction.script import simplified

# What stands before is why the author thinks so; what stands behind is what is thought.
_I_THINK = re.compile(
    r"(?:我们?|笔者|本人)(?:仍|还是)?(?:认为|预期|预计|估计|相信|判断|研判)"
    r"|\b(?:i|we) (?:still )?(?:think|expect|believe|forecast)\b"
)


def unmarked(spots: Iterable[Spot]) -> list[Spot]:
    """The same spots with those of weak forms named as any other."""
    return [Spot(one.start, one.end, one.name.removesuffix(WEAK)) if one.name.endswith(WEAK) else one for one in spots]


def main_first(names: Sequence[str], spots: Sequence[Spot], text: str) -> tuple[list[str], list[int]]:
    """Concepts with where each is named, those of what the author says to think before those of why, and last what
    only qualifies the concept named right behind it: of 消費者電價 the head is 電價.
    """
    since = _end_of_i_think(text)
    begins = {one.start for one in spots}
    order = []
    for name in names:
        own = [one for one in spots if one.name == name]
        heads = [one for one in own if one.end not in begins or text[one.end - 1].isascii()]
        main = [one for one in heads if one.start >= since]
        rank = 0 if main else 1 if heads else 2
        order.append((rank, (main or heads or own)[0].start, name))
    order.sort(key=lambda one: one[:2])
    return [name for *_, name in order], [place for _, place, _ in order]


@lru_cache(maxsize=64)  # asked for before and after the choice among concepts
def _end_of_i_think(text: str) -> int:
    return max((match.end() for match in _I_THINK.finditer(simplified(text).lower())), default=0)


def named(found: Sequence[str], concepts: Mapping[str, Concept], *, comparing: bool) -> list[str]:
    """Names in the order of the text, each once. `found`: labels of forms, those of weak ones end in `WEAK`.

    A weak form counts where no other names anything; a concept is left out beside a narrower one that it yields to,
    unless the unit compares the two.
    """
    names = [one for one in dict.fromkeys(found) if one != NOT_A_CONCEPT and not one.endswith(WEAK)]
    if not names:
        return list(dict.fromkeys(one.removesuffix(WEAK) for one in found if one != NOT_A_CONCEPT))
    if comparing:
        return names
    return [one for one in names if not concepts[one].yields_to & set(names)]
