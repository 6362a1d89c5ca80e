"""Units: a dimension (dollars, persons, percent, an index with its base ...) and, in a provider's figures, a scale.

Figures are brought to base units (dollars, persons) before anything is computed, so that millions and billions never
meet. A `Unit` is therefore a dimension alone; the scale is what `parse_unit` returns beside it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from evidence.refusal import Worded, WordedError, gettext_noop

SCALES = {"hundredth": 0.01, "thousand": 1e3, "mn": 1e6, "bn": 1e9, "tn": 1e12}
NAMES: dict[str, tuple[str, str]] = {
    "USD": ("dollars", "美元"),
    "person": ("persons", "人"),
    "percent": ("percent", "%"),
    "pp": ("percentage points", "個百分點"),
    "index": ("index points", "指數點"),
    "count": ("", ""),
    "contract": ("contracts", "口"),
    "year": ("years", "年"),
    "kWh": ("kWh", "度"),
    "MW": ("MW", "MW"),
    "MMBtu": ("MMBtu", "MMBtu"),
    "tonne": ("tonnes", "公噸"),
    "oz": ("troy ounces", "盎司"),
    "week": ("weeks", "週"),
    "hour": ("hours", "小時"),
}
_ATOM = re.compile(r"([A-Za-z]+)(?:\[([^\[\]/]+)\])?\Z")


class UnitError(WordedError, ValueError):
    """A unit that cannot be read, or two that cannot meet. Says what was expected and what came."""


@dataclass(frozen=True)
class Unit:
    """A dimension: atoms with exponents, sorted. `Unit()` is a plain ratio."""

    atoms: tuple[tuple[str, int], ...] = ()

    def __mul__(self, other: "Unit") -> "Unit":
        return _unit(self.atoms, other.atoms)

    def __truediv__(self, other: "Unit") -> "Unit":
        return _unit(self.atoms, ((name, -power) for name, power in other.atoms))

    def __str__(self) -> str:
        above = "*".join(name for name, power in self.atoms for _ in range(power))
        below = "/".join(name for name, power in self.atoms for _ in range(-power))
        return (above or ("1" if below else "ratio")) + (f"/{below}" if below else "")

    @property
    def is_compound(self) -> bool:
        """Whether the unit was made by multiplying or dividing, so that an author may name it anew."""
        return len(self.atoms) > 1 or any(power != 1 for _, power in self.atoms)

    def in_words(self, language: str = "en") -> str:
        """The unit's name for a reader, "" for a ratio."""
        if self.is_compound or not self.atoms:
            return str(self) if self.atoms else ""
        return NAMES[self.atoms[0][0].split("[")[0]][language != "en"]


def _unit(*parts: Iterable[tuple[str, int]]) -> Unit:
    powers: dict[str, int] = {}
    for part in parts:
        for name, power in part:
            powers[name] = powers.get(name, 0) + power
    return Unit(tuple(sorted((name, power) for name, power in powers.items() if power)))


RATIO = Unit()
PERCENT = Unit((("percent", 1),))
POINTS = Unit((("pp", 1),))
COUNT = Unit((("count", 1),))


def parse_unit(text: str, owner: str = "") -> tuple[Unit, float]:
    """Read "bn USD", "USD[2017]/person", "percent", "index[1982-84=100]" into a unit and its scale.

    An index without a base takes `owner` as its base, so that it meets no other index by accident.
    Raises `UnitError`.
    """
    words = text.split()
    scale = SCALES[words.pop(0)] if len(words) == 2 and words[0] in SCALES else 1.0
    if len(words) != 1:
        raise UnitError("expected a unit such as 'bn USD' or 'percent', got %(got)r; scales: %(scales)s",
                        got=text, scales=", ".join(SCALES))  # fmt: skip
    if words[0] == "ratio":
        return RATIO, scale
    above, *below = words[0].split("/")
    unit = _atom(above, owner)
    for part in below:
        unit = unit / _atom(part, owner)
    return unit, scale


def _atom(text: str, owner: str) -> Unit:
    match = _ATOM.match(text)
    if not match or match[1] not in NAMES:
        raise UnitError("expected one of %(names)s or 'ratio', got %(got)r", names=", ".join(sorted(NAMES)), got=text)
    base = match[2] or (owner if match[1] == "index" else "")
    return Unit(((f"{match[1]}[{base}]" if base else match[1], 1),))


def sum_unit(left: Unit, right: Unit) -> Unit:
    """The unit of left + right; percent and percentage points may be added. Raises `UnitError`."""
    if left == right:
        return left
    if {left, right} == {PERCENT, POINTS}:
        return PERCENT
    raise _mismatch(left, right)


def difference_unit(left: Unit, right: Unit) -> Unit:
    """The unit of left - right: percent minus percent is percentage points. Raises `UnitError`."""
    if left == right:
        return POINTS if left == PERCENT else left
    if (left, right) == (PERCENT, POINTS):
        return PERCENT
    raise _mismatch(left, right)


def comparable_unit(left: Unit, right: Unit) -> Unit:
    """The common unit of two sides of a comparison. Raises `UnitError`."""
    if left == right:
        return left
    raise _mismatch(left, right)


def _mismatch(left: Unit, right: Unit) -> UnitError:
    hint: Worded | str = ""
    if all(len(unit.atoms) == 1 and unit.atoms[0][0].startswith("index") for unit in (left, right)):
        hint = Worded(
            gettext_noop("; two indexes of different base compare only as growth: use growth(), pct() or yoy()")
        )
    elif RATIO in (left, right) and PERCENT in (left, right):
        hint = Worded(gettext_noop("; multiply the ratio by 100%%, or write the percentage as a ratio (0.05 for 5%%)"))
    return UnitError("expected two figures of the same unit, got %(left)s and %(right)s%(hint)s",
                     left=left, right=right, hint=hint)  # fmt: skip
