"""Does a threshold stand in the words beside its formula? If the two contradict each other, nothing is tested."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claims.extraction.amounts import Counted, amounts
from evidence.formula import Node
from evidence.formula.canonical import canonical
from evidence.formula.tree import Literal, Operation, written
from evidence.units import PERCENT, POINTS

_ALIKE = 1e-6  # relative, of figures that are the same
_COMPARING = ("<", "<=", ">", ">=")


@dataclass(frozen=True)
class Unsaid:
    """A threshold that its words do not name, as it is written, and the figures that they name instead."""

    threshold: str
    said: str


@dataclass(frozen=True)
class Bounds:
    """A figure of a formula, or the two of a range: any figure inside will do, or both of its ends."""

    text: str
    lowest: float
    highest: float
    is_percent: bool
    ends: tuple["Bounds", ...] = ()

    def takes(self, figure: float) -> bool:
        """Whether a figure that words name is this one, or lies in the range."""
        room = _ALIKE * max(abs(self.lowest), abs(self.highest))
        return self.lowest - room <= figure <= self.highest + room

    def unnamed(self, figures: Iterable[float]) -> list[str]:
        """What none of the figures names: all of it, or the other end where they name one."""
        taken = [figure for figure in figures if self.takes(figure)]
        if not taken:
            return [self.text]
        if any(map(self._is_inside, taken)):
            return []
        return [end.text for end in self.ends if not any(map(end.takes, taken))]

    def _is_inside(self, figure: float) -> bool:
        return not any(end.takes(figure) for end in self.ends)


def unsaid(tree: Node, texts: Iterable[str]) -> list[Unsaid]:
    """The thresholds of a formula that no text names, where the texts name other figures of that kind.

    Percent and points are one kind, all else the other. A sign is told by words (falls by 20 %), so it counts for
    nothing; zero is told by words too. Words that name no figure of the kind leave it to the formula.
    """
    named = [one for text in texts for one in amounts(text)]
    found = []
    for bounds in bounds_of(tree):
        alike = [one for one in named if (one.counted in (Counted.PERCENT, Counted.POINTS)) == bounds.is_percent]
        if alike:
            mark = "%" if bounds.is_percent else ""
            said = ", ".join(dict.fromkeys(f"{one.value:g}{mark}" for one in alike))
            found += [Unsaid(text, said) for text in bounds.unnamed([one.value for one in alike])]
    return found


def bounds_of(tree: Node) -> Iterator[Bounds]:
    """The figures that a formula compares with, in its order; zero is none."""
    for one in _sided(tree):
        if len(one) == 1 or one[0].operands[0] != one[1].operands[0]:
            yield from map(_alone, filter(_figure, one))
        else:
            yield Bounds(*_text_and_figures(one), _is_percent(one[0]), tuple(map(_alone, one)))


def _alone(comparison: Operation) -> Bounds:
    return Bounds(*_text_and_figures([comparison]), _is_percent(comparison))


def _sided(tree: Node) -> Iterator[list[Operation]]:
    """The comparisons with a figure on the right; the two of a range together."""
    if isinstance(tree, Operation) and tree.operator == "and":
        sides = [one for one in tree.operands if isinstance(one, Operation) and _figure(one) is not None]
        if len(sides) == 2 and {one.operator[0] for one in sides} == {"<", ">"}:
            yield sides
            return
    if isinstance(tree, Operation) and tree.operator in _COMPARING:
        if _figure(tree) is not None:
            yield [tree]
        return
    for child in tree.children:
        yield from _sided(child)


def _figure(comparison: Operation) -> float | None:
    return written(comparison.operands[1]) if comparison.operator in _COMPARING else None


def _text_and_figures(comparisons: list[Operation]) -> tuple[str, float, float]:
    figures = sorted(abs(_figure(one) or 0.0) for one in comparisons)
    return ", ".join(canonical(one.operands[1]) for one in comparisons), figures[0], figures[-1]


def _is_percent(comparison: Operation) -> bool:
    subject, figure = comparison.operands
    literal = figure.children[0] if figure.children else figure
    marked = isinstance(literal, Literal) and bool(literal.mark)
    return marked or subject.type.unit in (PERCENT, POINTS)
