"""What a backtest measured, for the terminal, in the language that is active."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from claims.backtests.falsecalls import ALL, FalseCalls
from claims.management.reference_table import show_reference
from claims.models import Backtest, Calibration, Claim
from claims.scoring.calibration import Calls


def show_calibration(console: Console, backtest: Backtest) -> None:
    """Scores by horizon, kind and class, of one claim as it grows older, and the reliability table. For 80 columns."""
    cells = list(backtest.calibrations.all())
    whole = next((one for one in cells if not (one.kind or one.family or one.horizon or one.age)), None)
    if whole is None:
        console.print(_("Too few pseudo-claims with an outcome: nothing to measure."))
        return
    new = [one for one in cells if not one.age]
    _scores(console, _("By horizon"), [(_horizon(one), one) for one in _by_horizon(new)], whole)
    kinds = [(str(Claim.Kind(one.kind).label), one) for one in new if one.kind and not (one.family or one.horizon)]
    _scores(console, _("By kind"), kinds, whole)
    families = [(one.family, one) for one in new if one.family and not (one.kind or one.horizon)]
    _scores(console, _("By class of indicator"), families, whole)
    aged = sorted((one for one in cells if one.age), key=lambda one: one.age)
    months = [(_("after %(months)s months") % {"months": one.age}, one) for one in aged]
    first = [(_("new"), one) for one in new if one.horizon == "18m" and not (one.kind or one.family)]
    if aged:
        _scores(console, _("The same claim of 18 months, scored again"), first + months, None)
    show_reference(console, cells)
    _reliability(console, whole.figures)


def _by_horizon(cells: Iterable[Calibration]) -> list[Calibration]:
    own = [one for one in cells if one.horizon and not (one.kind or one.family)]
    return sorted(own, key=lambda one: (one.horizon[-1], int(one.horizon[:-1])))


def _horizon(one: Calibration) -> str:
    count = one.horizon[:-1]
    if one.horizon.endswith("w"):
        return _("%(count)s-week") % {"count": count}
    return _("%(count)s-month") % {"count": count}


def _scores(console: Console, title: str, rows: list[tuple[str, Calibration]], whole: Calibration | None) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0), title=title, title_justify="left")
    table.add_column("", no_wrap=True)
    for name in ("n", "Brier", _("base"), _("gain"), _("95 %"), _("slope"), _("sure"), _("right")):
        table.add_column(name, justify="right", no_wrap=True)
    for name, one in [*rows, *([(_("all"), whole)] if whole else [])]:
        table.add_row(name, *_figures(one.figures))
    console.print(table)


def _figures(figures: dict[str, Any]) -> list[str]:
    gain, share = figures["brier_gain"], figures["strong"] / figures["n"]
    return [
        f"{figures['n']:,}", _number(figures["brier"]), _number(figures["brier_base"]), _number(gain["value"], "+.4f"),
        f"{_number(gain['low'], '+.3f')} {_number(gain['high'], '+.3f')}", _number(figures["slope"]["value"], ".2f"),
        f"{share:.0%}", _number(figures["strong_right"]["value"], ".1%"),
    ]  # fmt: skip


def _number(value: float | None, form: str = ".4f") -> str:
    """A figure without the nought before its point; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:{form}}" if form.endswith("%") else f"{value:{form}}".replace("0.", ".", 1)


def _reliability(console: Console, figures: dict[str, Any]) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), title=_("Reliability"), title_justify="left")
    for name in (_("probability"), "n", _("mean"), _("came true")):
        table.add_column(name, justify="right")
    for one in figures["reliability"]:
        table.add_row(f"{one['low']:.1f}-{one['high']:.1f}", f"{one['n']:,}", f"{one['p']:.3f}", f"{one['share']:.3f}")
    console.print(table)
    console.print(_sentence() % {
        "brier": _number(figures["brier"]), "base": _number(figures["brier_base"]),
        "log": _number(figures["log"]), "log_base": _number(figures["log_base"]),
        "slope": _number(figures["slope"]["value"], ".2f"),
        "intercept": _number(figures["intercept"]["value"], "+.2f"),
        "sharpness": _number(figures["sharpness"], ".2f"),
        "n": f"{figures['n']:,}", "days": figures["days"], "effective": f"{figures['effective']:,.0f}",
    })  # fmt: skip


def _sentence() -> str:
    return _(
        "Brier %(brier)s (base rate %(base)s), log score %(log)s (%(log_base)s), slope %(slope)s, intercept "
        "%(intercept)s, sharpness %(sharpness)s; %(n)s pseudo-claims on %(days)s days count as %(effective)s "
        "independent ones."
    )


def show_false_calls(console: Console, found: Sequence[FalseCalls]) -> None:
    """Strong calls on noise: how many, how many should be wrong by their own probabilities, and how many are."""
    table = Table(
        box=SIMPLE_HEAD,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        title=_("Strong calls on noise, 18 months"),
        title_justify="left",
    )
    table.add_column("", no_wrap=True)
    names = (_("months"), _("on track"), _("due"), _("wrong"), _("off track"), _("due"), _("wrong"))
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    for one in found:
        table.add_row(_process(one.process), str(one.age), *_calls(one.on_track), *_calls(one.off_track))
    console.print(table)
    console.print(_("Due and wrong in %; ± half of the interval of 95 %, series drawn anew."))
    new = next(one for one in found if one.process == ALL and not one.age)
    for band, calls in ((_("on track"), new.on_track), (_("off track"), new.off_track)):
        if calls.n:
            console.print(_excess(band, calls))


def _excess(band: str, one: Calls) -> str:
    return _(
        'New claims on all processes: "%(band)s" is wrong in %(wrong)s where %(due)s are due, by %(excess)s points '
        "(95 %%: %(low)s to %(high)s)."
    ) % {
        "band": band, "wrong": f"{one.wrong.value:.1%}", "due": f"{one.nominal:.1%}",
        "excess": _points(one.excess.value), "low": _points(one.excess.low), "high": _points(one.excess.high),
    }  # fmt: skip


def _points(share: float) -> str:
    return f"{100 * share:+.1f}"


def _process(name: str) -> str:
    return {
        ALL: _("all"),
        "random walk": _("random walk"), "walk with drift": _("walk with drift"),
        "walk with jumps": _("walk with jumps"), "mean-reverting, .9": _("mean-reverting, .9"),
        "mean-reverting, .5": _("mean-reverting, .5"), "white noise": _("white noise"),
    }[name]  # fmt: skip


def _calls(one: Calls) -> list[str]:
    if not one.n:
        return ["0", "–", "–"]
    half = 50 * (one.wrong.high - one.wrong.low)
    digits = 1 if half < 9.95 else 0  # of few series, whose column must not grow
    return [f"{one.n:,}", f"{100 * one.nominal:.1f}", f"{100 * one.wrong.value:.1f}±{half:.{digits}f}"]
