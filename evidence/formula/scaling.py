"""Which comparisons of a formula change their answer when a series is put on another scale.

Every expression has a degree in the series: 1 for the series itself, 0 for what its scale does not touch, 2 for its
square. A comparison whose sides have the same degree answers the same after rebasing; `x > 110` does not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from evidence.formula.tree import Call, Literal, Node, Operation, Reference

_COMPARISONS = frozenset({"<", "<=", ">", ">="})
_FREE = frozenset({"pct", "yoy", "vol", "growth", "corr", "r2", "share", "count", "longest"})
_NEEDS_FREE = frozenset({"log", "exp"})
_ANY = "any"  # zero, on every scale
_MIXED = "mixed"
Degree = int | str


def absolute_thresholds(tree: Node, slug: str, derived: Mapping[str, Node]) -> list[Node]:
    """The comparisons, also inside derived indicators, that another scale of the series would change."""
    return _Scaling(slug, derived).affected(tree)


@dataclass(frozen=True)
class _Scaling:
    slug: str
    derived: Mapping[str, Node]

    def affected(self, tree: Node) -> list[Node]:
        found = [node for node in tree.walk() if _compares(node) and self.common(node.children) == _MIXED]
        inner = dict.fromkeys(
            one.slug for one in tree.walk() if isinstance(one, Reference) and one.slug in self.derived
        )
        return found + [node for name in inner for node in self.affected(self.derived[name])]

    def degree(self, node: Node) -> Degree:
        if isinstance(node, Reference):
            return self.degree(self.derived[node.slug]) if node.slug in self.derived else int(node.slug == self.slug)
        if isinstance(node, Literal):
            return _ANY if node.value == 0 else 0
        if isinstance(node, Operation) and node.operator in ("*", "/"):
            return self.product(node)
        if isinstance(node, Call):
            return self.call(node)
        return self.common(node.children)

    def product(self, node: Operation) -> Degree:
        left, right = (self.degree(operand) for operand in node.operands)
        if isinstance(left, int) and isinstance(right, int):
            return left + right if node.operator == "*" else left - right
        return _MIXED if _MIXED in (left, right) else _ANY

    def call(self, node: Call) -> Degree:
        degrees = [self.degree(argument) for argument in node.arguments if not _compares(argument)]
        if node.function in _FREE:
            return _MIXED if _MIXED in degrees else 0
        if node.function in _NEEDS_FREE:
            return 0 if set(degrees) <= {0, _ANY} else _MIXED
        return _common(degrees)

    def common(self, nodes: Iterable[Node]) -> Degree:
        return _common([self.degree(node) for node in nodes])


def _compares(node: Node) -> bool:
    return isinstance(node, Operation) and node.operator in _COMPARISONS


def _common(degrees: list[Degree]) -> Degree:
    """The one degree that all have; what is 0 on every scale has any. Nothing at all has degree 0."""
    named = {one for one in degrees if one != _ANY}
    if not named:
        return _ANY if degrees else 0
    return named.pop() if len(named) == 1 else _MIXED
