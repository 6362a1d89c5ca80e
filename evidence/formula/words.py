"""What a formula means, in plain words: the check that an analyst's formula says what she wanted it to say."""

import re
from collections.abc import Mapping

from evidence.formula.functions import ANY_KIND, CALENDAR_NAMES, FUNCTIONS, RESAMPLING
from evidence.formula.tree import CalendarName, Call, Literal, Node, Operation, Reference
from evidence.periods import Frequency
from evidence.quantities import quantity

_OPERATORS: dict[str, tuple[str, str]] = {
    "+": ("{0} plus {1}", "{0}加{1}"),
    "-": ("{0} minus {1}", "{0}減{1}"),
    "*": ("{0} times {1}", "{0}乘以{1}"),
    "/": ("{0} divided by {1}", "{0}除以{1}"),
    "neg": ("minus {0}", "負的{0}"),
    "<": ("{0} is below {1}", "{0}低於 {1}"),
    "<=": ("{0} is at most {1}", "{0}不高於 {1}"),
    ">": ("{0} is above {1}", "{0}高於 {1}"),
    ">=": ("{0} is at least {1}", "{0}不低於 {1}"),
    "and": ("{0}, and {1}", "{0},且{1}"),
    "or": ("{0}, or {1}", "{0},或{1}"),
    "not": ("it is not the case that {0}", "並非「{0}」"),
}
_PERIODS: dict[Frequency, tuple[str, str]] = {
    Frequency.DAY: ("day", " 個交易日"),
    Frequency.WEEK: ("week", " 週"),
    Frequency.MONTH: ("month", " 個月"),
    Frequency.QUARTER: ("quarter", " 季"),
    Frequency.YEAR: ("year", " 年"),
}
_OPTIONS: dict[str, tuple[str, str]] = {
    "first": (" over the first {0}", "(前{0})"),
    "last": (" over the last {0} of the window", "(最後{0})"),
    "before": (" over the {0} before the window", "(評估期開始前{0})"),
    "from": (" from {0}", "(自 {0})"),
    "to": (" up to {0}", "(至 {0})"),
    "where": (", counting only periods in which {0}", "(僅計{0}的期間)"),
    "lag": (", the first one {0} earlier", "(前者提前{0})"),
    "ending": (", weeks ending on {0}", "(每週止於{0})"),
}
_HOW: dict[str, tuple[str, str]] = {
    "mean": ("(mean)", "(平均)"),
    "last": ("(last figure)", "(末值)"),
    "sum": ("(sum)", "(合計)"),
    "hold": ("(last figure then known)", "(當時已知的最新值)"),
}
_LOOSE = ("+", "-", "neg")


def in_words(node: Node, names: Mapping[str, str], language: str = "en") -> str:
    """The meaning of a formula. `names` gives the indicators' names in that language."""
    text = _Words(names, language).of(node)
    return text if language == "en" else _typeset(text)


_WIDE = str.maketrans("();", "（）；")


def _typeset(text: str) -> str:
    """With Chinese marks, and a space between Chinese and Latin letters or digits alone, as typesetting has it."""
    text = re.sub(r",(?!\d)", "，", text.translate(_WIDE))
    text = re.sub(
        r"(?<=[\u4e00-\u9fff，；（）]) +(?=[\u4e00-\u9fff，；（）])| +(?=[，；（）])|(?<=[，；（）]) +", "", text
    )
    text = re.sub(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[\u4e00-\u9fff])", " ", text)
    return re.sub(r" {2,}", " ", text)


class _Words:
    def __init__(self, names: Mapping[str, str], language: str) -> None:
        self.names = names
        self.language = language
        self.choice = 0 if language == "en" else 1

    def of(self, node: Node) -> str:
        match node:
            case Literal():
                return quantity(node.value, node.type.unit, self.language, digits=8)
            case Reference():
                return self.names.get(node.slug, node.slug)
            case CalendarName():
                return CALENDAR_NAMES[node.name][self.choice]
            case Operation():
                return self._operation(node)
            case Call():
                return self._call(node)
        raise TypeError(f"expected a formula's node, got {type(node).__name__}")

    def _operation(self, node: Operation) -> str:
        parts = [self._part(node, operand) for operand in node.operands]
        return _OPERATORS[node.operator][self.choice].format(*parts)

    def _part(self, node: Operation, operand: Node) -> str:
        text = self.of(operand)
        if not isinstance(operand, Operation):
            return text
        is_last = operand is node.operands[-1]
        in_product = node.operator in "*/" and operand.operator in _LOOSE
        taken_from = is_last and operand.operator in {"-": _LOOSE, "/": ("*", "/")}.get(node.operator, ())
        negated = node.operator == "neg" or (node.operator == "not" and operand.operator in ("and", "or"))
        mixed = {node.operator, operand.operator} == {"and", "or"}
        return f"({text})" if in_product or taken_from or negated or mixed else text

    def _call(self, call: Call) -> str:
        if call.function == "at_least":
            least, *answers = (self.of(argument) for argument in call.arguments)
            return ANY_KIND["at_least"][self.choice].format(least, "; ".join(answers))
        parts = [self._argument(argument) for argument in call.arguments]
        if call.function in ANY_KIND:
            joined = (" and " if self.choice == 0 else "與").join(parts)
            return ANY_KIND[call.function][self.choice].format(joined)
        function = FUNCTIONS[call.function]
        template = function.chinese if self.choice else function.english
        first, *rest = parts
        return template.format(first, self._extra(call) or self._listed(rest)) + self._options(call)

    def _argument(self, node: Node) -> str:
        text = self.of(node)
        loose = isinstance(node, Operation) and node.operator in ("+", "-", "*", "/")
        return f"({text})" if loose else text

    def _listed(self, parts: list[str]) -> str:
        return (" and " if self.choice == 0 else "與").join(parts)

    def _extra(self, call: Call) -> str:
        steps, place = call.option("steps"), call.option("place")
        if isinstance(steps, int):
            return self._periods(steps, call.type.frequency)
        return str(place) if place else ""

    def _periods(self, count: int, frequency: Frequency | None) -> str:
        word = _PERIODS[frequency or Frequency.MONTH][self.choice]
        if self.choice:
            return f"{count}{word}"
        if count == 1:
            return f"one {word}"
        return f"{count} {word}s"

    def _options(self, call: Call) -> str:
        words = ""
        if call.function in RESAMPLING:
            words += " " * (1 - self.choice) + _HOW[str(call.option("how"))][self.choice]
        frequency = call.arguments[0].type.frequency
        for name, value in call.options:
            if name not in _OPTIONS:
                continue
            if isinstance(value, Node):
                shown = self.of(value)
            else:
                shown = self._periods(value, frequency) if isinstance(value, int) else value
            words += _OPTIONS[name][self.choice].format(shown)
        return words
