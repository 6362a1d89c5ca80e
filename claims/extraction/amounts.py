"""Figures that a text names, with what they are counted in: 4.6 percent, 15 萬美元, 三成, 兩碼, $2.8 trillion."""

import re
from dataclasses import dataclass
from enum import StrEnum

from claims.extraction.script import simplified


class Counted(StrEnum):
    """What a figure is counted in. `PLAIN`: nothing is said, so it is the quantity's own unit. `OTHER`: other money."""

    PERCENT = "percent"
    POINTS = "percentage points"
    DOLLARS = "dollars"
    OTHER = "other"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure in base units; points in percentage points. `start` is its place in the text."""

    value: float
    counted: Counted
    start: int


_DIGITS = {one: value for value, one in enumerate("零一二三四五六七八九")} | {"两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MULTIPLES = {
    "万": 1e4, "亿": 1e8, "兆": 1e12, "万亿": 1e12, "千": 1e3, "百万": 1e6, "thousand": 1e3, "million": 1e6,
    "billion": 1e9, "trillion": 1e12, "k": 1e3, "mn": 1e6, "bn": 1e9, "tn": 1e12,
}  # fmt: skip
_DOLLARS = {"美元", "美金", "dollar", "dollars", "usd", "$"}
# No amounts: years, counts of time, parts of names (S&P 500, M2), ordinals, lists.
_NAMES = re.compile(
    r"s&p ?500|标普 ?500|沪深 ?300|csi 300|russell \d+|m[012]\b|u-?6\b|q[1-4]\b"
    r"|\d{1,2}[- ]year|\b(?:ten|two|thirty|five)-year"
    r"|[二三五十]+年期|(?:19|20)\d\d(?![\d,.]*\s*(?:点|元|美元|points|%))"
    r"|(?:第|前)?[\d一二三四五六七八九十两]+\s*(?:-|至|到|to)?\s*[\d一二三四五六七八九十两]*\s*(?:个)?(?:年|月|季|周|日|次|大|家|名|座|期)"
    r"|\d+\s*(?:months?|years?|quarters?|weeks?|days?|times|st|nd|rd|th)\b|^\s*\d+/"
)
_AMOUNT = re.compile(
    r"(?P<currency>[$€£¥]\s?)?(?P<digits>\d[\d,]*(?:\.\d+)?|(?<![数几上好])[零一二三四五六七八九两十百千]+(?=[成%万亿兆碼码美元点个])|百分之[一二三四五六七八九十两百]+)"
    r"\s*(?P<multiple>万亿|百万|[万亿兆千]|thousand\b|million\b|billion\b|trillion\b|k\b|bn\b|mn\b|tn\b)?"
    r"\s*(?P<unit>%|percentage points?|个?百分点|percent(?!age)|pct|pp\b|成|个?基点|basis points?|bps?\b|[碼码]"
    r"|美元|美金|dollars?|usd|元|欧元|英镑|日元|日圆|人民币|euros?|pounds?|yen|yuan)?"
)


def amounts(text: str, skipped: str = "") -> list[Amount]:
    """The figures of a text in its order. `skipped` are words that name a time, whose figures are none."""
    plain = simplified(text).lower()
    if skipped:
        plain = plain.replace(simplified(skipped).lower(), " " * len(skipped))
    plain = _NAMES.sub(lambda match: " " * len(match[0]), plain)
    return [_amount(match) for match in _AMOUNT.finditer(plain)]


def _amount(match: re.Match[str]) -> Amount:
    digits, unit = match["digits"], match["unit"] or ""
    is_percent = digits.startswith("百分之")
    value = _number(digits.removeprefix("百分之")) * _MULTIPLES.get(match["multiple"] or "", 1)
    if unit in ("碼", "码"):
        return Amount(value * 0.25, Counted.POINTS, match.start())
    if unit.endswith("基点") or unit.startswith(("basis", "bp")):
        return Amount(value / 100, Counted.POINTS, match.start())
    if unit.endswith("百分点") or unit.startswith(("percentage", "pp")):
        return Amount(value, Counted.POINTS, match.start())
    if unit == "成":
        return Amount(value * 10, Counted.PERCENT, match.start())
    if is_percent or unit in ("%", "percent", "pct"):
        return Amount(value, Counted.PERCENT, match.start())
    currency = unit or (match["currency"] or "").strip()
    if not currency:
        return Amount(value, Counted.PLAIN, match.start())
    return Amount(value, Counted.DOLLARS if currency in _DOLLARS else Counted.OTHER, match.start())


def _number(digits: str) -> float:
    if digits[0].isdigit():
        return float(digits.replace(",", ""))
    total, digit = 0.0, 0
    for one in digits:
        if one in _TENS:
            total, digit = total + (digit or 1) * _TENS[one], 0
        else:
            digit = _DIGITS[one]
    return total + digit
