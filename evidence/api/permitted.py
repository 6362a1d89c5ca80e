"""Whose figures may be passed on to whoever asks: of the rest only those who are known may read the raw ones."""

import re
from collections.abc import Mapping, Sequence

from evidence.models import Indicator

_NAME = re.compile(r"[a-z][a-z0-9_]*")


def leaves(indicator: Indicator, every: Mapping[str, Indicator]) -> set[str]:
    """Slugs of the raw indicators below one, or its own; `every` has all that formulas below it name."""
    if not indicator.formula:
        return {indicator.slug}
    below = [every[name] for name in _NAME.findall(indicator.formula) if name in every]
    return set[str]().union(*(leaves(one, every) for one in below))


def are_open(indicators: Sequence[Indicator]) -> list[bool]:
    """Whether each may be read by everybody: what its licence lets be passed on, and a formula over such as let what is
    derived from them be. One query where there are formulas."""
    derived = [one.slug for one in indicators if one.formula]
    every = Indicator.objects.below(derived) if derived else {}
    return [
        all(every[slug].redistribute != Indicator.Redistribution.NO for slug in leaves(one, every))
        if one.formula
        else one.redistribute == Indicator.Redistribution.YES
        for one in indicators
    ]
