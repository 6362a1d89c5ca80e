"""Which raw indicators a formula needs and does not have."""

from collections.abc import Mapping, Set

from evidence.formula import Node, Reference
from evidence.formula.tree import Call


def lacking(tree: Node, derived: Mapping[str, Node], present: Set[str]) -> tuple[str, ...]:
    """Raw indicators below a tree that are not among those present, in order of appearance.

    Of the alternatives in coalesce() one that is whole is enough.
    """
    return tuple(dict.fromkeys(_lacking(tree, derived, present)))


def _lacking(tree: Node, derived: Mapping[str, Node], present: Set[str]) -> list[str]:
    if isinstance(tree, Reference):
        if tree.slug in derived:
            return _lacking(derived[tree.slug], derived, present)
        return [] if tree.slug in present else [tree.slug]
    below = [_lacking(child, derived, present) for child in tree.children]
    if isinstance(tree, Call) and tree.function == "coalesce" and not all(below):
        return []
    return [slug for slugs in below for slug in slugs]
