"""Function calls: arguments and options checked against the table, and the type of the result."""

import ast
from collections.abc import Callable
from dataclasses import replace
from difflib import get_close_matches

from evidence.formula import mixed
from evidence.formula.errors import FormulaError, did_you_mean
from evidence.formula.functions import (
    AGGREGATIONS,
    CONDITION,
    FUNCTIONS,
    NAMES,
    RESAMPLING,
    SERIES,
    SHIFTING,
    WEEKDAYS,
    WINDOW,
    Function,
)
from evidence.formula.lexing import FROM
from evidence.formula.operators import common_unit, series_type, without_total
from evidence.formula.tree import Call, Kind, Node, Option, Type
from evidence.periods import Frequency, Offset, label_days
from evidence.units import RATIO, comparable_unit

Read = Callable[[ast.expr], Node]
Place = Callable[[ast.expr], int]
Written = Callable[[ast.expr], str]
MAX_STEPS = 5_000
_ORDER = [Frequency.DAY, Frequency.WEEK, Frequency.MONTH, Frequency.QUARTER, Frequency.YEAR]


def build(node: ast.Call, name: str, read: Read, place: Place, written: Written) -> Node:
    """The typed call for Python's call node. Raises `FormulaError`."""
    at = place(node)
    for argument in node.args:
        if isinstance(argument, ast.Starred):
            raise FormulaError("expected an argument, got *", place(argument))
    if name in mixed.BUILDERS:
        return mixed.build(node, name, read, at)
    if name not in FUNCTIONS:
        near = get_close_matches(name, NAMES, 3)
        raise FormulaError("expected a known function, got %(name)s()%(hint)s", at, name=name, hint=did_you_mean(near))
    return _Builder(node, name, read, place, written).build()


def has_calendar_date(call: Call) -> bool:
    """Whether a call names a place by date ("2001-03") and not by its distance from the opening."""
    places = [call.option(option) for option in ("from", "to", "place")]
    return any(isinstance(value, str) and Offset.parse(value) is None for value in places)


