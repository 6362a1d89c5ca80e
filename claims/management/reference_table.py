"""A backtest beside the figures that the method names as those to reach or beat.

They were measured on seven monthly series with a pool of three simple models, 11,960 forecasts made since 1985 (METHOD
section 7). Series and thresholds are not the same here, so what each gained on its own climatology stands beside them.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from claims.models import Calibration

POOL: Mapping[int, tuple[float, float]] = {  # by months ahead: Brier score of the pool, and of climatology
    1: (0.1706, 0.1734), 6: (0.1841, 0.1870), 12: (0.1884, 0.1942), 18: (0.1849, 0.1899),
}  # fmt: skip
RESCORED: Mapping[int, float] = {0: 0.190, 6: 0.153, 12: 0.101, 15: 0.066, 17: 0.033}  # by age of a claim of 18 months


def show_reference(console: Console, cells: Iterable[Calibration]) -> None:
    """Both by months ahead, and by age of a claim of 18 months; nothing without a horizon that both have."""
    own = {(one.horizon, one.age): one.figures for one in cells if one.horizon and not (one.kind or one.family)}
    rows = [_ahead(own[f"{months}m", 0], months) for months in POOL if (f"{months}m", 0) in own]
    rows += [_aged(own["18m", age], age) for age in RESCORED if ("18m", age) in own and age]
    if not rows:
        return
    title = _("Beside the reference (seven monthly series, 11,960 forecasts)")
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 2, 0, 0), title=title, title_justify="left")
    table.add_column("", no_wrap=True)
    for name in ("Brier", _("base"), _("gain"), _("reference"), _("base"), _("gain")):
        table.add_column(name, justify="right", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _ahead(figures: Mapping[str, float], months: int) -> list[str]:
    name = _("%(count)s-month") % {"count": months}
    return [name, *_scores(figures["brier"], figures["brier_base"]), *_scores(*POOL[months])]


def _aged(figures: Mapping[str, float], age: int) -> list[str]:
    """Of the reference no climatology is known."""
    name = _("after %(months)s months") % {"months": age}
    return [name, *_scores(figures["brier"], figures["brier_base"]), f"{RESCORED[age]:.3f}".lstrip("0"), "–", "–"]


def _scores(score: float, base: float) -> list[str]:
    """A Brier score, that of climatology, and by what share it is lower."""
    return [f"{score:.4f}".lstrip("0"), f"{base:.4f}".lstrip("0"), f"{1 - score / base:.1%}"]
