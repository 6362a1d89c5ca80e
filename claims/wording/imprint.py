"""The imprint of a scorecard: which edition, by which method, on which ledger; corrections, and where to report errors.

In the language that is active.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Edition
from claims.wording.languages import is_chinese


def edition(data: Mapping[str, Any]) -> str:
    """Which edition it is, by rhythm and period; "" of none."""
    one = data["edition"]
    return named(one) if one else ""


def correction(data: Mapping[str, Any]) -> str:
    """What was wrong with the edition that it corrects; "" where it corrects none."""
    one = data["edition"]
    if not one or not one["corrects"]:
        return ""
    figures = {"edition": named(one["corrects"]), "wrong": one["wrong"], "hash": one["corrects"]["hash"][:12]}
    return _("This edition corrects %(edition)s (%(hash)s…). What was wrong: %(wrong)s") % figures


def imprint(data: Mapping[str, Any], digest: str) -> list[str]:
    """What a reader needs to verify it, and to whom to turn."""
    head = data["ledger_head"]
    figures = {"method": data["method"], "number": head["number"], "head": head["hash"], "hash": digest,
               "inputs": data["inputs"]}  # fmt: skip
    said = [
        _("Method version %(method)s. Hash of the inputs: %(inputs)s.") % figures,
        _("Head of the ledger: entry %(number)s, %(head)s.") % figures,
        _("SHA-256 of scorecard.json, from which every format is made: %(hash)s.") % figures,
    ]
    return [*said, *_corrections(data), _errors_to(data)]


def _corrections(data: Mapping[str, Any]) -> list[str]:
    """The public list."""
    if not data["corrections"]:
        return [_("Corrections of earlier editions: none.")]
    told = [
        _("%(day)s, %(edition)s: %(wrong)s")
        % {"day": one["published_on"], "edition": named(one), "wrong": one["wrong"]}
        for one in data["corrections"]
    ]
    return [_("Corrections: %(list)s") % {"list": ("；" if is_chinese() else "; ").join(told)}]


def _errors_to(data: Mapping[str, Any]) -> str:
    if not data["errors_to"]:
        return _("This installation names no address for reports of errors.")
    return _("Report errors to %(address)s.") % {"address": data["errors_to"]}


def named(one: Mapping[str, Any]) -> str:
    """An edition in words, by its rhythm, period and number."""
    figures = {"rhythm": Edition.Rhythm(one["rhythm"]).label, "period": one["period"], "number": one["number"]}
    if one["number"] == 1:
        return _("%(rhythm)s %(period)s") % figures
    return _("%(rhythm)s %(period)s, edition %(number)s") % figures
