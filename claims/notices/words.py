"""What an event says, in the language that is active: a title and sentences, made of figures and names."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Claim, Event, Settlement
from claims.wording.languages import is_chinese
from claims.wording.sentences import band_word, percent
from claims.wording.signs import enumerated
from evidence.models import Indicator

_MOST_CLAIMS = 60  # named one by one in a message
Facts = Mapping[str, Any]
Names = Mapping[str, str]  # of indicators, by slug


def statement(claim: Claim) -> str:
    """A claim with its number, for a reader."""
    said = claim.statement_zh if is_chinese() else claim.statement
    return f"{claim.number} {said}"


def title(event: Event, facts: Facts, claims: Sequence[Claim], names: Names) -> str:
    """One line: what happened, to what."""
    numbers = _numbers(claims)
    if event.kind == Event.Kind.VERDICT:
        last = facts["changes"][0]
        figures = {"claim": numbers, "before": band_word(last["from"]), "after": band_word(last["to"])}
        return _("%(claim)s: from “%(before)s” to “%(after)s”") % figures
    if event.kind == Event.Kind.THRESHOLD:
        return crossing(facts["crossings"][0], numbers)
    if event.kind == Event.Kind.SETTLEMENT:
        figures = {"claim": numbers, "outcome": _outcome(facts), "day": facts["checkpoint"]}
        if facts.get("reopened"):
            return _("%(claim)s: the settlement of %(day)s was reopened") % figures
        return _("%(claim)s settled: %(outcome)s at %(day)s") % figures
    if event.kind == Event.Kind.CHECKPOINT:
        return _("Claims asked on %(day)s: %(count)s") % {"day": facts["checkpoint"], "count": len(claims)}
    if event.kind == Event.Kind.OVERDUE:
        return _("Overdue: %(name)s") % {"name": _name(facts["indicator"], names)}
    if event.kind == Event.Kind.DIGEST:
        return _("The week to %(day)s") % {"day": event.day}
    return _("Do you want these notices?") if event.kind == Event.Kind.CONFIRM else _("A test notice")


def crossing(one: Facts, claim: str) -> str:
    """That a probability crossed a threshold."""
    figures = {"claim": claim, "threshold": percent(one["threshold"])}
    above = _("%(claim)s: probability now above %(threshold)s")
    return (above if one["above"] else _("%(claim)s: probability now below %(threshold)s")) % figures


def sentences(event: Event, facts: Facts, names: Names) -> list[str]:
    """What happened, most important first; the claims it names stand apart."""
    said = list(_SENTENCES[Event.Kind(event.kind)](facts, names))
    if facts.get("written_on"):
        said.append(_("Hindsight: its test was written on %(day)s, after its window had opened.") %
                    {"day": facts["written_on"]})  # fmt: skip
    return said


def _verdict(facts: Facts, names: Names) -> Iterator[str]:
    for one in facts["changes"]:
        figures = {"day": one["checkpoint"], "before": band_word(one["from"]), "after": band_word(one["to"])}
        yield _("For the checkpoint %(day)s it went from “%(before)s” to “%(after)s”.") % figures
        yield from _moved(one, names)


def _threshold(facts: Facts, names: Names) -> Iterator[str]:
    for one in facts["crossings"]:
        figures = {"day": one["checkpoint"], "threshold": percent(one["threshold"])}
        above = _("For the checkpoint %(day)s the probability that it holds rose above %(threshold)s.")
        below = _("For the checkpoint %(day)s the probability that it holds fell below %(threshold)s.")
        yield (above if one["above"] else below) % figures
        yield from _moved(one, names)


def _moved(one: Facts, names: Names) -> Iterator[str]:
    """From where to where, and why."""
    if one["p_from"] is not None and one["p_to"] is not None:
        figures = {"before": percent(one["p_from"]), "after": percent(one["p_to"])}
        hardly = _("The probability that it holds has hardly moved: %(after)s.")
        moved = _("The probability that it holds went from %(before)s to %(after)s.")
        yield (hardly if figures["before"] == figures["after"] else moved) % figures
    yield from _cause(one["cause"], names)


def _cause(cause: Facts, names: Names) -> Iterator[str]:
    parts = [_("%(name)s (%(bits)s bits)") % {"name": _name(one["indicator"], names), "bits": f"{one['bits']:+.2f}"}
             for one in cause.get("parts", ())]  # fmt: skip
    news = _names(cause.get("news", ()), names)
    if parts or news:
        yield _("Became known since: %(what)s.") % {"what": enumerated(parts or news)}
    if cause.get("lacks"):
        yield _("Figures that are lacking now: %(what)s.") % {"what": enumerated(_names(cause["lacks"], names))}
    if cause.get("came"):
        yield _("Figures that were lacking and came: %(what)s.") % {"what": enumerated(_names(cause["came"], names))}
    if cause.get("method"):
        before, after = cause["method"]
        yield _("The method changed from version %(before)s to %(after)s.") % {"before": before, "after": after}
    if not cause:
        yield _("No new figure became known: it is the passing of time, or figures that were revised.")


def _settlement(facts: Facts, _names: Names) -> Iterator[str]:
    figures = {"day": facts["checkpoint"], "outcome": _outcome(facts), "known": facts.get("known_on")}
    if facts.get("reopened"):
        yield _("What was settled for the checkpoint %(day)s stands no more, and will be settled anew.") % figures
        yield _("Why: %(reason)s") % {"reason": facts["reopened"]}
        return
    yield _("For the checkpoint %(day)s it is settled: %(outcome)s.") % figures
    if facts.get("known_on"):
        yield _("That rests on what was known on %(known)s.") % figures
    if facts.get("reason"):
        yield _("Why: %(reason)s") % {"reason": Settlement.Reason(facts["reason"]).label}


def _outcome(facts: Facts) -> str:
    return str(Settlement.Outcome(facts["outcome"]).label)


def _checkpoint(facts: Facts, _names: Names) -> Iterator[str]:
    figures = {"day": facts["checkpoint"], "lead": facts["lead"]}
    yield _("In %(lead)s days or fewer, on %(day)s, it is asked what became of these claims.") % figures


def _overdue(facts: Facts, names: Names) -> Iterator[str]:
    figures = {"name": _name(facts["indicator"], names), "by": facts["by"], "newest": facts["newest"]}
    if facts["planned"]:
        yield _("By its provider's calendar %(name)s should have had a figure by %(by)s.") % figures
    else:
        yield _("By its usual rhythm %(name)s should have had a figure by %(by)s.") % figures
    yield _("The newest is of %(newest)s.") % figures
    if facts["ended"]:
        yield _("It looks as if the series had ended.")


def _confirm(facts: Facts, _names: Names) -> Iterator[str]:
    yield _("Somebody, you it may be hoped, asked for notices to this address about: %(scope)s.") % {
        "scope": facts["scope"] or _("all claims")
    }
    yield _("Nothing is sent before you say yes. If it was not you, do nothing, and this ends here.")


def _test(facts: Facts, _names: Names) -> Iterator[str]:
    yield _("If you can read this, notices reach this address.")


def _digest(facts: Facts, _names: Names) -> Iterator[str]:
    """What happened is told event by event."""
    return iter(())


_SENTENCES = {
    Event.Kind.VERDICT: _verdict, Event.Kind.THRESHOLD: _threshold, Event.Kind.SETTLEMENT: _settlement,
    Event.Kind.CHECKPOINT: _checkpoint, Event.Kind.OVERDUE: _overdue, Event.Kind.DIGEST: _digest,
    Event.Kind.CONFIRM: _confirm, Event.Kind.TEST: _test,
}  # fmt: skip


def named(claims: Sequence[Claim]) -> list[str]:
    """Claims for a list, up to as many as somebody reads."""
    lines = [statement(claim) for claim in claims[:_MOST_CLAIMS]]
    more = len(claims) - _MOST_CLAIMS
    return [*lines, _("and %(count)s more") % {"count": more}] if more > 0 else lines


def _numbers(claims: Sequence[Claim]) -> str:
    return enumerated(claim.number for claim in claims)


def indicator_names() -> dict[str, str]:
    """The names of all indicators in the language that is active: asked for once, however many events are told."""
    return dict(Indicator.objects.values_list("slug", "name_zh" if is_chinese() else "name"))


def _name(slug: str, names: Names) -> str:
    """An indicator's name; its slug where there is no such indicator any more."""
    return names.get(slug, slug)


def _names(slugs: Iterable[str], names: Names) -> list[str]:
    return [_name(slug, names) for slug in slugs]
