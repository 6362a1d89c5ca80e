"""A criterion the straightforward way, with pandas, path after path: the oracle, and what speed is held against.

It knows the functions that the made-up criteria use, for monthly figures without gaps, and is written from the formula
language's description alone.
"""

import operator
from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from evidence.formula import Kind, Node, Reference
from evidence.formula.tree import Call, Literal, Operation
from evidence.series import Panel

_COMPARE = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
Frames = Mapping[str, pd.DataFrame]


def frames(panels: Mapping[str, Panel], paths: int) -> dict[str, pd.DataFrame]:
    """The first paths of each panel as a table: months down, paths across."""
    return {
        slug: pd.DataFrame(panel.values[:paths].T, index=pd.PeriodIndex.from_ordinals(panel.ordinals, freq="M"))
        for slug, panel in panels.items()
    }


def loop(tree: Node, tables: Frames, opens: str, closes: str, paths: int) -> list[float]:
    """Whether the criterion holds on each path; `opens` and `closes` name the window's first and last month."""
    return [
        truth(tree, {slug: table.get(path, table.get(0)) for slug, table in tables.items()}, opens, closes)
        for path in range(paths)
    ]


def truth(node: Node, columns: Mapping[str, pd.Series], opens: str, closes: str) -> float:
    """1 or 0 for an answer on one path, NaN where it cannot be told (never below and, or, at_least)."""
    if isinstance(node, Call):  # at_least
        return sum(truth(one, columns, opens, closes) for one in node.arguments[1:]) >= node.arguments[0].value
    if node.operator in ("and", "or"):
        left, right = (truth(one, columns, opens, closes) for one in node.operands)
        return (left and right) if node.operator == "and" else (left or right)
    left, right = (number(one, columns, opens, closes) for one in node.operands)
    return np.nan if np.isnan(left) or np.isnan(right) else float(_COMPARE[node.operator](left, right))


def number(node: Node, columns: Mapping[str, pd.Series], opens: str, closes: str) -> float:
    """A figure of the window on one path."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Operation):  # a negative number
        return -number(node.operands[0], columns, opens, closes)
    whole = [series(one, columns) for one in node.arguments]
    inside = [one.loc[opens:closes] for one in whole]
    if node.option("last"):
        inside = [one.iloc[-int(node.option("last")) :] for one in inside]
    before = whole[0].loc[: pd.Period(opens, "M") - 1]
    return float(_STATISTICS[node.function](before, *inside))


def series(node: Node, columns: Mapping[str, pd.Series]) -> pd.Series:
    """A series along one path."""
    if isinstance(node, Reference):
        return columns[node.slug]
    if isinstance(node, Operation):
        left, right = (_side(one, columns) for one in node.operands)
        return left - right if node.operator == "-" else _COMPARE[node.operator](left, right)
    argument, steps = series(node.arguments[0], columns), int(node.option("steps") or 1)
    return {
        "yoy": lambda: 100 * argument.pct_change(12, fill_method=None),
        "diff": lambda: argument.diff(steps),
        "mavg": lambda: argument.rolling(steps).mean(),
    }[node.function]()


def _side(node: Node, columns: Mapping[str, pd.Series]) -> float | pd.Series:
    return number(node, columns, "", "") if node.type.kind is Kind.NUMBER else series(node, columns)


def _longest(yes: pd.Series) -> int:
    return int(yes.groupby((~yes).cumsum()).sum().max())


_STATISTICS: dict[str, Callable[..., float]] = {
    "last": lambda before, x: x.iloc[-1],
    "mean": lambda before, x: x.mean(),
    "total": lambda before, x: x.sum(),
    "growth": lambda before, x: 100 * (x.iloc[-1] / before.iloc[-1] - 1),
    "slope": lambda before, x: np.polyfit(np.arange(len(x)), x.to_numpy(), 1)[0],
    "highest": lambda before, x: x.max(),
    "lowest": lambda before, x: x.min(),
    "share": lambda before, x: x.mean(),
    "count": lambda before, x: x.sum(),
    "longest": lambda before, x: _longest(x),
    "corr": lambda before, x, y: x.corr(y),
}
