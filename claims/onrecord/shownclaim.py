"""A claim's page arranged for templates in the active language."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Claim, Settlement
from claims.onrecord.claim import OnRecord
from claims.onrecord.shown import arranged as arranged_claim
from claims.onrecord.shown import css_class
from claims.scoring.verdict import Overlay
from claims.wording import calibrated
from claims.wording.languages import language
from claims.wording.moves import signed
from claims.wording.phrases import licence_word
from claims.wording.sentences import band_word, percent
from claims.wording.signs import enumerated
from evidence.quantities import quantity
from evidence.units import parse_unit

_DIGITS = 4
_MUCH = 0.1  # of a probability: a share of mixed outcomes that a reader must know to understand the two others


def arranged(found: OnRecord, suffix: str, *, shows_all: bool) -> dict[str, Any]:
    """Everything its page says. `shows_all`: figures that may not be passed on are shown too, to who has signed in."""
    claim, data = found.claim, found.data
    said = arranged_claim(data, suffix, claim.article.author.name)
    ended = claim.state if claim.state in Claim.ENDED else ""
    band = found.settled or data["band"]
    has_odds = data["p_hold"] is not None and Overlay.NO_EVIDENCE not in data["overlays"]
    return {
        **said,
        "band_word": str(Claim.State(ended).label) if ended else band_word(band),
        "band_class": ended or css_class(band),
        "mark_words": said["mark_words"][1:] if ended else said["mark_words"],
        "has_odds": has_odds and not found.settled and not ended,
        "mixed_word": percent(data["p_mixed"]) if (data["p_mixed"] or 0) >= _MUCH else "",
        "ended": _ended(found) if ended else None,
        **_answer(found, said["reasons"]),
        "other_statement": data["statement" if suffix else "statement_zh"],
        "other_tag": "en" if suffix else "zh-Hant",
        "kind_word": str(Claim.Kind(claim.kind).label),
        "nature_word": str(Claim.Nature(claim.nature).label),
        "state_word": str(Claim.State(claim.state).label),
        "is_settled": bool(found.settled),
        "quote": found.quote,
        "is_cut": found.is_cut,
        "spans": _spans(claim),
        "track": _track(found, suffix),
        "settlement_rows": [_settlement(one) for one in found.settlements],
        "at_checkpoints": [_checkpoint(one) for one in data["checkpoints"]],
        "sources": [_source(one, suffix, shows_all=shows_all) for one in found.sources],
        "marks_of_time": _marks_of_time(found),
        "cautions": _cautions(found, suffix) if has_odds and not found.settled and not ended else [],
    }  # fmt: skip


def _answer(found: OnRecord, reasons: Sequence[str]) -> dict[str, Any]:
    """The plain sentence first, what it takes and what comes next; `why` is what else there is to say."""
    at_once = found.glance
    if at_once is None:
        first = _leading(found)
        return {"lead": reasons[:first], "why": reasons[first:], "conditions": [], "coming": ""}
    conditions = at_once.conditions
    taken = {one.said for one in conditions}
    rest = [one for one in reasons if one not in taken]
    is_first = bool(reasons) and reasons[0] not in taken  # that its checkpoint has passed, or that figures are missing
    return {
        "lead": rest[:1] if is_first else [], "why": rest[1:] if is_first else rest,
        "conditions": conditions, "conditions_heading": at_once.heading if len(conditions) > 1 else _("What it takes"),
        "coming": at_once.coming,
    }  # fmt: skip


def _leading(found: OnRecord) -> int:
    """How many of the reasons come first: of an ended claim none, for what ended it is said before; of a relation its
    answer and what a and c are; each after what there is to say of a checkpoint that has passed."""
    if found.claim.state in Claim.ENDED:
        return 0
    if found.claim.is_relation and found.assessment is not None and not found.settled:
        return 2 + (Overlay.PENDING in found.data["overlays"])
    return 1


def _ended(found: OnRecord) -> dict[str, Any]:
    """Who ended it, when and why."""
    act = found.registered.acts[-1]
    return {"on": act.at.date(), "by": act.by, "reason": act.reason}


def _spans(claim: Claim) -> str:
    return enumerated(f"{start}–{end}" for start, end in claim.spans)


def _track(found: OnRecord, suffix: str) -> list[dict[str, Any]]:
    """How it stood from which day on and what brought that about, the newest first; at the end the opening."""
    moves = list(found.changes)
    if not moves:
        band, p = found.data["band"], found.data["p_hold"]
        if p is None or found.assessment is None:
            return []
        return [_step(found.data["opens"], band, None, [], suffix)]
    first = _step(found.data["opens"], moves[0]["from"], None, [], suffix)
    return [*(_step(one["on"], one["to"], one["p_to"], one["causes"], suffix) for one in reversed(moves)), first]


def _step(day: str, band: str, p: float | None, causes: Any, suffix: str) -> dict[str, Any]:
    return {
        "on": day, "band_word": band_word(band), "band_class": css_class(band), "p_word": percent(p),
        "cause": _cause(causes, suffix) if p is not None else _("the claim was made"),
    }  # fmt: skip


def _cause(causes: Any, suffix: str) -> str:
    """The releases with their bits, and time alone."""
    said = [
        _named(one[f"name{suffix}"] if one["indicator"] else _("the passing of time"), one["bits"]) for one in causes
    ]
    return enumerated(said) or _("the passing of time alone")


def _named(name: str, bits: float | None) -> str:
    if bits is None:
        return name
    figures = {"name": name, "bits": signed(bits)}
    return _("%(name)s (%(bits)s bits)") % figures


def _settlement(one: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **one,
        "outcome_word": band_word(one["outcome"]),
        "class": css_class(one["outcome"]),
        "reason_word": str(Settlement.Reason(one["reason"]).label) if one["reason"] else "",
        "today_word": band_word(one["today"]) if one["would_flip"] else "",
    }


def _checkpoint(one: Mapping[str, Any]) -> dict[str, Any]:
    is_silent = Overlay.NO_EVIDENCE in one["overlays"]
    return {
        "day": one["checkpoint"], "band_word": band_word(one["band"]) if one["band"] else "",
        "band_class": css_class(one["band"]),
        "p_word": "–" if is_silent else percent(one["p_hold"]), "base_word": percent(one["base_rate"]),
        "information_word": percent(one["information"]),
    }  # fmt: skip


def _source(one: Mapping[str, Any], suffix: str, *, shows_all: bool) -> dict[str, Any]:
    may_show = one["is_public"] or shows_all
    value = one["value"]
    return {
        **one,
        "name": one[f"name{suffix}"],
        "licence": licence_word(one["licence"]),
        "may_show": may_show,
        "value_word": "" if value is None or not may_show else quantity(
            value, parse_unit(one["unit"], one["indicator"])[0], language(), _DIGITS),
    }  # fmt: skip


def _marks_of_time(found: OnRecord) -> list[str]:
    """What a reader of another day must know: what was registered or computed only later."""
    said, day = [], found.data["opens"]
    first = found.registered
    if first.is_later and first.on is not None:
        said.append(_("Registered only on %(day)s: on the day that is shown nothing of this had been promised.") %
                    {"day": first.on})  # fmt: skip
    elif first.on is not None and str(first.on) > day:
        said.append(_("Registered on %(day)s, after its window had opened on %(opens)s.") %
                    {"day": first.on, "opens": day})  # fmt: skip
    row = found.assessment
    if row is not None and (row.recorded_at.date() - row.as_of).days > 1:
        said.append(_("Computed on %(day)s from what was known on %(then)s.") %
                    {"day": row.recorded_at.date(), "then": row.as_of})  # fmt: skip
    return said


def _cautions(found: OnRecord, suffix: str) -> list[str]:
    """Where the engine has not been shown to be better than base rates."""
    names = {one["indicator"]: one[f"name{suffix}"] for one in found.sources}
    return [calibrated.unproven(one, [names[slug] for slug in one["indicators"]]) for one in found.unproven]
