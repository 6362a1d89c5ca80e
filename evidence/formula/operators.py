"""Operators: which kinds may meet, and what unit, frequency and aggregation the result has."""

import ast
from collections.abc import Callable
from dataclasses import replace

from evidence.formula.errors import FormulaError
from evidence.formula.tree import CalendarName, Kind, Literal, Node, Operation, Type
from evidence.periods import Frequency
from evidence.units import RATIO, Unit, UnitError, comparable_unit, difference_unit, sum_unit

OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.And: "and",
    ast.Or: "or",
}
COMPARISONS = frozenset({"<", "<=", ">", ">="})
LOGIC = frozenset({"and", "or", "not"})
FIGURES = (Kind.SERIES, Kind.NUMBER)
ANSWERS = (Kind.CONDITION, Kind.TRUTH)
_UNIT_RULES: dict[str, Callable[[Unit, Unit], Unit]] = {
    "+": sum_unit,
    "-": difference_unit,
    "*": Unit.__mul__,
    "/": Unit.__truediv__,
}


def combine(operator: str, left: Node, right: Node, place: int) -> Operation:
    """`left operator right` with its type. Raises `FormulaError` at `place` where the two cannot meet."""
    if operator in LOGIC:
        return _both_answers(operator, left, right, place)
    for side in (left, right):
        expect_figures(side)
    kind = meeting_kind(left, right, place)
    left, right = adopt_units(left, right) if operator in "+-" or operator in COMPARISONS else (left, right)
    base = series_type((left, right), place) if kind is Kind.SERIES else Type(kind)
    if operator in "*/" and not is_constant(right) and not (operator == "*" and is_constant(left)):
        base = without_total(base)
    if operator in COMPARISONS:
        common_unit(comparable_unit, left, right, place)
        answer = Kind.CONDITION if kind is Kind.SERIES else Kind.TRUTH
        return Operation(replace(base, kind=answer, unit=None), left.at, operator, (left, right))
    unit = common_unit(_UNIT_RULES[operator], left, right, place)
    return Operation(replace(base, unit=unit), left.at, operator, (left, right))


def negate(operator: str, operand: Node, place: int) -> Operation:
    """`-x` or `not x`."""
    if operator == "neg":
        expect_figures(operand)
    elif operand.type.kind not in ANSWERS:
        raise FormulaError("expected a condition after not, got a %(kind)s", operand.at, kind=operand.type.kind)
    return Operation(operand.type, place, operator, (operand,))


def _both_answers(operator: str, left: Node, right: Node, place: int) -> Operation:
    for side in (left, right):
        if side.type.kind not in ANSWERS:
            raise FormulaError("expected a comparison beside %(operator)s, got a %(kind)s", side.at,
                               operator=operator, kind=side.type.kind)  # fmt: skip
    if left.type.kind is not right.type.kind:
        raise FormulaError(
            "expected two conditions on periods or two answers about the window beside %(operator)s, got one of each",
            place,
            operator=operator,
        )
    if left.type.kind is Kind.TRUTH:
        return Operation(Type(Kind.TRUTH), left.at, operator, (left, right))
    base = series_type((left, right), place)
    return Operation(replace(base, kind=Kind.CONDITION, unit=None), left.at, operator, (left, right))


def expect_figures(node: Node) -> None:
    """Raise `FormulaError` unless the expression yields figures."""
    if node.type.kind not in FIGURES:
        raise FormulaError("expected figures, got a %(kind)s", node.at, kind=node.type.kind)


def is_constant(node: Node) -> bool:
    """Whether it is made of written numbers alone."""
    return node.type.kind is Kind.NUMBER and all(isinstance(part, Literal | Operation) for part in node.walk())


def meeting_kind(left: Node, right: Node, place: int) -> Kind:
    """SERIES if either side is one. A window's figure cannot be mixed into a series: only written numbers can."""
    kinds = {left.type.kind, right.type.kind}
    if Kind.SERIES not in kinds:
        return Kind.NUMBER
    for side in (left, right):
        if side.type.kind is Kind.NUMBER and not is_constant(side):
            raise FormulaError("expected a series or a written number beside a series, got a figure of the window; "
                               "compare figures of the window with each other", place)  # fmt: skip
    return Kind.SERIES


def without_total(base: Type) -> Type:
    """Ratios, products, logarithms and changes of flows have no natural total: their author must say how."""
    return replace(base, aggregation=None) if base.aggregation == "sum" else base


def adopt_units(left: Node, right: Node) -> tuple[Node, Node]:
    """Give a bare number the unit of the other side."""
    if left.type.unit is None and right.type.unit is not None:
        left = _with_unit(left, right.type.unit)
    elif right.type.unit is None and left.type.unit is not None:
        right = _with_unit(right, left.type.unit)
    return left, right


def _with_unit(node: Node, unit: Unit) -> Node:
    """The bare number in another unit; the parts of a sum have the unit of the sum."""
    if isinstance(node, Operation) and node.operator in ("neg", "+", "-"):
        node = replace(node, operands=tuple(_with_unit(part, unit) for part in node.operands))
    return replace(node, type=replace(node.type, unit=unit))


def common_unit(rule: Callable[[Unit, Unit], Unit], left: Node, right: Node, place: int) -> Unit | None:
    """The unit of the result, None while both sides are bare. Raises `FormulaError` at `place`."""
    if left.type.unit is None and right.type.unit is None:
        return None
    try:
        return rule(left.type.unit or RATIO, right.type.unit or RATIO)
    except UnitError as error:
        raise FormulaError(error.template, place, **error.facts) from None


def series_type(parts: tuple[Node, ...], place: int) -> Type:
    """Frequency and aggregation shared by the series among `parts`. Raises `FormulaError` when frequencies differ."""
    series = [part for part in parts if part.type.frequency is not None]
    frequencies = dict.fromkeys(part.type.frequency for part in series if part.type.frequency)
    if len(frequencies) > 1:
        first, second = list(frequencies)[:2]
        raise FormulaError(
            "expected series of one frequency, got %(first)s and %(second)s; bring one to the other with %(how)s",
            place,
            first=_NAMES[first],
            second=_NAMES[second],
            how=" or ".join(f"{_ADVERBS[frequency]}()" for frequency in (first, second)),
        )
    aggregations = {part.type.aggregation for part in series if not isinstance(part, CalendarName)}
    shared = aggregations.pop() if len(aggregations) == 1 else None
    return Type(Kind.SERIES, None, next(iter(frequencies), Frequency.DAY), shared)


_NAMES = {"D": "daily", "W": "weekly", "M": "monthly", "Q": "quarterly", "A": "yearly"}
_ADVERBS = _NAMES
