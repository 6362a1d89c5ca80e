"""What registration freezes of a claim, as plain data with one canonical text; above it the verbs that record acts."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from claims.ledger import canonical
from claims.models import Claim, Criterion
from claims.scoring.relationform import written
from evidence.formula import Formula, Kind, Node, Reference, parse
from evidence.models import Catalogue, Indicator

_WORDS = (
    "slug", "number", "statement", "statement_zh", "reading", "reading_zh", "kind", "nature", "spans", "holder",
    "opens", "checkpoints", "measured_by", "measured_by_zh", "rule", "least", "rubric",
)  # fmt: skip
_WHERE_SAID = ("stated",)  # came after the first registrations: absent where empty, or those would seem altered
_OF_CRITERION = ("key", "position", "role", "thresholds", "note", "note_zh", "written_on")
_OF_INDICATOR = ("code", "unit", "frequency", "aggregation")
FORMULAS = ("holds_when", "fails_when", "requires_when")


@dataclass(frozen=True)
class Frozen:
    """All that is registered of a claim: its words, horizon, rule and criteria, and what their indicators are.

    `article` is what the claim's article was then. It stands beside the payload, which the hash is of: equal claims
    that were registered before it stood there keep their hash.
    """

    payload: Mapping[str, Any]
    article: Mapping[str, Any]

    @cached_property
    def text(self) -> str:
        """Its canonical text."""
        return canonical(self.payload)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the canonical text: equal hashes, equal tests."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True)
class Definitions:
    """What formulas rest on: the indicators as they stand. Made once for many claims."""

    catalogue: Catalogue = field(default_factory=lambda: Indicator.objects.catalogue())
    indicators: Mapping[str, Indicator] = field(
        default_factory=lambda: {one.slug: one for one in Indicator.objects.select_related("source")}
    )

    def frozen(self, claim: Claim, criteria: Iterable[Criterion], children: Iterable[str]) -> Frozen:
        """What would be frozen of a claim, saved or not, with these criteria and the numbers of these children.

        Raises `FormulaError` or `RelationError` for a criterion that cannot be read.
        """
        chosen = sorted(criteria, key=lambda one: (one.position, one.key))
        trees = [formula.tree for one in chosen for formula in self._formulas(one)]
        payload = {name: getattr(claim, name) for name in _WORDS}
        payload |= {name: getattr(claim, name) for name in _WHERE_SAID if getattr(claim, name)}
        payload |= {
            "article": {"slug": claim.article.slug, "sha256": claim.article.sha256},
            "theme": claim.theme.slug,
            "children": sorted(children),
            "criteria": [self._criterion(one) for one in chosen],
            "indicators": self._indicators(trees),
        }
        return Frozen(payload, claim.article.facts)

    def of(self, claim: Claim) -> Frozen:
        """What is frozen of a claim as it stands in the database."""
        criteria = [one for one in claim.criteria.all() if one.is_current]
        return self.frozen(claim, criteria, [child.number for child in claim.children.all()])

    def _criterion(self, one: Criterion) -> dict[str, Any]:
        """Formulas as canonical text: equal formulas are one, whatever their spacing."""
        types = self.catalogue.types
        texts = {
            name: getattr(one, name) and parse(getattr(one, name), types, Kind.TRUTH).canonical for name in FORMULAS
        }
        relation = written(one.relation, types).parts if one.relation else None
        coverage = Decimal(str(one.coverage))
        return {
            **{name: getattr(one, name) for name in _OF_CRITERION},
            **texts,
            "relation": relation,
            "coverage": coverage,
        }

    def _formulas(self, one: Criterion) -> list[Formula]:
        if one.relation:
            return list(written(one.relation, self.catalogue.types).formulas)
        texts = (getattr(one, name) for name in FORMULAS)
        return [parse(text, self.catalogue.types, Kind.TRUTH) for text in texts if text]

    def _indicators(self, trees: Sequence[Node]) -> dict[str, Any]:
        """Every indicator below, derived ones and what they are made of: another formula there is another criterion."""
        found: dict[str, Any] = {}
        open_trees = list(trees)
        while open_trees:
            for node in open_trees.pop().walk():
                if isinstance(node, Reference) and node.slug not in found:
                    found[node.slug] = self._indicator(node.slug)
                    open_trees += [self.catalogue.derived[node.slug]] if node.slug in self.catalogue.derived else []
        return found

    def _indicator(self, slug: str) -> dict[str, Any]:
        one = self.indicators[slug]
        formula = one.formula and parse(one.formula, self.catalogue.types, Kind.SERIES).canonical
        values = {name: getattr(one, name) for name in _OF_INDICATOR}
        return {**values, "source": one.source.slug if one.source else "", "formula": formula}


@dataclass(frozen=True)
class Difference:
    """A place at which two payloads differ, with what stands there in each."""

    where: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.where}: expected {self.old}, got {self.new}"


def differences(old: Any, new: Any, where: str = "") -> list[str]:
    """In which places two payloads differ, each as "place: expected this, got that"."""
    return [str(one) for one in places(old, new, where)]


def places(old: Any, new: Any, where: str = "") -> list[Difference]:
    """The places at which two payloads differ, criteria by their keys."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        names = sorted(old.keys() | new.keys())
        return [one for name in names for one in places(old.get(name), new.get(name), f"{where}.{name}".strip("."))]
    if _are_keyed(old) and _are_keyed(new):
        return places(_by_key(old), _by_key(new), where)
    return [] if old == new else [Difference(where, _short(old), _short(new))]


def _are_keyed(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) and "key" in one for one in value)


def _by_key(criteria: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {one["key"]: one for one in criteria}


def _short(value: Any) -> str:
    text = canonical(value)
    return text if len(text) <= 200 else f"{text[:199]}…"
