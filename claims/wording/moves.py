"""What changed between two editions, in plain sentences, with the release that did it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Claim
from claims.wording.languages import is_chinese
from claims.wording.sentences import band_word, percent
from claims.wording.signs import enumerated, minus

MOST_ROWS = 8
MOST_PARTS = 3  # of a move, told in a sentence
_SHOWN = 2  # digits of bits
Change = Mapping[str, Any]


def sentences(data: Mapping[str, Any], suffix: str) -> list[str]:
    """Since when, then a sentence for each claim whose standing changed; last how many moved without a new one."""
    changes = data["changes"]
    told = [one for one in changes["claims"] if one["what"] != "moved"]
    rest = len(changes["claims"]) - len(told)
    names = _statements(data, suffix)
    said = [_since(data), *(_sentence(one, names.get(one["slug"], ""), suffix) for one in told)]
    if not told:
        said.append(_("No claim changed its standing."))
    if rest:
        said.append(_("%(n)s more moved by at least 0.05 bits within their band.") % {"n": rest})
    return said


def greatest(data: Mapping[str, Any], suffix: str) -> list[tuple[str, ...]]:
    """Rows of the claims whose probability moved most: number, before, now, bits, and the release with most bits."""
    moved = [one for one in data["changes"]["claims"] if one["bits"]]
    ordered = sorted(moved, key=lambda one: (-abs(one["bits"]), one["number"]))[:MOST_ROWS]
    return [
        (one["number"], percent(one["p_from"]), percent(one["p_to"]), signed(one["bits"]), _cause(one, suffix))
        for one in ordered
    ]


def _since(data: Mapping[str, Any]) -> str:
    previous = (data["edition"] or {}).get("previous")
    figures = {"day": data["changes"]["since"]}
    if not previous:
        return _("Bands that changed since %(day)s; there is no earlier edition to compare with.") % figures
    return _("Since the edition before, as of %(day)s:") % figures


def _sentence(one: Change, statement: str, suffix: str) -> str:
    figures = {
        "claim": _claim(one, statement), "before": _word(one["what"], one["from"]),
        "after": _word(one["what"], one["to"]), "p_from": percent(one["p_from"]), "p_to": percent(one["p_to"]),
    }  # fmt: skip
    match one["what"]:
        case "new":
            return _("%(claim)s is new: %(after)s.") % figures
        case "gone":
            return _("%(claim)s is scored no longer.") % figures
        case "state":
            return _("%(claim)s was %(before)s and is now %(after)s.") % figures
    said = _("%(claim)s went from “%(before)s” to “%(after)s” (%(p_from)s → %(p_to)s).") % figures
    return said + _joined(_causes(one, suffix))


def _claim(one: Change, statement: str) -> str:
    said = statement.rstrip(".。")
    return f"{one['number']}「{said}」" if is_chinese() else f"{one['number']} “{said}”"


def _word(what: str, code: str) -> str:
    """A band's or a state's."""
    if not code:
        return _("without a verdict")
    return str(Claim.State(code).label) if what == "state" else band_word(code)


def _joined(more: str) -> str:
    return more if is_chinese() or not more else f" {more}"


def _causes(one: Change, suffix: str) -> str:
    """The releases with most bits, and time alone; "" where nothing was attributed."""
    if not one["parts"]:
        return ""
    news = _news(one["parts"], suffix)
    if not news:
        return _("The passing of time alone did it.")
    told = enumerated(_release(*part) for part in news[:1] + _shown(news[1:MOST_PARTS]))
    time = sum(part["bits"] for part in one["parts"] if not part["indicator"])
    if not round(time, _SHOWN):
        return _("What did it, in bits: %(news)s.") % {"news": told}
    return _("What did it, in bits: %(news)s; time alone %(time)s.") % {"news": told, "time": signed(time)}


def _shown(news: Sequence[tuple[str, str, float]]) -> list[tuple[str, str, float]]:
    """Those whose bits are more than none in as many digits as are shown."""
    return [part for part in news if round(part[2], _SHOWN)]


def _cause(one: Change, suffix: str) -> str:
    news = _news(one["parts"], suffix)
    time = sum(part["bits"] for part in one["parts"] if not part["indicator"])
    if not one["parts"]:
        return "–"
    if not news or abs(time) > abs(news[0][2]):
        return _("time alone (%(bits)s)") % {"bits": signed(time)}
    return _release(*news[0])


def _news(parts: Sequence[Mapping[str, Any]], suffix: str) -> list[tuple[str, str, float]]:
    """Name, newest day and bits of each indicator with news, the greatest first."""
    bits: dict[str, float] = {}
    names: dict[str, tuple[str, str]] = {}
    for part in parts:
        if part["indicator"]:
            bits[part["indicator"]] = bits.get(part["indicator"], 0.0) + part["bits"]
            names[part["indicator"]] = (part[f"name{suffix}"], part["known"])
    ordered = sorted(bits, key=lambda slug: (-abs(bits[slug]), slug))
    return [(*names[slug], bits[slug]) for slug in ordered]


def _release(name: str, known: str, bits: float) -> str:
    return _("%(name)s (known %(day)s) %(bits)s") % {"name": name, "day": known, "bits": signed(bits)}


def _statements(data: Mapping[str, Any], suffix: str) -> dict[str, str]:
    return {claim["slug"]: claim[f"statement{suffix}"] for claim in data["claims"]}


def signed(bits: float) -> str:
    """Bits with their sign."""
    return minus(f"{bits:+.2f}")
