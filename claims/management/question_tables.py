"""How past questions were answered and settled, for the terminal."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from claims.backtests.questions import Backtest
from claims.scoring.direction.questions import calibration_slope
from claims.scoring.verdict import clipped
from evidence.periods import date_of
from evidence.series import Bools, Floats

_FEWEST = 50  # questions of a group below which its scores say little
_NAMES = ("engine", "always 0.5", "random walk", "climatology")


def show_questions(console: Console, found: Backtest) -> None:
    """Settlement against the record, then scores beside simpler forecasters."""
    _show_settlement(console, found)
    _show_scores(console, found)


def _show_settlement(console: Console, found: Backtest) -> None:
    pairs = list(zip(found.questions, found.settled, found.newest, strict=True))
    done = [(asked, settled) for asked, settled, _ in pairs if settled.outcome is not None]
    known = [(asked, settled) for asked, settled in done if not np.isnan(asked.recorded)]
    same = sum(asked.recorded == settled.outcome for asked, settled in known)
    console.print(f"{len(done)} of {len(pairs)} questions settled, {len(pairs) - len(done)} pending")
    if known:
        console.print(f"{same} of {len(known)} ({same / len(known):.2%}) as recorded")
    for asked, settled in known:
        if asked.recorded != settled.outcome:
            console.print(
                f"  revised: {asked.code} {date_of(asked.due)} {settled.before:g}, {date_of(asked.resolves)} "
                f"{settled.after:g}; recorded {asked.recorded:g}"
            )
    for asked, settled, newest in pairs:
        if settled.outcome is None:
            reach = f"reaches {date_of(newest)}" if newest is not None else "is not in the archive"
            console.print(f"  pending: {asked.code} to {date_of(asked.resolves)}, {reach}")


def _show_scores(console: Console, found: Backtest) -> None:
    scored = [
        (asked, answer)
        for asked, answer in zip(found.questions, found.answers, strict=True)
        if answer is not None and not np.isnan(asked.recorded)
    ]
    if not scored:
        console.print("no question has both an answer and an outcome on record: nothing to score")
        return
    y = np.array([asked.recorded for asked, _ in scored])
    p = np.array([clipped(answer.p) for _, answer in scored])
    columns = [p, np.full(len(y), 0.5), np.array([(1 - answer.still) / 2 for _, answer in scored]),
               np.array([answer.climatology for _, answer in scored])]  # fmt: skip
    losses = np.stack([(column - y) ** 2 for column in columns])
    table = Table("", "n", "yes", *_NAMES, title="Brier score on recorded outcomes", title_justify="left")
    horizons = np.array([asked.horizon for asked, _ in scored])
    groups = np.array([answer.group for _, answer in scored])
    _row(table, "all", losses, y, np.ones(len(y), bool))
    for horizon in np.unique(horizons):
        _row(table, f"{horizon} days", losses, y, horizons == horizon)
    for group in _large(groups):
        _row(table, group, losses, y, groups == group)
    console.print(table)
    slope, intercept = calibration_slope(p, y)
    console.print(f"calibration: slope {slope:.2f}, intercept {intercept:+.2f}")


def _large(groups: "np.ndarray[Any, Any]") -> Iterable[str]:
    names, counts = np.unique(groups, return_counts=True)
    return [str(name) for name, count in zip(names, counts, strict=True) if count >= _FEWEST]


def _row(table: Table, name: str, losses: Floats, y: Floats, keep: Bools) -> None:
    scores = [f"{score:.4f}" for score in losses[:, keep].mean(axis=1)]
    table.add_row(name, str(int(keep.sum())), f"{y[keep].mean():.2f}", *scores)
