"""How calibrated the engine was found to be, by kind of claim and by horizon, in the language that is active."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from claims.models import Claim
from claims.wording.sentences import percent
from claims.wording.signs import enumerated, minus

Figures = Mapping[str, Any]


def kind_word(kind: str) -> str:
    """A kind of claim; "" is all of them."""
    return str(Claim.Kind(kind).label) if kind else _("all kinds")


def horizon_word(horizon: str) -> str:
    """A horizon such as 18m or 2w; "" is all of them."""
    if not horizon:
        return _("all horizons")
    count = {"count": horizon[:-1]}
    return _("%(count)s-week") % count if horizon.endswith("w") else _("%(count)s-month") % count


def sentences(figures: Figures) -> list[str]:
    """Whether it tells more than base rates do, and whether it is too sure, each with what chance leaves open."""
    return [one for one in (_gain(figures["brier_gain"]), _slope(figures["slope"])) if one]


def _gain(gain: Figures) -> str:
    if gain["value"] is None:
        return ""
    said = {"gain": f"{abs(gain['value']):.4f}", "low": minus(f"{gain['low']:+.4f}"),
            "high": minus(f"{gain['high']:+.4f}")}  # fmt: skip
    if gain["low"] > 0:
        return _("Its Brier score is better than that of base rates by %(gain)s (95%% interval over blocks of days: "
                 "%(low)s to %(high)s).") % said  # fmt: skip
    if gain["high"] < 0:
        return _("Its Brier score is worse than that of base rates by %(gain)s (95%% interval over blocks of days: "
                 "%(low)s to %(high)s).") % said  # fmt: skip
    return _("Whether its Brier score is better than that of base rates cannot be told: the 95%% interval of the gain "
             "over blocks of days is %(low)s to %(high)s.") % said  # fmt: skip


def unproven(figures: Figures, names: Sequence[str]) -> str:
    """That of questions about the like of these indicators the engine is not known to be better than base rates."""
    said = {
        "names": enumerated(names),
        "n": f"{figures['n']:,}",
        "days": f"{figures['days']:,}",
    }
    if figures["gain_low"] is None:
        return _("Whether the engine is better than base rates at questions about the like of %(names)s cannot be told "
                 "from the %(n)s past ones that were measured.") % said  # fmt: skip
    said |= {name: minus(f"{figures[name]:+.4f}") for name in ("gain", "gain_low", "gain_high")}
    return _("At %(n)s past questions about the like of %(names)s, asked on %(days)s days, the engine was not shown to "
             "be better than base rates: its gain in Brier score was %(gain)s (95%% interval %(gain_low)s to "
             "%(gain_high)s).") % said  # fmt: skip


def _slope(slope: Figures) -> str:
    if slope["value"] is None or slope["low"] is None or slope["high"] is None:
        return ""
    said = {"slope": f"{slope['value']:.2f}", "low": f"{slope['low']:.2f}", "high": f"{slope['high']:.2f}"}
    if slope["high"] < 1:
        return _("It was too sure: its slope is %(slope)s (95%% interval %(low)s to %(high)s), and 1 would be "
                 "right.") % said  # fmt: skip
    if slope["low"] > 1:
        return _("It was not sure enough: its slope is %(slope)s (95%% interval %(low)s to %(high)s), and 1 would be "
                 "right.") % said  # fmt: skip
    return _("That it was too sure, or not sure enough, cannot be told: its slope is %(slope)s (95%% interval "
             "%(low)s to %(high)s), and 1 would be right.") % said  # fmt: skip


def header() -> tuple[str, ...]:
    """Of a table of cells, after their names."""
    return (_("Questions"), _("Days"), "Brier", _("Brier of base rates"), _("Gain (interval)"),
            _("Slope (interval)"), _("Sure calls (right)"))  # fmt: skip


def row(figures: Figures) -> tuple[str, ...]:
    """A cell in that table."""
    right = figures["strong_right"]["value"]
    return (
        f"{figures['n']:,}", f"{figures['days']:,}", f"{figures['brier']:.3f}", f"{figures['brier_base']:.3f}",
        _ranged(figures["brier_gain"], "+.3f"), _ranged(figures["slope"], ".2f"),
        f"{figures['strong']:,}" if right is None else f"{figures['strong']:,} ({percent(right)})",
    )  # fmt: skip


def _ranged(one: Figures, form: str) -> str:
    """A figure with its interval; minus signs as they are set."""
    if one["value"] is None:
        return "–"
    has_ends = one["low"] is not None and one["high"] is not None
    ends = " ({} … {})".format(f"{one['low']:{form}}", f"{one['high']:{form}}") if has_ends else ""
    return minus(f"{one['value']:{form}}{ends}")
