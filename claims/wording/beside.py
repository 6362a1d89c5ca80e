"""Words for what stands beside a claim's verdict: other forecasters, judgements, links."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from claims.models import ClaimLink
from claims.scoring.forecasters import Forecaster
from claims.wording.languages import is_chinese
from claims.wording.sentences import percent
from claims.wording.signs import enumerated


def forecaster_word(who: Forecaster) -> str:
    """Who gives a probability, for a reader."""
    return {
        Forecaster.ENGINE: _("the engine"),
        Forecaster.ANALYST: _("analysts"),
        Forecaster.AUTHOR: _("the author as stated"),
    }[who]


def forecasters(found: Sequence[Mapping[str, Any]]) -> str:
    """Who gives which probability; "" where nobody but the engine does."""
    if all(one["forecaster"] == Forecaster.ENGINE for one in found):
        return ""
    said = enumerated(_forecaster(one) for one in found)
    return _("Side by side: %(said)s.") % {"said": said}


def _forecaster(one: Mapping[str, Any]) -> str:
    figures = {"p": percent(one["p"]), "by": one["by"], "on": one["on"], "stated": one.get("stated")}
    match one["forecaster"]:
        case Forecaster.ENGINE:
            return _("the engine %(p)s") % figures
        case Forecaster.ANALYST:
            return _("%(by)s %(p)s (%(on)s)") % figures
    if one["scored"]:
        return _("the author as stated %(p)s (%(stated)s)") % figures
    return _("the author as stated %(p)s (%(stated)s), which is not scored") % figures


def judgement(one: Mapping[str, Any] | None) -> str:
    """What people made of a judged claim; "" before they have."""
    if one is None:
        return ""
    figures = {**one, "p": percent(one["p"]), "spread": percent(one["spread"])}
    return _("Judged: %(p)s that it holds, pooled from %(ratings)s ratings with a spread of %(spread)s, on %(sources)s "
             "archived sources (%(on)s, round %(round)s).") % figures  # fmt: skip


def agreement(one: Mapping[str, Any]) -> str:
    """Whether raters agree beyond chance; "" before any round has two ratings."""
    if not one["rounds"]:
        return ""
    figures = {**one, "alpha": "–" if one["alpha"] is None else f"{one['alpha']:.2f}"}
    return _("%(judged)s judged so far; agreement of raters beyond chance (Krippendorff's alpha) %(alpha)s over "
             "%(rounds)s rounds") % figures  # fmt: skip


def link(one: Mapping[str, Any]) -> str:
    """How another claim bears on this one, or this one on it, and who says so why."""
    kinds = ClaimLink.Kind
    words = {
        (kinds.CONTRADICTS, True): _("contradicts %(other)s"),
        (kinds.CONTRADICTS, False): _("is contradicted by %(other)s"),
        (kinds.SUPPORTS, True): _("supports %(other)s"),
        (kinds.SUPPORTS, False): _("is supported by %(other)s"),
        (kinds.DEPENDS_ON, True): _("depends on %(other)s"),
        (kinds.DEPENDS_ON, False): _("%(other)s depends on it"),
        (kinds.REPEATS, True): _("repeats %(other)s"),
        (kinds.REPEATS, False): _("is repeated by %(other)s"),
    }[one["kind"], one["from"]]
    reason = "%s（%s：%s）" if is_chinese() else "%s (%s: %s)"
    return reason % (words % {"other": one["other"]}, one["by"], one["reason"])
