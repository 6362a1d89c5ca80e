"""A narrative's claims together, and what a figure of all of them hides, in the language that is active."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import Claim
from claims.scoring.verdict import Overlay
from claims.wording.sentences import percent

Narrative = Mapping[str, Any]  # as `claims.editions.contents.together` makes it
_NO_VERDICT = (Overlay.NO_EVIDENCE, "not assessed")


def joint(told: Narrative) -> list[str]:
    """What is likely of all claims at once, on the futures that they share."""
    odds, needed = told["odds"], told["needed"]
    if odds is None:
        return [_("None of its claims has a probability: nothing can be said of them together.")]
    figures = {"n": told["answered"], "all": percent(odds["all_hold"]), "now": f"{odds['expected']:.1f}",
               "base": f"{odds['by_base_rates']:.1f}"}  # fmt: skip
    said = [
        _("All %(n)s claims with a probability hold together on %(all)s of the simulated futures, which they share; "
          "%(now)s of them are expected to hold, %(base)s by base rates.") % figures
    ]  # fmt: skip
    if odds["all_held_before"] is not None:
        said.append(_("Asked at earlier dates, all of them held at %(before)s.") %
                    {"before": percent(odds["all_held_before"])})  # fmt: skip
    said.append(_luck(needed))
    return said


def _luck(needed: Narrative) -> str:
    alone = needed["if_independent"]
    figures = {"n": needed["n"], "jointly": needed["jointly"], "alone": alone}
    if not needed["history_can_tell"]:
        return _("History is too short to tell how many must hold to be told from luck.")
    if needed["jointly"] is None:
        return _("Not even all %(n)s holding would be told from luck: at earlier dates that was as common.") % figures
    if alone is None:
        return _("%(jointly)s of %(n)s must hold to be told from luck.") % figures
    return _("%(jointly)s of %(n)s must hold to be told from luck; %(alone)s if they were independent, which they are "
             "not.") % figures  # fmt: skip


def hidden(counts: Mapping[str, Any], claims: Sequence[Mapping[str, Any]], told: Narrative | None) -> list[str]:
    """What stands outside a figure of all claims, each kind by its number."""
    measured, checks, judged = counts["measured"], counts["fact_checks"]["claims"], counts["judged"]
    silent = sum(one["nature"] == Claim.Nature.MEASURED and one["band"] in _NO_VERDICT for one in claims)
    said = [
        (silent, ngettext("%(n)s measured claim has no verdict and is not in it.",
                          "%(n)s measured claims have no verdict and are not in it.", silent)),
        (measured["relations"], ngettext("%(n)s is a relation, which has no probability.",
                                         "%(n)s are relations, which have no probability.", measured["relations"])),
        (measured["stand_ins"], ngettext("%(n)s verdict rests on a stand-in, which never settles a claim.",
                                         "%(n)s verdicts rest on stand-ins, which never settle a claim.",
                                         measured["stand_ins"])),
        (judged, ngettext("%(n)s can only be judged by people.", "%(n)s can only be judged by people.", judged)),
        (checks, ngettext("%(n)s is a fact check of the past or present: it foretells nothing.",
                          "%(n)s are fact checks of the past or present: they foretell nothing.", checks)),
    ]  # fmt: skip
    found = [text % {"n": n} for n, text in said if n]
    forks = told["forks"] if told else 0
    if forks:
        found.append(ngettext("%(n)s other reading was tried or put aside.", "%(n)s other readings were tried or put "
                              "aside.", forks) % {"n": forks})  # fmt: skip
    return found
