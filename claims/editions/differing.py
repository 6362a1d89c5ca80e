"""What differs between two editions, in the language that is active."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from claims.editions.difference import Changed, Difference
from claims.models import Claim
from claims.wording.languages import is_chinese
from claims.wording.sentences import band_word, percent


def lines(found: Difference, before: str, after: str) -> list[str]:
    """A line for each claim that came, went or changed, then what differs around them."""
    said = [_("From %(before)s to %(after)s:") % {"before": before, "after": after}]
    said += [_("%(claim)s: new") % {"claim": number} for number in found.added]
    said += [_("%(claim)s: no longer there") % {"claim": number} for number in found.removed]
    said += [_claim(one) for one in found.changed]
    said += [f"{_word(name)}: {' → '.join(_values(name, *pair))}" for name, pair in found.around.items()]
    return said if not found.is_empty else [*said, _("no difference")]


def rows(found: Difference) -> list[tuple[str, str, str, str]]:
    """The same as a table: the claim ("" of what stands around them), what differs, before, after."""
    said = [(number, _("new"), "–", "–") for number in found.added]
    said += [(number, _("no longer there"), "–", "–") for number in found.removed]
    every = [*((one.number, one.fields) for one in found.changed), ("", found.around)]
    return said + [
        (number, _word(name), *_values(name, *pair)) for number, fields in every for name, pair in fields.items()
    ]


def _claim(one: Changed) -> str:
    parts = [f"{_word(name)} {' → '.join(_values(name, *pair))}" for name, pair in one.fields.items()]
    return f"{one.number}: " + ("；" if is_chinese() else "; ").join(parts)


def _word(name: str) -> str:
    """What a field is called, for a reader; settlements and criteria go by their own names."""
    head, _space, rest = name.partition(" ")
    if rest:
        return {"criterion": _("criterion %(name)s"), "settlement": _("settlement %(name)s")}[head] % {"name": rest}
    return {
        "band": _("band"), "outcome": _("outcome"), "p_hold": _("probability"), "base_rate": _("base rate"),
        "checkpoint": _("checkpoint"), "state": _("state"), "version": _("version"), "statement": _("statement"),
        "reading": _("what is checked"), "overlays": _("marks"), "as_of": _("as of"), "method": _("method version"),
        "ledger_head": _("head of the ledger"), "void": _("void share"),
    }[name]  # fmt: skip


def _values(name: str, old: Any, new: Any) -> tuple[str, str]:
    """Both in words; shares that whole percents do not tell apart with two decimals more."""
    before, after = _value(name, old), _value(name, new)
    if before == after and isinstance(old, float) and isinstance(new, float):
        return f"{100 * old:.2f}%", f"{100 * new:.2f}%"
    return before, after


def _value(name: str, value: Any) -> str:
    if value is None or value in ("", []):
        return "–"
    return _SAID.get(name.partition(" ")[0], str)(value)


def _listed(parts: Iterable[Any]) -> str:
    return " · ".join(str(part) for part in parts if part)


_SAID: Mapping[str, Callable[[Any], str]] = {
    "p_hold": percent, "base_rate": percent, "band": band_word, "outcome": band_word, "settlement": band_word,
    "state": lambda code: str(Claim.State(code).label), "overlays": lambda codes: _listed(map(band_word, codes)),
    "criterion": _listed, "ledger_head": lambda head: f"{head['number']} {head['hash'][:12]}…",
    "void": lambda counted: f"{counted['void']} / {counted['settled']}",
}  # fmt: skip
