"""Records of those who hold claims, publish them or give probabilities, in the language that is active."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from claims.scoring.forecasters import Forecaster
from claims.scoring.trackrecord import FEWEST_MONTHS, HIDDEN_BELOW, INSUFFICIENT_BELOW, Standing
from claims.wording.sentences import percent
from claims.wording.signs import enumerated

Row = tuple[str, ...]
Record = Mapping[str, Any]


def holders(data: Mapping[str, Any]) -> tuple[Row, ...]:
    """Each holder, then each publisher, with figures: held and expected, both tails, what luck needs, stated skill."""
    publishers = [
        {**one, "holder": _("%(name)s (publisher)") % {"name": one["holder"]}} for one in _of(data, "publishers")
    ]
    return tuple(_holder(one) for one in (*data["records"], *publishers) if one["standing"] != Standing.HIDDEN)


def _holder(one: Record) -> Row:
    held = f"{one['held']} / {one['scored']}"
    if one["hit_interval"] is not None:
        low, high = (percent(end) for end in one["hit_interval"])
        held = _("%(held)s / %(scored)s (%(low)s to %(high)s)") % {**one, "low": low, "high": high}
    return (
        one["holder"], held, f"{one['expected']:.1f}", _by_luck(one), percent(one["if_independent"]),
        _needed(one["needed"], one["scored"]), _stated(one),
    )  # fmt: skip


def _stated(one: Record) -> str:
    """The skill of stated probabilities and of how many; editions of old do not say of how many."""
    if one["skill"] is None and one.get("stated"):
        return _("too few stated: %(n)s") % {"n": one["stated"]}
    said = with_interval(one["skill"], one["skill_interval"])
    return _("%(skill)s on %(n)s") % {"skill": said, "n": one["stated"]} if one.get("stated") else said


def _by_luck(one: Record) -> str:
    """The joint tail, and what it is worth once many holders have been looked at."""
    if one["joint"] is None:
        return _("history cannot tell")
    if one["adjusted"] in (None, one["joint"]):
        return percent(one["joint"])
    return _("%(joint)s (corrected for all %(adjusted)s)") % {
        "joint": percent(one["joint"]), "adjusted": percent(one["adjusted"])
    }  # fmt: skip


def _needed(needed: Record, scored: int) -> str:
    jointly = more(needed["jointly"], scored) if needed["history_can_tell"] else _("history is too short to tell")
    return with_independent(jointly, more(needed["if_independent"], scored))


def more(hits: int | None, n: int) -> str:
    """So many of n; that not even all are enough."""
    return f"> {n}" if hits is None else f"{hits} / {n}"


def with_independent(jointly: str, independent: str) -> str:
    """What is needed jointly, and in brackets if independent: never the latter alone."""
    return _("%(jointly)s (if independent %(independent)s)") % {"jointly": jointly, "independent": independent}


def forecasters(data: Mapping[str, Any]) -> tuple[Row, ...]:
    """Each forecaster with figures: claims, Brier score, that of base rates, skill, and as if on all claims."""
    return tuple(
        (forecaster(one), str(one["scored"]), f"{one['brier']:.3f}", f"{one['base']:.3f}",
         with_interval(one["skill"], one["skill_interval"]), f"{one['adjusted']:.3f}")
        for one in _of(data, "forecasters") if one["standing"] != Standing.HIDDEN
    )  # fmt: skip


def forecaster(one: Record) -> str:
    """Who gives probabilities: the engine, an analyst, an author by what is stated."""
    match one["forecaster"]:
        case Forecaster.ENGINE:
            return _("the engine")
        case Forecaster.ANALYST:
            return _("%(name)s, analyst") % one
    return _("%(name)s, as stated") % one


def with_interval(value: float | None, interval: Sequence[float] | None) -> str:
    """A skill with its interval; that there is none, where too little came to tell."""
    if value is None:
        return "–"
    if interval is None:
        return _("%(value)s (how sure cannot be told)") % {"value": f"{value:+.3f}"}
    figures = {"value": f"{value:+.3f}", "low": f"{interval[0]:+.3f}", "high": f"{interval[1]:+.3f}"}
    return _("%(value)s (%(low)s to %(high)s)") % figures


def notes(data: Mapping[str, Any]) -> list[str]:
    """What is hidden, what is too little to say anything, and how many more claims could tell from luck."""
    said = _hidden(data["records"])
    few = [one["holder"] for one in data["records"] if one["standing"] == Standing.INSUFFICIENT]
    if few:
        figures = {"who": enumerated(few), "n": INSUFFICIENT_BELOW}
        said.append(_("Insufficient, with fewer than %(n)s scored claims: %(who)s.") % figures)
    said += [hindsight(one) for one in data["records"] if one["standing"] != Standing.HIDDEN and one.get("hindsight")]
    return said + [_power(one) for one in data["records"] if one["standing"] != Standing.HIDDEN and one["needed"]]


def hindsight(one: Record) -> str:
    """Of how many scored claims the tests were written after the opening."""
    return _("Of the %(scored)s scored claims of %(holder)s %(hindsight)s have a test that was written after its "
             "window had opened: who wrote it may have known how things stood.") % one  # fmt: skip


def _power(one: Record) -> str:
    rows = (_("%(hits)s of %(n)s") % row for row in one["needed"]["table"] if row["hits"] is not None)
    figures = {"who": one["holder"], "rate": percent(one["needed"]["rate"]),
               "rows": enumerated(rows)}  # fmt: skip
    return _("Of claims like those of %(who)s, with a base rate of %(rate)s on average, so many must hold to be told "
             "from luck, if independent: %(rows)s.") % figures  # fmt: skip


def forecasters_notes(data: Mapping[str, Any]) -> list[str]:
    """How to read their table; who is hidden."""
    found = _of(data, "forecasters")
    said = _hidden(found)
    shown = [one for one in found if one["standing"] != Standing.HIDDEN]
    if shown:
        said.append(
            _("Brier scores over each claim's whole window, lower is better; until a forecaster's first word the base "
              "rate stands in, so that nobody gains by waiting. Skill is what base rates score on the same claims "
              "less that, above zero it beats them; with an interval that holds 19 times of 20, less often where "
              "windows on one series overlap much, and none where claims fell due in fewer than %(months)s months or "
              "all scored the same. The last column takes out how hard each claim was, as if all had spoken of all of "
              "them.") % {"months": FEWEST_MONTHS}
        )  # fmt: skip
    return said + [afterwards(one["afterwards"], one["scored"]) for one in shown if one.get("afterwards")]


def afterwards(count: int, n: int) -> str:
    """On how many of n claims the engine's probabilities are no forecasts that anybody could have read before."""
    return _("On %(count)s of the %(n)s claims the engine's probabilities were computed after the checkpoint, from "
             "what was known before it: the method may have seen the outcome.") % {"count": count, "n": n}  # fmt: skip


def _hidden(found: Sequence[Record]) -> list[str]:
    hidden = [one for one in found if one["standing"] == Standing.HIDDEN and one["scored"]]
    if not hidden:
        return []
    counts = {"n": len(hidden), "least": HIDDEN_BELOW}
    return [_("%(n)s with fewer than %(least)s scored claims: no figures are shown.") % counts]


def _of(data: Mapping[str, Any], name: str) -> Sequence[Record]:
    """Editions of old have none."""
    found: Sequence[Record] = data.get(name, ())
    return found
