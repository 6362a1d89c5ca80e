"""How many of some claims stand how, in the language that is active."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Claim
from claims.scoring.verdict import Band
from claims.wording.languages import is_chinese
from claims.wording.sentences import band_word
from claims.wording.signs import enumerated


def headline(measured: Mapping[str, Any], claims: Sequence[Mapping[str, Any]]) -> str:
    """How many of the measured claims stand how."""
    tally = _tally(claims)
    figures = {"claims": measured["claims"], "scored": measured["scored"], "up": tally["up"],
               "open": tally["undecided"], "down": tally["down"]}  # fmt: skip
    said = [_("Of %(claims)s measured claims %(scored)s have a verdict: %(up)s on track or leaning to hold, %(open)s "
              "undecided, %(down)s leaning to fail or off track.") % figures]  # fmt: skip
    settled = measured.get("settled")  # editions of old have none
    if settled:
        outcomes = enumerated(f"{band_word(one)} {settled[one]}" for one in sorted(settled))
        said.append(_("%(n)s are settled at their last checkpoint: %(outcomes)s.") %
                    {"n": sum(settled.values()), "outcomes": outcomes})  # fmt: skip
    if measured["relations"]:
        said.append(_("%(n)s are relations: they favour one driver or the other, or cannot tell, and have no "
                      "probability.") % {"n": measured["relations"]})  # fmt: skip
    if measured["stand_ins"]:
        said.append(_("%(n)s of these verdicts rest on a stand-in.") % {"n": measured["stand_ins"]})
    return ("" if is_chinese() else " ").join(said)


def _tally(claims: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Measured claims that stand well, are open, or stand badly."""
    bands = [one["band"] for one in claims if one["nature"] == Claim.Nature.MEASURED]
    return {
        "up": bands.count(Band.ON_TRACK) + bands.count(Band.LEANING_TO_HOLD),
        "undecided": bands.count(Band.UNDECIDED),
        "down": bands.count(Band.LEANING_TO_FAIL) + bands.count(Band.OFF_TRACK),
    }


def expected(counts: Mapping[str, Any]) -> str:
    """How many should hold by what is known and by base rates; "" of none."""
    if not counts["compared"]:
        return ""
    figures = {"n": counts["compared"], "now": f"{counts['by_probabilities']:.1f}",
               "base": f"{counts['by_base_rates']:.1f}"}  # fmt: skip
    return _("Expected to hold of %(n)s scored: %(now)s today, %(base)s by base rates.") % figures


def settled(record: Mapping[str, Any]) -> str:
    """How many of an author's claims have been settled, as a scorecard's record counts them."""
    return _("Of the measured claims that one criterion settles: %(scored)s scored, %(void)s void, %(pending)s "
             "pending, %(open)s not yet due.") % record  # fmt: skip
