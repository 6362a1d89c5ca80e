"""Figures written for readers, in English and in Traditional Chinese."""

from decimal import Decimal

from evidence.units import COUNT, PERCENT, POINTS, RATIO, Unit

_ENGLISH = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1e3, "thousand"))
_CHINESE = ((1e12, "兆"), (1e8, "億"), (1e4, "萬"))
_LEAST_SCALED = 1e4  # smaller figures are written out


def quantity(value: float, unit: Unit | None, language: str = "en", digits: int = 4) -> str:
    """A figure in base units with its unit: "300 billion dollars", "3,000 億美元", "1.5 percentage points"."""
    unit = unit or RATIO
    if unit == PERCENT:
        return f"{number(value, digits)}%"
    scaled, word = _scale(value, unit, language)
    if unit in (RATIO, COUNT) or unit.in_words(language) == "":
        return _joined(language, number(scaled, digits), word)
    return _joined(language, number(scaled, digits), word, unit.in_words(language))


def scaled(value: float, unit: Unit | None, language: str = "en") -> tuple[float, str]:
    """What figures of such a size are divided by to be read, and what they are then of: 1e9, "billion dollars"."""
    unit = unit or RATIO
    if unit == PERCENT:
        return 1.0, "%"
    size, word = _scale(value, unit, language)
    words = [word, "" if unit in (RATIO, COUNT) else unit.in_words(language)]
    return (value / size if value else 1.0), (" " if language == "en" else "").join(filter(None, words))


def _scale(value: float, unit: Unit, language: str) -> tuple[float, str]:
    if unit in (RATIO, POINTS) or abs(value) < _LEAST_SCALED:
        return value, ""
    for size, word in _ENGLISH if language == "en" else _CHINESE:
        if abs(value) >= size:
            return value / size, word
    return value, ""


def _joined(language: str, figure: str, *words: str) -> str:
    present = [word for word in words if word]
    if language == "en":
        return " ".join([figure, *present])
    return f"{figure} {''.join(present)}" if present else figure


def number(value: float, digits: int = 4) -> str:
    """A number with thousands separators and at most `digits` significant digits, whole parts kept."""
    if value == 0:
        return "0"
    exponent = Decimal(repr(float(value))).adjusted()
    decimals = max(0, digits - 1 - exponent)
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
