"""What a unit's words say together: a score, a kind, a direction, who holds it. Each figure has its words."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from claims.extraction.candidate import Block, Kind, Reading, Reason, Surroundings, Unit
from claims.extraction.horizons import explicit
from claims.extraction.lexicon import Words
from claims.extraction.script import simplified

Hits = Mapping[str, Sequence[str]]

_BASE = -1.9  # log-odds of a unit without any feature
_WEIGHTS = {
    "concept": 1.0, "second concept": 0.3, "no concept": -0.6, "question": -2.5, "heading": -1.4, "short": -0.8,
    "horizon": 0.5, "figure": 0.2, "link": -1.5, "boilerplate": -6.0, "past": -2.0,
}  # fmt: skip
_FIGURE = re.compile(r"\d")
_LINK = re.compile(r"https?://|www\.|@\w")
_QUESTION = re.compile(r"[?？][”」』\"）)]*$|^问[:：]")
# Than last year, 比去年: there the past is only what something else is compared with.
_LONG_AGO = re.compile(
    r"(?<![比较])(?:去年|前年|上个?月|上周|上季|昨[天日]|当年|那年)"
    r"|(?<!than )\b(?:last (?:year|month|week|quarter|winter|summer|spring|fall)|yesterday)\b"
)
_DONE = re.compile(r"已经|了|曾|过(?!去)|\b(?:was|were|had|did|has (?:already )?\w+ed|\w+ed|rose|fell|grew|came)\b")
_AHEAD = frozenset({"future", "opinion", "threshold", "comparison", "event", "contrast"})  # cues that say more than was
_SHORT = 14  # width below which a unit says little
_CJK_HOLDER = re.compile(
    r"(?:^|[，。；、：:（(“\"])([^，。；、：:（(“\"\s]{1,16}?)(?:则|并|也|普遍|直)?(?:表示|认为|指出|预测|预计|警告|称|直言|主张|研判|说)"
)
_HOLDER = re.compile(
    r"\b([A-Z][\w&.'-]*(?: (?:[A-Z][\w&.'-]*|of|the|&|at))*) (?:also |then )?"
    r"(?:said|says|argues|warned|expects|sees|wrote|believes)\b"
    r"|\b(?:said|wrote|according to) ([A-Z][\w&.'-]*(?: [A-Z][\w&.'-]*)*)"
)
_AUTHORS = re.compile(r"^(?:.*[我们]|I|We|It|This|That|The|答|问|GUEST|HOST|来宾|主持人)$")


def read(
    unit: Unit, text: str, hits: Hits, concepts: Sequence[str], words: Words, published: date, *, places: Sequence[int],
    around: Surroundings, spoken: int | None,
) -> Reading:  # fmt: skip
    """The reading of one unit. `hits`: the words found by group of cues; `concepts`: names, each once, and `places`.

    `spoken`: the year that the text before speaks of, where it counts.
    """
    horizon = explicit(text, published, spoken)
    reasons = (*_cue_reasons(hits, words), *_form_reasons(unit, text, concepts, hits, has_horizon=horizon is not None))
    log_odds = _BASE + sum(reason.weight for reason in reasons)
    return Reading(
        unit=unit, text=text, score=1 / (1 + math.exp(-log_odds)), kind=kind_of(hits, concepts, text, words),
        concepts=tuple(concepts), places=tuple(places), horizon=horizon, direction=direction_of(hits),
        negated="negation" in hits, voided="void" in hits, holder=holder_of(text), reasons=reasons, around=around,
    )  # fmt: skip


def _cue_reasons(hits: Hits, words: Words) -> Iterable[Reason]:
    for name, found in hits.items():
        if weight := words.cues[name].weight:
            yield Reason(name, tuple(dict.fromkeys(found)), weight)


def _form_reasons(
    unit: Unit, text: str, concepts: Sequence[str], hits: Hits, *, has_horizon: bool
) -> Iterable[Reason]:  # fmt: skip
    width = sum(2 if one > "\u2e7f" else 1 for one in text[: _SHORT + 1])
    distinct = len(set(concepts))
    present = {
        "concept": distinct > 0, "second concept": distinct > 1, "no concept": not distinct,
        "question": _QUESTION.search(simplified(text)), "heading": unit.block is Block.HEADING,
        "short": width < _SHORT, "horizon": has_horizon, "figure": _FIGURE.search(text), "link": _LINK.search(text),
        "boilerplate": unit.block is Block.BOILERPLATE,
        "past": not has_horizon and _AHEAD.isdisjoint(hits) and _is_past(simplified(text).lower()),
    }  # fmt: skip
    for name, is_there in present.items():
        if is_there:
            yield Reason(name, tuple(dict.fromkeys(concepts)) if name == "concept" else (), _WEIGHTS[name])


def _is_past(plain: str) -> bool:
    """Whether it tells what has been, at a time that it names."""
    return bool(_LONG_AGO.search(plain) and _DONE.search(plain))


def kind_of(hits: Hits, concepts: Sequence[str], text: str, words: Words) -> Kind:
    """The kind with the most votes of cues; a figure beside a threshold votes for level, no concept for judged."""
    votes = dict.fromkeys(Kind, 0.0)
    votes[Kind.TREND] = 0.3
    for name in hits:
        cue = words.cues[name]
        if cue.kind:
            votes[cue.kind] += cue.kind_weight
    if _FIGURE.search(text) and concepts:
        votes[Kind.LEVEL] += 1.0
    if not concepts:
        votes[Kind.JUDGED] += 0.8
    return max(votes, key=lambda kind: votes[kind])


def direction_of(hits: Hits) -> str:
    """`up`, `down` or nothing: the first word of a direction that is not outvoted; a negation turns it round."""
    ups, downs = len(hits.get("up", ())), len(hits.get("down", ()))
    if ups == downs:
        return ""
    return "up" if (ups > downs) != ("negation" in hits) else "down"


def holder_of(text: str) -> str:
    """Who holds the statement, in the text's own words; nothing where it is the author."""
    plain = simplified(text)
    if match := _CJK_HOLDER.search(plain):
        span = match.span(1)
    elif match := _HOLDER.search(text):
        span = match.span(1) if match[1] else match.span(2)
    else:
        return ""
    words = text[slice(*span)]
    return "" if _AUTHORS.match(simplified(words)) else words
