"""Why the extraction proposed a candidate, in the reader's language."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

_FEATURES = {
    "future": gettext_lazy("speaks of the future"),
    "opinion": gettext_lazy("gives an opinion"),
    "change": gettext_lazy("speaks of a change"),
    "up": gettext_lazy("says that something rises"),
    "down": gettext_lazy("says that something falls"),
    "threshold": gettext_lazy("names a threshold"),
    "comparison": gettext_lazy("compares"),
    "cause": gettext_lazy("names a cause"),
    "contrast": gettext_lazy("sets one thing against another"),
    "leading": gettext_lazy("says that one thing foretells another"),
    "event": gettext_lazy("names an event"),
    "judgement": gettext_lazy("judges"),
    "state": gettext_lazy("says how things are"),
    "always_no": gettext_lazy("words that no claim has"),
    "definition": gettext_lazy("defines a word"),
    "report": gettext_lazy("reports what was"),
    "procedure": gettext_lazy("describes a procedure"),
    "anecdote": gettext_lazy("tells a story"),
    "first_person_past": gettext_lazy("tells what the author did"),
    "negation": gettext_lazy("denies"),
    "void": gettext_lazy("takes back what it says"),
    "holder": gettext_lazy("says who holds it"),
    "concept": gettext_lazy("names something that is measured"),
    "second concept": gettext_lazy("names a second thing that is measured"),
    "no concept": gettext_lazy("names nothing that is measured"),
    "question": gettext_lazy("is a question"),
    "heading": gettext_lazy("is a heading"),
    "short": gettext_lazy("is short"),
    "horizon": gettext_lazy("says when"),
    "figure": gettext_lazy("has a figure"),
    "link": gettext_lazy("has an address"),
    "boilerplate": gettext_lazy("is a line of the page, not of the article"),
    "past": gettext_lazy("tells of the past alone"),
    "not_a_cue": gettext_lazy("holds a word that only looks like one of these"),
}
_BLEND = re.compile(r"bag of words (?P<learnt>[\d.]+), rules (?P<rules>[\d.]+)")


@dataclass(frozen=True)
class Reason:
    """What speaks for a candidate, or against it; `weight` are log-odds."""

    said: str
    words: str
    weight: float


def reasons(stored: Sequence[Sequence[Any]]) -> list[Reason]:
    """The reasons of a candidate, the weightiest first."""
    found = [Reason(_said(feature), " · ".join(words).replace("_", " "), weight) for feature, words, weight in stored]
    return sorted(found, key=lambda one: -abs(one.weight))


def _said(feature: str) -> str:
    blend = _BLEND.fullmatch(feature)
    if blend:
        return _("mean of the rules' %(rules)s and %(learnt)s, learnt from labelled sentences") % blend.groupdict()
    return str(_FEATURES.get(feature, feature))
