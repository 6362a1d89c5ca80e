"""What differs between two editions of the scorecard, claim by claim. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from claims.scoring.verdict import Overlay

Data = Mapping[str, Any]
COMPARED = (
    "band",
    "outcome",
    "p_hold",
    "base_rate",
    "checkpoint",
    "state",
    "version",
    "statement",
    "reading",
    "overlays",
)


@dataclass(frozen=True)
class Changed:
    """A claim of which some figures or words differ: by name, before and after."""

    number: str
    fields: Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True)
class Difference:
    """Numbers of the claims that came and went, the changed ones, and what else differs by its place in the data."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[Changed, ...]
    around: Mapping[str, tuple[Any, Any]]

    @property
    def is_empty(self) -> bool:
        """Whether the two say the same of claims, method and ledger."""
        return not (self.added or self.removed or self.changed or self.around)


def difference(before: Data, after: Data) -> Difference:
    """What one says differently from another; sentences follow from figures and are not compared."""
    old, new = ({claim["slug"]: claim for claim in data["claims"]} for data in (before, after))
    changed = [_changed(old[slug], claim) for slug, claim in new.items() if slug in old]
    return Difference(
        tuple(claim["number"] for slug, claim in new.items() if slug not in old),
        tuple(claim["number"] for slug, claim in old.items() if slug not in new),
        tuple(one for one in changed if one.fields),
        {name: (before[name], after[name]) for name in _AROUND if before[name] != after[name]}
        | _settled(before, after),
    )


_AROUND = ("as_of", "method", "ledger_head", "void")


def _changed(old: Data, new: Data) -> Changed:
    pairs = {name: (_said(old, name), _said(new, name)) for name in COMPARED}
    fields = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    forms = {one["key"]: (one["holds_when"], one["fails_when"], one["relation"]) for one in new["criteria"]}
    formers = {one["key"]: (one["holds_when"], one["fails_when"], one["relation"]) for one in old["criteria"]}
    keys = [key for key in {**formers, **forms} if formers.get(key) != forms.get(key)]
    return Changed(new["number"], fields | {f"criterion {key}": (formers.get(key), forms.get(key)) for key in keys})


def _said(claim: Data, name: str) -> Any:
    """What an edition tells a reader: where there is no evidence, no probability, whatever stands in the data."""
    is_silent = name == "p_hold" and Overlay.NO_EVIDENCE in claim["overlays"]
    return None if is_silent else claim[name]


def _settled(before: Data, after: Data) -> dict[str, tuple[Any, Any]]:
    """Settlements that came or changed, by slug and checkpoint: a number is an article's own."""
    old, new = (
        {f"settlement {one['slug']} {one['checkpoint']}": one["outcome"] for one in data["settlements"]}
        for data in (before, after)
    )
    return {key: (old.get(key), new.get(key)) for key in {**old, **new} if old.get(key) != new.get(key)}
