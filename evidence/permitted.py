"""Whose figures everybody may have; the others want a login wherever figures leave."""

import re
from collections.abc import Mapping, Sequence

from evidence.models import Indicator

_NAME = re.compile(r"[a-z][a-z0-9_]*")
Below = Mapping[str, Indicator]


def is_open(indicator: Indicator, below: Below) -> bool:
    """Whether its licence lets its figures be passed on, of a formula those of all raw indicators below it.

    `below` has all that formulas name. A licence for what is derived is none for a formula over one series, in which
    that series could be read.
    """
    if not indicator.formula:
        return indicator.redistribute == Indicator.Redistribution.YES
    return all(is_open(below[name], below) for name in _NAME.findall(indicator.formula) if name in below)


def are_open(indicators: Sequence[Indicator]) -> list[bool]:
    """The same of several. One query where there are formulas."""
    derived = [one.slug for one in indicators if one.formula]
    below = Indicator.objects.below(derived) if derived else {}
    return [is_open(one, below) for one in indicators]
