"""How past questions were answered and settled, for the terminal."""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from claims.backtests.questions import Backtest
from claims.scoring.calibration import calibration_slope
from claims.scoring.direction.questions import Question, Settled
from claims.scoring.verdict import clipped
from evidence.periods import date_of
from evidence.series import Bools, Floats

_FEWEST = 50  # questions of a group below which its scores say little


def show_questions(console: Console, found: Backtest) -> None:
    """Settlement against the record, then scores beside simpler forecasters."""
    for line in _settlement(found):
        console.print(line, markup=False, soft_wrap=True)
    _show_scores(console, found)


def _settlement(found: Backtest) -> Iterator[str]:
    pairs = list(zip(found.questions, found.settled, found.newest, strict=True))
    done = [(asked, settled) for asked, settled, __ in pairs if settled.outcome is not None]
    known = [(asked, settled) for asked, settled in done if not np.isnan(asked.recorded)]
    same = sum(asked.recorded == settled.outcome for asked, settled in known)
    counts = {"done": len(done), "count": len(pairs), "pending": len(pairs) - len(done)}
    yield _("%(done)s of %(count)s questions settled, %(pending)s pending") % counts
    again = len(pairs) - len({(asked.code, asked.due, asked.resolves) for asked, *__ in pairs})
    if again:
        yield _("%(again)s of them ask again what an earlier line asks, and count again") % {"again": again}
    if known:
        shares = {"same": same, "count": len(known), "share": f"{same / len(known):.2%}"}
        yield _("%(same)s of %(count)s (%(share)s) as recorded") % shares
    for asked, settled in known:
        if asked.recorded != settled.outcome:
            yield "  " + _revised(asked, settled)
    for asked, settled, newest in pairs:
        if settled.outcome is None:
            yield "  " + _pending(asked, settled, newest)


def _revised(asked: Question, settled: Settled) -> str:
    figures = {
        "series": asked.code, "due": date_of(asked.due), "on": date_of(asked.resolves),
        "before": f"{settled.before:g}", "after": f"{settled.after:g}", "got": f"{asked.recorded:g}",
    }  # fmt: skip
    return _("revised: %(series)s %(due)s %(before)s, %(on)s %(after)s; recorded %(got)s") % figures


def _pending(asked: Question, settled: Settled, newest: int | None) -> str:
    figures = {"series": asked.code, "on": date_of(asked.resolves), "due": date_of(asked.due)}
    if newest is None:
        return _("pending: %(series)s to %(on)s, is not in the archive") % figures
    if np.isnan(settled.before):
        return _("pending: %(series)s to %(on)s, has no figure by %(due)s") % figures
    return _("pending: %(series)s to %(on)s, reaches %(newest)s") % {**figures, "newest": date_of(newest)}


def _show_scores(console: Console, found: Backtest) -> None:
    scored = [
        (asked, answer)
        for asked, answer in zip(found.questions, found.answers, strict=True)
        if answer is not None and not np.isnan(asked.recorded)
    ]
    if not scored:
        console.print(_("no question has both an answer and an outcome on record: nothing to score"))
        return
    y = np.array([asked.recorded for asked, _ in scored])
    p = np.array([clipped(answer.p) for _, answer in scored])
    columns = [p, np.full(len(y), 0.5), np.array([(1 - answer.still) / 2 for _, answer in scored]),
               np.array([answer.climatology for _, answer in scored])]  # fmt: skip
    losses = np.stack([(column - y) ** 2 for column in columns])
    names = (_("engine"), _("always 0.5"), _("random walk"), _("climatology"))
    table = Table("", "n", _("yes"), *names, title=_("Brier score on recorded outcomes"), title_justify="left")
    horizons = np.array([asked.horizon for asked, _ in scored])
    groups = np.array([answer.group for _, answer in scored])
    _row(table, _("all"), losses, y, np.ones(len(y), bool))
    for horizon in np.unique(horizons):
        _row(table, _("%(count)s days") % {"count": horizon}, losses, y, horizons == horizon)
    for group in _large(groups):
        _row(table, group_word(group), losses, y, groups == group)
    console.print(table)
    slope, intercept = calibration_slope(p, y)
    figures = {"slope": f"{slope:.2f}", "intercept": f"{intercept:+.2f}"}
    console.print(_("calibration: slope %(slope)s, intercept %(intercept)s") % figures)


def _large(groups: "np.ndarray[Any, Any]") -> Iterable[str]:
    names, counts = np.unique(groups, return_counts=True)
    return [str(name) for name, count in zip(names, counts, strict=True) if count >= _FEWEST]


def group_word(name: str) -> str:
    """The name of a group of series, in the language that is active."""
    return {
        "overnight": _("overnight"), "average": _("average rate"), "administered": _("administered"),
        "yield": _("yield"), "slope": _("yield curve"), "inflation": _("inflation"), "stress": _("stress"),
        "equity": _("equity"), "currency": _("currency"), "energy": _("energy"), "money": _("money"),
        "balance sheet": _("balance sheet"), "activity": _("activity"), "other": _("other"),
    }[name]  # fmt: skip


def _row(table: Table, name: str, losses: Floats, y: Floats, keep: Bools) -> None:
    scores = [f"{score:.4f}" for score in losses[:, keep].mean(axis=1)]
    table.add_row(name, str(int(keep.sum())), f"{y[keep].mean():.2f}", *scores)