class _Builder:
    """Builds one call of a function in the table."""

    def __init__(self, node: ast.Call, name: str, read: Read, place: Place, written: Written) -> None:
        self.node, self.name, self.read, self.place, self.written = node, name, read, place, written
        self.at = place(node)
        self.function: Function = FUNCTIONS[name]

    def build(self) -> Node:
        arguments, options = self._arguments(), self._options()
        for value in options.values():
            if isinstance(value, Node):
                series_type((*arguments, value), value.at)
        base = series_type(arguments, self.at)
        if self.name in RESAMPLING:
            options["how"] = self._how(base, options.get("how"))
            if options["how"] == "hold" and "where" in options:
                raise FormulaError('expected no where= beside how="hold" in %(name)s(), got one: a held figure is no '
                                   "choice of periods", self.at, name=self.name)  # fmt: skip
        return Call(self._type(base, arguments), self.at, self.name, arguments, tuple(sorted(options.items())))

    def _arguments(self) -> tuple[Node, ...]:
        takes = [kind for kind in self.function.takes if kind in (SERIES, CONDITION)]
        given = [argument for argument in self.node.args if not self._is_step_or_place(argument)]
        most = len(takes) if not self.function.repeats else len(given)
        if not len(takes) <= len(given) <= most:
            raise FormulaError(
                "expected %(name)s(%(signature)s), got %(count)s series", self.at, name=self.name,
                signature=", ".join(self.function.takes) + (", ..." if self.function.repeats else ""),
                count=len(given),
            )  # fmt: skip
        kinds = takes + [takes[-1]] * (len(given) - len(takes))
        return tuple(self._argument(node, kind) for node, kind in zip(given, kinds, strict=True))

    def _is_step_or_place(self, node: ast.expr) -> bool:
        """Steps and places come after the series, as plain constants."""
        extra = len(self.function.takes) > 1 and self.function.takes[1] in ("steps", "place")
        return extra and node in self.node.args[1:2]

    def _argument(self, node: ast.expr, kind: str) -> Node:
        argument = self.read(node)
        got = argument.type.kind
        if got == kind:
            return argument
        raise FormulaError("expected a %(kind)s in %(name)s(), got a %(got)s", argument.at, kind=kind, name=self.name,
                           got=got)  # fmt: skip

    def _options(self) -> dict[str, Option]:
        options: dict[str, Option] = {}
        for keyword in self.node.keywords:
            name = "from" if keyword.arg == FROM else keyword.arg
            if name is None or name not in self.function.options:
                raise FormulaError(
                    "expected one of the options %(options)s in %(name)s(), got %(got)s", self.place(keyword.value),
                    options=", ".join(self.function.options) or "(none)", name=self.name, got=name or "**",
                )  # fmt: skip
            if name in options:
                raise FormulaError("expected %(option)s= once, got it twice", self.place(keyword.value), option=name)
            options[name] = self._option(name, keyword.value)
        self._check_ranges(options)
        return options | self._positional()

    def _option(self, name: str, node: ast.expr) -> Option:
        if name == "where":
            condition = self.read(node)
            if condition.type.kind is not Kind.CONDITION:
                raise FormulaError("expected a condition in where=, got a %(kind)s", condition.at,
                                   kind=condition.type.kind)  # fmt: skip
            return condition
        if name in ("first", "last", "before", "lag"):
            return self._whole(node, 0 if name == "lag" else 1)
        if name in ("from", "to"):
            return self._place_text(node)
        return self._word(name, node)

    def _word(self, name: str, node: ast.expr) -> str:
        words = WEEKDAYS if name == "ending" else (*AGGREGATIONS, "hold")
        value = node.value if isinstance(node, ast.Constant) else None
        if value not in words:
            raise FormulaError("expected one of %(words)s, got %(got)s", self.place(node),
                               words=", ".join(words), got=self.written(node)[:40])  # fmt: skip
        return str(value)

    def _positional(self) -> dict[str, Option]:
        """The number of periods or the place that follows the series."""
        extra = [kind for kind in self.function.takes if kind in ("steps", "place")]
        if not extra:
            return {}
        given = self.node.args[1:2]
        if extra[0] == "place":
            if not given:
                raise FormulaError('expected at(series, "+3m") or at(series, "2001-03"), got no place', self.at)
            return {"place": self._place_text(given[0])}
        if given:
            return {"steps": self._whole(given[0], 1)}
        if self.function.steps_default is None:
            raise FormulaError(
                "expected the number of periods in %(name)s(series, n), got none", self.at, name=self.name
            )
        return {"steps": self.function.steps_default}

    def _whole(self, node: ast.expr, least: int) -> int:
        text = self.written(node)
        if not text.isdecimal() or not least <= int(text) <= MAX_STEPS:
            raise FormulaError("expected a whole number from %(least)s to %(most)s, got %(got)s", self.place(node),
                               least=least, most=MAX_STEPS, got=text[:40])  # fmt: skip
        return int(text)

    def _place_text(self, node: ast.expr) -> str:
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, str) and (Offset.parse(value) or label_days(value)):
            return value
        raise FormulaError('expected an offset such as "+3m" or a period such as "2001-03", got %(got)s',
                           self.place(node), got=self.written(node)[:40])  # fmt: skip

    def _check_ranges(self, options: dict[str, Option]) -> None:
        ranges = [name for name in ("first", "last", "before") if name in options]
        if len(ranges) > 1 or ("before" in options and {"from", "to"} & set(options)):
            raise FormulaError(
                "expected only one of first=, last= and before= (and before= without from= and to=), got %(got)s",
                self.at, got=" and ".join(f"{name}=" for name in options if name != "where"),
            )  # fmt: skip

    def _type(self, base: Type, arguments: tuple[Node, ...]) -> Type:
        if self.name == "coalesce":
            for other in arguments[1:]:
                common_unit(comparable_unit, arguments[0], other, other.at)
        if self.name == "exp" and arguments[0].type.unit not in (None, RATIO):
            raise FormulaError("expected a ratio in exp(), got %(unit)s", arguments[0].at, unit=arguments[0].type.unit)
        unit = self.function.unit([argument.type.unit or RATIO for argument in arguments])
        if self.function.family == WINDOW:
            return Type(Kind.NUMBER, unit)
        if self.function.family == SHIFTING or self.name in ("log", "exp"):
            base = without_total(base)
        return replace(base, unit=unit, frequency=RESAMPLING.get(self.name, base.frequency))

    def _how(self, base: Type, how: Option | None) -> str:
        """How a series is brought to another frequency: as said, or else by its own rule."""
        assert base.frequency is not None
        upwards = _ORDER.index(RESAMPLING[self.name]) < _ORDER.index(base.frequency)
        if upwards != (how == "hold"):
            raise FormulaError(
                'expected how="hold" in %(name)s(), got %(got)s: a slower series can only hold its last known figure'
                if upwards else
                'expected how="mean", "last" or "sum" in %(name)s(), got %(got)s: only a slower series can be held',
                self.at, name=self.name, got=how or "none",
            )  # fmt: skip
        if how is None and base.aggregation is None:
            raise FormulaError(
                'expected how="mean", "last" or "sum" in %(name)s(), got none: its parts aggregate differently, '
                "or have no natural total",
                self.at,
                name=self.name,
            )
        return str(how or base.aggregation)
