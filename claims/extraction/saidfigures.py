"""Does a threshold stand in the words beside its formula? If the two contradict each other, nothing is tested."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claims.extraction.amounts import Counted, amounts
from claims.extraction.script import simplified
from evidence.formula import Node
from evidence.formula.canonical import canonical
from evidence.formula.tree import Literal, Operation, written
from evidence.units import PERCENT, POINTS, RATIO

_ALIKE = 1e-6  # relative, of figures that are the same
_COMPARING = ("<", "<=", ">", ">=")
_COUNT = {one: value for value, one in enumerate("一二三四五六七八九", 1)} | {
    one: value for value, one in enumerate(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"], 1)
}
_HALF = re.compile(r"一半|半数|过半|(?<!first )(?<!second )\bhalf (?:of|the)\b")  # of a quantity, not of a year
_IN_TEN = re.compile(r"\b(one|two|three|four|five|six|seven|eight|nine)(?: \w+)? (?:in|of|out of)(?: every)? ten\b")
_PART = re.compile(r"([二三四五六七八九])分之([一二三四五六七八])")
_OF_THREE_OR_FOUR = re.compile(r"\b(a|one|two|three) (third|quarter)s? of\b")


@dataclass(frozen=True)
class Unsaid:
    """A threshold that its words do not name, as it is written, and the figures that they name instead."""

    threshold: str
    said: tuple[str, ...]


@dataclass(frozen=True)
class Bounds:
    """A figure of a formula, or the two of a range: any figure inside will do, or both of its ends."""

    text: str
    lowest: float
    highest: float
    is_percent: bool
    is_ratio: bool = False
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

    Percent and points are one kind, all else the other; a ratio may be told as either (0.6, 60 %, six in ten; 1.25 is
    25 % more). A sign is told by words (falls by 20 %), so it counts for nothing; zero is told by words too. Words that
    name no figure of the kind leave it to the formula.
    """
    named = [one for text in texts for one in _named(text)]
    found = []
    for bounds in bounds_of(tree):
        alike = [one for one in named if bounds.is_ratio or one.is_percent == bounds.is_percent]
        if alike:
            said = tuple(dict.fromkeys(one.label for one in alike))
            figures = [figure for one in alike for figure in one.figures(as_ratio=bounds.is_ratio)]
            found += [Unsaid(text, said) for text in bounds.unnamed(figures)]
    return found


@dataclass(frozen=True, slots=True)
class _Named:
    value: float
    is_percent: bool
    is_endless: bool = False  # two thirds are written as 66, 66.7 or 67 %

    def figures(self, *, as_ratio: bool) -> list[float]:
        """What a formula may write for it; as a ratio 25 % is 0.25, 25 % more 1.25."""
        ways = [self.value]
        if self.is_endless:
            ways += [float(int(self.value)), round(self.value), round(self.value, 1)]
        if not (as_ratio and self.is_percent):
            return ways
        return [ratio for way in ways for ratio in (way / 100, 1 + way / 100, 1 - way / 100)]

    @property
    def label(self) -> str:
        """As a reader is told it: 60,000 and 66.67%, never 6e+04."""
        digits = f"{self.value:,.{2 if abs(self.value) >= 1 else 6}f}".rstrip("0").rstrip(".")
        return f"{digits}%" if self.is_percent else digits


def _named(text: str) -> Iterator[_Named]:
    """The figures of a text, and its fractions in words: half, 九成, nine days in ten, 三分之二, two thirds of."""
    for one in amounts(text):
        yield _Named(one.value, one.counted in (Counted.PERCENT, Counted.POINTS))
    plain = simplified(text).lower()
    if _HALF.search(plain):
        yield _Named(50.0, is_percent=True)
    yield from (_Named(10.0 * _COUNT[match[1]], is_percent=True) for match in _IN_TEN.finditer(plain))
    for whole, part in _PART.findall(plain):
        yield _part(_COUNT[part], _COUNT[whole])
    for part, whole in _OF_THREE_OR_FOUR.findall(plain):
        yield _part(_COUNT.get(part, 1), {"third": 3, "quarter": 4}[whole])


def _part(part: int, whole: int) -> _Named:
    return _Named(100 * part / whole, is_percent=True, is_endless=100 * part % whole > 0)


def bounds_of(tree: Node) -> Iterator[Bounds]:
    """The figures that a formula compares with, in its order; zero is none."""
    for one in _sided(tree):
        if len(one) == 1 or one[0].operands[0] != one[1].operands[0]:
            yield from map(_alone, filter(_figure, one))
        else:
            yield Bounds(*_text_and_figures(one), *_kind(one[0]), tuple(map(_alone, one)))


def _alone(comparison: Operation) -> Bounds:
    return Bounds(*_text_and_figures([comparison]), *_kind(comparison))


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


def _kind(comparison: Operation) -> tuple[bool, bool]:
    """Whether its figure is in percent or points, and whether it is a bare ratio: 100 times one is in percent."""
    subject, figure = comparison.operands
    literal = figure.children[0] if figure.children else figure
    is_marked = isinstance(literal, Literal) and bool(literal.mark)
    is_ratio = not is_marked and subject.type.unit == RATIO
    is_hundredfold = is_ratio and isinstance(subject, Operation) and subject.operator == "*" and (
        100.0 in map(written, subject.operands)
    )  # fmt: skip
    return is_marked or is_hundredfold or subject.type.unit in (PERCENT, POINTS), is_ratio and not is_hundredfold
