"""How far before a window's opening a formula looks, so that no more history than that is simulated or sliced."""

from collections.abc import Mapping

from evidence.formula.functions import RESAMPLING
from evidence.formula.tree import Call, Kind, Node, Option, Reference
from evidence.periods import Frequency, Offset

_YEAR = 366 + 14  # yoy, and the tolerance of daily and weekly series
_EDGE = 14  # days to the figure that stands just before a window
_FAR = 366 * 200  # a calendar date may lie anywhere


def reach(node: Node, derived: Mapping[str, Node]) -> int:
    """Days before the opening from which figures of the indicators are needed; generous, never short."""
    if isinstance(node, Reference):
        return reach(derived[node.slug], derived) if node.slug in derived else _period(node.type.frequency)
    below = max((reach(child, derived) for child in node.children), default=0)
    return below + (_own(node) if isinstance(node, Call) else 0)


def _own(call: Call) -> int:
    if call.type.kind is Kind.TRUTH:
        return 0
    if call.function == "yoy":
        return _YEAR
    frequency = call.type.frequency or (call.arguments[0].type.frequency if call.arguments else None)
    days = max((_option(name, value, frequency) for name, value in call.options), default=0)
    if call.function in RESAMPLING:
        slower = call.arguments[0].type.frequency
        return 2 * max(_period(call.type.frequency), _period(slower)) + _EDGE + days
    return days + _period(frequency) + _EDGE


def _option(name: str, value: Option, frequency: Frequency | None) -> int:
    if isinstance(value, int) and name in ("steps", "before", "lag"):
        return (value + 1) * _period(frequency)
    if isinstance(value, str) and name in ("from", "to", "place"):
        offset = Offset.parse(value)
        return _FAR if offset is None else max(0, -offset.count) * _UNITS[offset.unit]
    return 0


def _period(frequency: Frequency | None) -> int:
    return int((frequency or Frequency.YEAR).usual_days) + 1


_UNITS = {"d": 1, "w": 7, "m": 31, "q": 92, "y": 366}
