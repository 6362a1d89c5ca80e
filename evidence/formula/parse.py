"""From text to typed tree. Python's own parser reads the grammar; nothing is ever evaluated as Python."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import cached_property

from evidence.formula import calls
from evidence.formula.canonical import canonical
from evidence.formula.errors import FormulaError, did_you_mean
from evidence.formula.functions import CALENDAR_NAMES, NAMES, NUMBER_FACTORS
from evidence.formula.lexing import Source, prepare
from evidence.formula.operators import OPERATORS, combine, expect_figures, negate
from evidence.formula.tree import CalendarName, Call, Kind, Literal, Node, Reference, Type
from evidence.periods import Frequency
from evidence.refusal import Worded, gettext_noop
from evidence.units import COUNT, PERCENT, POINTS

MAX_DEPTH = 60
MAX_NODES = 2_000
MAX_NUMBER = 10**18


@dataclass(frozen=True)
class Formula:
    """A formula that has been read: its tree, and the canonical text that is hashed."""

    text: str
    tree: Node

    @cached_property
    def canonical(self) -> str:
        """Normalised spacing, sorted keywords, plain numbers: equal formulas have equal text."""
        return canonical(self.tree)

    @cached_property
    def references(self) -> tuple[str, ...]:
        """The indicators that are named, in order of appearance."""
        return tuple(dict.fromkeys(node.slug for node in self.tree.walk() if isinstance(node, Reference)))

    @cached_property
    def is_fixed(self) -> bool:
        """Whether it names a calendar date, so that it cannot be moved to another window."""
        return any(isinstance(node, Call) and calls.has_calendar_date(node) for node in self.tree.walk())


def parse(text: str, catalogue: Mapping[str, Type], expect: Kind | None = None) -> Formula:
    """Read a formula. `catalogue` gives the type of every indicator by slug.

    Raises `FormulaError` with the position, what was expected and what came.
    """
    source = prepare(text)
    tree = _Reader(source, catalogue).read(_python_tree(source))
    _check_written_out(tree)
    if expect is not None and tree.type.kind is not expect:
        raise FormulaError(
            "expected %(expected)s, got %(got)s",
            source.shift,
            expected=_THING[expect],
            got=_THING[tree.type.kind],
        )
    return Formula(text, tree)


_THING = {
    Kind.SERIES: Worded(gettext_noop("a series")),
    Kind.CONDITION: Worded(gettext_noop("a condition on each period (say share(), count() or longest() of it)")),
    Kind.NUMBER: Worded(gettext_noop("a number")),
    Kind.TRUTH: Worded(gettext_noop("a yes-or-no answer about the window")),
}


def _python_tree(source: Source) -> ast.expr:
    try:
        tree = ast.parse(source.text, mode="eval").body
    except SyntaxError as error:
        place = (error.offset - 1 if error.offset else len(source.text)) + source.shift  # no offset: at its end
        raise FormulaError("expected a formula, got something that cannot be read here (%(why)s)", place,
                           why=error.msg) from None  # fmt: skip
    except (RecursionError, MemoryError, ValueError):
        raise FormulaError("expected a simpler formula, got one that is nested too deeply") from None
    _check_depth(tree)
    return tree


def _check_depth(tree: ast.expr) -> None:
    level: list[ast.AST] = [tree]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
        if not level:
            return
    raise FormulaError("expected at most %(limit)s levels, got more; define a derived indicator for a part of it",
                       limit=MAX_DEPTH)  # fmt: skip


def _check_written_out(tree: Node) -> None:
    """The canonical text must be readable again: between() writes its figure twice, chains nest as they are read."""
    level, count = [tree], 1
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in node.children]
        count += len(level)
        if not level or count > MAX_NODES:
            break
    if level:
        raise FormulaError("expected at most %(limit)s parts and %(depth)s levels, got more; "
                           "define a derived indicator for a part of it", limit=MAX_NODES, depth=MAX_DEPTH)  # fmt: skip
    try:
        _python_tree(prepare(canonical(tree)))
    except FormulaError as error:
        raise FormulaError("once written out: %(what)s", what=error.sentence) from None


class _Reader:
    """Turns Python's expression nodes into ours, checking kinds, units and frequencies on the way."""

    def __init__(self, source: Source, catalogue: Mapping[str, Type]) -> None:
        self.source = source
        self.catalogue = catalogue
        self.readers: dict[type[ast.expr], Callable[..., Node]] = {
            ast.Constant: self._number,
            ast.Name: self._name,
            ast.BinOp: self._arithmetic,
            ast.UnaryOp: self._unary,
            ast.Compare: self._comparison,
            ast.BoolOp: self._logic,
            ast.Call: self._call,
        }

    def place(self, node: ast.expr) -> int:
        return node.col_offset + self.source.shift

    def written(self, node: ast.expr) -> str:
        """The author's own text of an expression."""
        return self.source.original[node.col_offset : node.end_col_offset] + self.source.suffixes.get(
            node.col_offset if isinstance(node, ast.Constant) else -1, ""
        )

    def read(self, node: ast.expr) -> Node:
        reader = self.readers.get(type(node))
        if reader is None:
            raise FormulaError(
                "expected a number, an indicator, an operator or a function, got %(got)s",
                self.place(node),
                got=type(node).__name__.lower(),
            )
        return reader(node)

    def _number(self, node: ast.Constant) -> Node:
        place = self.place(node)
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise FormulaError("expected a number, got %(got)r", place, got=node.value)
        suffix = self.source.suffixes.get(node.col_offset, "")
        written = Decimal(node.value) if isinstance(node.value, int) else Decimal(repr(node.value))
        value = written * NUMBER_FACTORS.get(suffix, 1)  # exactly: 1.005k is 1005
        if value > MAX_NUMBER:
            raise FormulaError("expected a number up to %(limit)g, got %(got).6g", place, limit=MAX_NUMBER, got=value)
        unit = {"%": PERCENT, "pp": POINTS}.get(suffix)
        return Literal(Type(Kind.NUMBER, unit), place, float(value), suffix if unit else "")

    def _name(self, node: ast.Name) -> Node:
        place = self.place(node)
        if node.id in CALENDAR_NAMES:
            return CalendarName(Type(Kind.SERIES, COUNT, Frequency.DAY), place, node.id)
        if node.id in self.catalogue:
            return Reference(self.catalogue[node.id], place, node.id)
        if node.id in NAMES:
            raise FormulaError(
                "expected an indicator, got the function %(name)s; write %(name)s(...)", place, name=node.id
            )
        near = get_close_matches(node.id, self.catalogue, 3)
        raise FormulaError("expected a known indicator, got %(name)s%(hint)s", place, name=node.id,
                           hint=did_you_mean(near))  # fmt: skip

    def _arithmetic(self, node: ast.BinOp) -> Node:
        operator = OPERATORS.get(type(node.op))
        if operator is None:
            raise FormulaError("expected one of + - * /, got %(got)s", self.place(node.right) - 1,
                               got=type(node.op).__name__.lower())  # fmt: skip
        return combine(operator, self.read(node.left), self.read(node.right), self.place(node.right))

    def _unary(self, node: ast.UnaryOp) -> Node:
        operand = self.read(node.operand)
        if isinstance(node.op, ast.UAdd):
            expect_figures(operand)
            return operand
        operator = {ast.USub: "neg", ast.Not: "not"}.get(type(node.op))
        if operator is None:
            raise FormulaError("expected - or not, got %(got)s", self.place(node), got=type(node.op).__name__.lower())
        return negate(operator, operand, self.place(node))

    def _comparison(self, node: ast.Compare) -> Node:
        place = self.place(node.comparators[0])
        if len(node.ops) > 1:
            raise FormulaError("expected one comparison, got a chain; write between(x, low, high)", place)
        operator = OPERATORS.get(type(node.ops[0]))
        if operator is None:
            raise FormulaError("expected one of < <= > >=, got %(got)s; figures are never exactly equal", place,
                               got=type(node.ops[0]).__name__.lower())  # fmt: skip
        return combine(operator, self.read(node.left), self.read(node.comparators[0]), place)

    def _logic(self, node: ast.BoolOp) -> Node:
        operator = OPERATORS[type(node.op)]
        result = self.read(node.values[0])
        for value in node.values[1:]:
            result = combine(operator, result, self.read(value), self.place(value))
        return result

    def _call(self, node: ast.Call) -> Node:
        if not isinstance(node.func, ast.Name):
            raise FormulaError("expected the name of a function, got %(got)s", self.place(node),
                               got=self.written(node.func)[:40])  # fmt: skip
        return calls.build(node, node.func.id, self.read, self.place, self.written)
