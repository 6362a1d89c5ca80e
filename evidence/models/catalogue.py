"""What formulas need to know of indicators, and what is wrong with one that they cannot use."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evidence.formula import FormulaError, Node, Reference, Type
from evidence.refusal import Worded, gettext_noop


class IndicatorError(FormulaError):
    """An indicator whose `key` (formula, unit, frequency) cannot be read or does not fit; `why` says what is wrong."""

    def __init__(self, slug: str, key: str, why: Worded) -> None:
        super().__init__(gettext_noop("in %(slug)s: %(why)s"), slug=slug, why=why)
        self.slug, self.key, self.why = slug, key, why


@dataclass(frozen=True)
class Catalogue:
    """What formulas need to know of indicators: types and names by slug, and the trees of derived ones."""

    types: Mapping[str, Type] = field(default_factory=dict)
    derived: Mapping[str, Node] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    names_zh: Mapping[str, str] = field(default_factory=dict)

    def names_in(self, language: str) -> Mapping[str, str]:
        """Names by slug in a language."""
        return self.names if language == "en" else self.names_zh

    def leaves(self, node: Node) -> tuple[str, ...]:
        """The raw indicators below a tree, in order of appearance."""
        found: dict[str, None] = {}
        for part in node.walk():
            if not isinstance(part, Reference):
                continue
            if part.slug in self.derived:
                found |= dict.fromkeys(self.leaves(self.derived[part.slug]))
            else:
                found[part.slug] = None
        return tuple(found)
