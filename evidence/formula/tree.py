"""The typed tree that a formula becomes. Nodes are values: equal formulas make equal trees."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property

from evidence.periods import Frequency
from evidence.units import Unit


class Kind(StrEnum):
    """What an expression yields: figures or answers, over periods or over one window."""

    SERIES = "series"
    CONDITION = "condition"
    NUMBER = "number"
    TRUTH = "truth"


@dataclass(frozen=True)
class Type:
    """Kind, unit (None: a bare number, or an answer), and for series their frequency and way of aggregating."""

    kind: Kind
    unit: Unit | None = None
    frequency: Frequency | None = None
    aggregation: str | None = None


@dataclass(frozen=True)
class Node:
    """One expression. `at` is its place in the text and takes no part in comparisons."""

    type: Type
    at: int = field(compare=False)

    @cached_property
    def _hash(self) -> int:
        return hash((type(self), *(getattr(self, one.name) for one in fields(self) if one.compare)))

    def __hash__(self) -> int:
        """Worked out once: a tree is looked up hundreds of times while its formula is evaluated."""
        return self._hash

    def __getstate__(self) -> dict[str, object]:
        """Without the hash: another process hashes otherwise."""
        return {name: value for name, value in vars(self).items() if name != "_hash"}

    @property
    def children(self) -> tuple["Node", ...]:
        """The expressions it is made of."""
        return ()

    def walk(self) -> Iterator["Node"]:
        """Itself and everything below it."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Literal(Node):
    """A written number; `mark` is "%", "pp" or "" (it then takes the other side's unit)."""

    value: float
    mark: str = ""

    __hash__ = Node.__hash__


@dataclass(frozen=True)
class Reference(Node):
    """An indicator, by its slug."""

    slug: str

    __hash__ = Node.__hash__


@dataclass(frozen=True)
class CalendarName(Node):
    """A figure of the day itself: day_of_quarter, days_to_quarter_end, month, weekday."""

    name: str

    __hash__ = Node.__hash__


@dataclass(frozen=True)
class Operation(Node):
    """An operator with its operands: + - * / neg < <= > >= and or not."""

    operator: str
    operands: tuple[Node, ...]

    __hash__ = Node.__hash__

    @property
    def children(self) -> tuple[Node, ...]:
        return self.operands


Option = int | str | Node


@dataclass(frozen=True)
class Call(Node):
    """A function with its arguments; options are sorted by name."""

    function: str
    arguments: tuple[Node, ...]
    options: tuple[tuple[str, Option], ...] = ()

    __hash__ = Node.__hash__

    @property
    def children(self) -> tuple[Node, ...]:
        return self.arguments + tuple(value for _, value in self.options if isinstance(value, Node))

    def option(self, name: str) -> Option | None:
        """The value given for an option, None when it was left out."""
        return dict(self.options).get(name)


def written(node: Node) -> float | None:
    """The figure of a number as it is written, with its sign; None for anything else."""
    if isinstance(node, Operation) and node.operator == "neg" and isinstance(node.operands[0], Literal):
        return -node.operands[0].value
    return node.value if isinstance(node, Literal) else None
