"""Names, and sentences of those who know no language (`refusal`), in the language that is active."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, gettext_noop

from evidence.refusal import Worded
from evidence.units import Unit

# Words of the formula language that fill gaps. Its numbers are figures for a reader: a number is a claim's.
_WORDS = {
    "series": gettext_noop("series"), "condition": gettext_noop("condition"), "number": gettext_noop("figure"),
    "truth": gettext_noop("yes-or-no answer"), "daily": gettext_noop("daily"), "weekly": gettext_noop("weekly"),
    "monthly": gettext_noop("monthly"), "quarterly": gettext_noop("quarterly"), "yearly": gettext_noop("yearly"),
    "nothing": gettext_noop("nothing"), "none": gettext_noop("none"),
}  # fmt: skip


def of_two(english: str, chinese: str) -> str:
    """What is written in both languages, in the one that is active."""
    return chinese if (get_language() or "").startswith("zh") else english


def told(what: object) -> str:
    """A sentence, or an error, for a reader."""
    if isinstance(what, ValidationError):
        return " ".join(what.messages)
    if not isinstance(what, Worded):
        return str(what)
    return gettext(what.template) % {name: _fact(fact) for name, fact in what.facts.items()}


def _fact(fact: Any) -> Any:
    if isinstance(fact, Worded | ValidationError | Promise):
        return told(fact)
    if isinstance(fact, Unit):
        return _unit(fact)
    if isinstance(fact, str) and str(fact) in _WORDS:  # kinds are texts too
        return gettext(_WORDS[str(fact)])
    return fact


def _unit(unit: Unit) -> str:
    """By its name, unless that lacks what tells it from another: the base of an index, the year of a price."""
    if unit.is_compound or any("[" in name for name, _ in unit.atoms):
        return str(unit)
    return unit.in_words(get_language() or "en") or gettext("ratio")
