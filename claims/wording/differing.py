"""What differs between two editions, in the language that is active."""

from typing import Any

from django.utils.translation import gettext as _

from claims.editiondiff import Changed, Difference
from claims.wording.sentences import is_chinese, percent


def lines(found: Difference, before: str, after: str) -> list[str]:
    """A line for each claim that came, went or changed, then what differs around them."""
    said = [_("From %(before)s to %(after)s:") % {"before": before, "after": after}]
    said += [_("%(claim)s: new") % {"claim": number} for number in found.added]
    said += [_("%(claim)s: no longer there") % {"claim": number} for number in found.removed]
    said += [_claim(one) for one in found.changed]
    said += [f"{_word(name)}: {_value(name, old)} → {_value(name, new)}" for name, (old, new) in found.around.items()]
    return said if not found.is_empty else [*said, _("no difference")]


def _claim(one: Changed) -> str:
    parts = [f"{_word(name)} {_value(name, old)} → {_value(name, new)}" for name, (old, new) in one.fields.items()]
    return f"{one.number}: " + ("；" if is_chinese() else "; ").join(parts)


def _word(name: str) -> str:
    """What a field is called, for a reader; settlements and criteria go by their own names."""
    head, _space, rest = name.partition(" ")
    if rest:
        return {"criterion": _("criterion %(name)s"), "settlement": _("settlement %(name)s")}[head] % {"name": rest}
    return {
        "band": _("band"), "outcome": _("outcome"), "p_hold": "p", "base_rate": _("base rate"),
        "checkpoint": _("checkpoint"), "state": _("state"), "version": _("version"), "statement": _("statement"),
        "reading": _("what is checked"), "overlays": _("marks"), "as_of": _("as of"), "method": _("method version"),
        "ledger_head": _("head of the ledger"), "void": _("void share"),
    }[name]  # fmt: skip


def _value(name: str, value: Any) -> str:
    if value is None or value in ("", []):
        return "–"
    if name in ("p_hold", "base_rate"):
        return percent(value)
    if name == "ledger_head":
        return f"{value['number']} {value['hash'][:12]}…"
    if name == "void":
        return f"{value['void']} / {value['settled']}"
    if isinstance(value, list | tuple):
        return " · ".join(str(part) for part in value if part)
    return str(value)
