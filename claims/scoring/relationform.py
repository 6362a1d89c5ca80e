"""How a relation is written: series formulas for what is predicted and for both drivers, and how much of the past."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claims.scoring.relation import Relation, Side
from evidence.formula import Formula, FormulaError, Kind, Type, parse
from evidence.refusal import WordedError

MOST_LAGS = 12
MOST_DRIVERS = 4
_NEEDED = frozenset({"target", "a", "c", "lags"})
_OPTIONS = frozenset({"target_c", "same_period"})


class RelationError(WordedError, ValueError):
    """A relation that cannot be read: what was expected and what came."""


@dataclass(frozen=True)
class Written:
    """A relation that has been read. `target_c` is what c is to predict: the same target, unless said otherwise."""

    target: Formula
    target_c: Formula
    a: tuple[Formula, ...]
    c: tuple[Formula, ...]
    lags: int
    same_period: bool

    @property
    def relation(self) -> Relation:
        """As the scoring asks it."""
        a, c = (tuple(formula.tree for formula in drivers) for drivers in (self.a, self.c))
        return Relation(Side(self.target.tree, a), Side(self.target_c.tree, c), self.lags, self.same_period)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """All of its series."""
        return (self.target, self.target_c, *self.a, *self.c)

    @property
    def parts(self) -> dict[str, Any]:
        """Every part in canonical text: equal relations have equal parts."""
        return {
            "target": self.target.canonical,
            "target_c": self.target_c.canonical,
            "a": [one.canonical for one in self.a],
            "c": [one.canonical for one in self.c],
            "lags": self.lags,
            "same_period": self.same_period,
        }

    @property
    def canonical(self) -> str:
        """One text, with sorted keys: what is hashed."""
        return json.dumps(self.parts, sort_keys=True, ensure_ascii=False)


def written(entry: Mapping[str, Any], catalogue: Mapping[str, Type]) -> Written:
    """Read a relation as content files and the database hold it. Raises `RelationError`."""
    _check_keys(entry)
    target = _formula("target", entry["target"], catalogue)
    target_c = _formula("target_c", entry["target_c"], catalogue) if "target_c" in entry else target
    a, c = (_drivers(name, entry[name], catalogue) for name in ("a", "c"))
    read = Written(target, target_c, a, c, entry["lags"], entry.get("same_period", False))
    _check_frequency(read)
    _check_fairness(read)
    return read


def _check_keys(entry: Mapping[str, Any]) -> None:
    if not isinstance(entry, Mapping) or not _NEEDED <= entry.keys() <= _NEEDED | _OPTIONS:
        got = ", ".join(sorted(entry)) if isinstance(entry, Mapping) else repr(entry)
        raise RelationError("expected target, a, c, lags and perhaps target_c, same_period in a relation, got %(got)s",
                            got=got)  # fmt: skip
    lags, same_period = entry["lags"], entry.get("same_period", False)
    if isinstance(lags, bool) or not isinstance(lags, int) or not 1 <= lags <= MOST_LAGS:
        raise RelationError("expected lags from 1 to %(most)s periods, got %(got)r", most=MOST_LAGS, got=lags)
    if not isinstance(same_period, bool):
        raise RelationError("expected same_period to be true or false, got %(got)r", got=same_period)


def _drivers(name: str, texts: Any, catalogue: Mapping[str, Type]) -> tuple[Formula, ...]:
    if not isinstance(texts, list) or not 1 <= len(texts) <= MOST_DRIVERS:
        raise RelationError("expected a list of one to %(most)s series in %(name)s, got %(got)r", most=MOST_DRIVERS,
                            name=name, got=texts)  # fmt: skip
    return tuple(_formula(name, text, catalogue) for text in texts)


def _formula(name: str, text: Any, catalogue: Mapping[str, Type]) -> Formula:
    if not isinstance(text, str):
        raise RelationError("expected a formula in %(name)s, got %(got)r", name=name, got=text)
    try:
        return parse(text, catalogue, Kind.SERIES)
    except FormulaError as error:
        raise RelationError("expected a series in %(name)s of a relation, got\n%(why)s", name=name,
                            why=error.pointed_at(text)) from None  # fmt: skip


def _check_frequency(read: Written) -> None:
    """Regressions need one calendar; which figure stands for a week or a month is for the analyst to say."""
    kinds = {formula.tree.type.frequency: formula for formula in read.formulas}
    if len(kinds) > 1:
        got = "; ".join(f"{kind.name.lower() if kind else 'none'}: {formula.text}" for kind, formula in kinds.items())
        raise RelationError("expected series of one frequency, say weekly(...) or monthly(...), got %(got)s", got=got)


def _check_fairness(read: Written) -> None:
    """A side with more regressors explains more by itself, and a target's own past is known to both sides."""
    if len(read.a) != len(read.c):
        raise RelationError("expected as many drivers on both sides, got %(in_a)s in a and %(in_c)s in c: more of "
                            "them fit better by chance alone", in_a=len(read.a), in_c=len(read.c))  # fmt: skip
    for name, target, drivers in (("a", read.target, read.a), ("c", read.target_c, read.c)):
        if target.tree in [driver.tree for driver in drivers]:
            raise RelationError("expected drivers other than the target in %(name)s, got %(got)s", name=name,
                                got=target.text)  # fmt: skip
    if read.target.tree == read.target_c.tree and {one.tree for one in read.a} == {one.tree for one in read.c}:
        raise RelationError("expected two different sides, got the same drivers in a and c")
