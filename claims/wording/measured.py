"""Claims together, calibration and the health of the evidence, in the language that is active."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.wording.languages import is_chinese
from claims.wording.records import more, with_independent
from claims.wording.sentences import percent
from claims.wording.settled import numbers
from evidence.findings import Kind, Severity

Row = tuple[str, ...]


def narratives(data: Mapping[str, Any], suffix: str) -> tuple[Row, ...]:
    """Themes, then the whole article: what should hold, by base rates, what leans to, all of them, what luck needs."""
    return tuple(_narrative(one, suffix) for one in data["narratives"])


def _narrative(one: Mapping[str, Any], suffix: str) -> Row:
    name = one[f"name{suffix}"] if one["theme"] else _("All of the article")
    counts = f"{one['answered']} / {one['claims']}"
    odds = one["odds"]
    if odds is None:
        return name, counts, "–", "–", "–", "–", "–", "–", str(one["forks"])
    return (
        name, counts, f"{odds['expected']:.1f}", f"{odds['by_base_rates']:.1f}", *_standing(one.get("standing")),
        _all(odds), _needed(one["needed"]), str(one["forks"]),
    )  # fmt: skip


def _standing(standing: Mapping[str, Any] | None) -> tuple[str, str]:
    """How many held or lean to, and both tails, the column's header naming the second; editions of old do not say."""
    if standing is None:
        return "–", "–"
    joint = _("history cannot tell") if standing["joint"] is None else percent(standing["joint"])
    return str(standing["hold"]), _beside(joint, percent(standing["if_independent"]))


def _all(odds: Mapping[str, Any]) -> str:
    """The odds of all of them, and in brackets how often all held at past dates."""
    return _beside(percent(odds["all_hold"]), percent(odds["all_held_before"]))


def _beside(one: str, other: str) -> str:
    """A figure, and in brackets the one that the column's header names so."""
    return f"{one}（{other}）" if is_chinese() else f"{one} ({other})"


def _needed(needed: Mapping[str, Any]) -> str:
    """The fewest that luck alone brings in at most one of twenty pasts; if independent in brackets."""
    if not needed["history_can_tell"]:
        jointly = _("history is too short to tell")
    else:
        jointly = more(needed["jointly"], needed["n"])
    return with_independent(jointly, more(needed["if_independent"], needed["n"]))


def calibration(data: Mapping[str, Any]) -> list[str]:
    """What the stored backtest measured; that there is none."""
    one = data["calibration"]
    if one is None:
        return [_("No backtest has been stored: how calibrated these probabilities are has not been measured here.")]
    figures = {
        "n": f"{one['n']:,}", "days": one["days"], "effective": f"{one['effective']:,.0f}",
        "brier": f"{one['brier']:.4f}", "base": f"{one['brier_base']:.4f}",
        "slope": f"{one['slope']['value']:.2f}" if one["slope"]["value"] is not None else "–",
        "right": percent(one["strong_right"]["value"]), "method": one["method"],
    }  # fmt: skip
    said = [_("On %(n)s past questions, asked on %(days)s days (worth %(effective)s independent ones) the Brier score "
              "was %(brier)s, that of base rates %(base)s; calibration slope %(slope)s; of the sure calls %(right)s "
              "were right.") % figures]  # fmt: skip
    if not one["is_current"]:
        said.append(
            _("It was measured with method version %(method)s, which is not the one of this scorecard.") % figures
        )
    return said


def health(data: Mapping[str, Any]) -> list[str]:
    """How many findings, and how many claims rest on what they are about."""
    one = data["health"]
    figures = {"severe": one["counts"][Severity.SEVERE], "warning": one["counts"][Severity.WARNING],
               "claims": one["claims"], "primary": one["primary"]}  # fmt: skip
    said = [_("%(severe)s severe findings and %(warning)s warnings about indicators; they touch %(claims)s claims, the "
              "primary criteria of %(primary)s.") % figures]  # fmt: skip
    if one["more"]:
        said.append(ngettext("%(n)s more finding under primary criteria is not listed.",
                             "%(n)s more findings under primary criteria are not listed.", one["more"])
                    % {"n": one["more"]})  # fmt: skip
    return said


def findings(data: Mapping[str, Any], suffix: str) -> tuple[Row, ...]:
    """The worst under primary criteria."""
    return tuple(
        (one[f"name{suffix}"], f"{Kind(one['kind']).label} · {Severity(one['severity']).label}", one[f"got{suffix}"],
         numbers(one["claims"]))
        for one in data["health"]["worst"]
    )  # fmt: skip
