"""abs, min, max, between and at_least: they take figures, or answers, of periods and of windows alike."""

import ast
from collections.abc import Callable
from dataclasses import replace

from evidence.formula.canonical import canonical
from evidence.formula.errors import FormulaError
from evidence.formula.operators import (
    adopt_units,
    combine,
    common_unit,
    expect_figures,
    meeting_kind,
    series_type,
)
from evidence.formula.tree import Call, Kind, Literal, Node, Type
from evidence.units import sum_unit

Read = Callable[[ast.expr], Node]


def build(node: ast.Call, name: str, read: Read, at: int) -> Node:
    """The typed call. Raises `FormulaError`."""
    if node.keywords:
        raise FormulaError(
            "expected no options in %(name)s(), got %(option)s=", at, name=name, option=node.keywords[0].arg
        )
    return BUILDERS[name](node, read, at)


def _exactly(node: ast.Call, signature: str, count: int, at: int) -> None:
    if len(node.args) != count:
        raise FormulaError(
            "expected %(signature)s, got %(count)s arguments", at, signature=signature, count=len(node.args)
        )


def _abs(node: ast.Call, read: Read, at: int) -> Node:
    _exactly(node, "abs(x)", 1, at)
    argument = read(node.args[0])
    expect_figures(argument)
    return Call(argument.type, at, "abs", (argument,))


def _extreme(name: str) -> Callable[[ast.Call, Read, int], Node]:
    def build_extreme(node: ast.Call, read: Read, at: int) -> Node:
        if len(node.args) < 2:
            raise FormulaError(
                "expected %(name)s(x, y, ...), got %(count)s arguments", at, name=name, count=len(node.args)
            )
        result, *others = (read(argument) for argument in node.args)
        expect_figures(result)
        for other in others:
            result = _pair(name, result, other, at)
        return result

    return build_extreme


def _pair(name: str, left: Node, right: Node, at: int) -> Call:
    expect_figures(right)
    left, right = adopt_units(left, right)
    kind = meeting_kind(left, right, right.at)
    unit = common_unit(sum_unit, left, right, right.at)
    base = series_type((left, right), at) if kind is Kind.SERIES else Type(kind)
    return Call(replace(base, unit=unit), at, name, (left, right))


def _between(node: ast.Call, read: Read, at: int) -> Node:
    _exactly(node, "between(x, low, high)", 3, at)
    middle, low, high = (read(argument) for argument in node.args)
    return combine("and", combine(">=", middle, low, low.at), combine("<=", middle, high, high.at), at)


def _at_least(node: ast.Call, read: Read, at: int) -> Node:
    parts = [read(argument) for argument in node.args]
    least, answers = next(iter(parts), None), parts[1:]
    if not isinstance(least, Literal) or least.mark or least.value not in range(1, len(parts)):
        raise FormulaError(
            "expected at_least(k, answer, answer, ...) with k from 1 to the number of answers, "
            "got k = %(k)s and %(count)s answers",
            at,
            k=canonical(least)[:40] if least else "nothing",
            count=len(answers),
        )
    for answer in answers:
        if answer.type.kind is not Kind.TRUTH:
            raise FormulaError("expected yes-or-no answers about the window in at_least(), got a %(kind)s", answer.at,
                               kind=answer.type.kind)  # fmt: skip
    return Call(Type(Kind.TRUTH), at, "at_least", (least, *answers))


BUILDERS: dict[str, Callable[[ast.Call, Read, int], Node]] = {
    "abs": _abs,
    "min": _extreme("min"),
    "max": _extreme("max"),
    "between": _between,
    "at_least": _at_least,
}
