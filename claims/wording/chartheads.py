"""What stands above a claim's chart: how its conditions make one answer; and why there is none."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from claims.charts.claimchart import Part, Stretch, Words
from claims.models import Claim
from claims.scoring.margin import comparisons
from claims.wording.charted import ahead, said_of
from claims.wording.languages import is_chinese, language
from claims.wording.signs import enumerated
from evidence.formula import Node, in_words
from evidence.formula.tree import Call, Literal, Operation
from evidence.models import Catalogue

_MOST_NAMES = 3


def heads(tree: Node, names: Mapping[str, str], lacking: Sequence[Node]) -> tuple[str, str]:
    """Of several panels the title, how their conditions make one answer, and what else is to be said."""
    told = combined(tree)
    return told or _counted(tree), " ".join(
        filter(None, ["" if told else _holds(tree, names), _lacking(names, lacking)])
    )


def test(tree: Node, names: Mapping[str, str], lacking: Sequence[Node]) -> str:
    """Of one panel when the answer holds; and which of its conditions have no figures to be drawn."""
    return " ".join(filter(None, [_holds(tree, names), _lacking(names, lacking)]))


def _holds(tree: Node, names: Mapping[str, str]) -> str:
    return _("It holds when %(meaning)s.") % {"meaning": in_words(tree, names, language())}


def _lacking(names: Mapping[str, str], lacking: Sequence[Node]) -> str:
    if not lacking:
        return ""
    meanings = (";" if is_chinese() else "; ").join(in_words(one, names, language()) for one in lacking)
    return _("Without figures, and so not drawn: %(meanings)s.") % {"meanings": meanings}


def _counted(tree: Node) -> str:
    count = len(dict.fromkeys(comparisons(tree)))
    if count == 1:
        return _("What it takes to hold, and to fail")
    return _("%(count)s conditions") % {"count": count}


def combined(tree: Node) -> str:
    """Of nothing but an "and", an "or" or a count of conditions; else ""."""
    every, some = _flat(tree, "and"), _flat(tree, "or")
    if len(every) > 1 and all(map(_is_comparison, every)):
        figures = {"count": len(every)}
        both = _("It holds when both of its conditions do")
        return both if len(every) == 2 else _("It holds when all %(count)s of its conditions do") % figures
    if len(some) > 1 and all(map(_is_comparison, some)):
        return _("It holds when one of its %(count)s conditions does") % {"count": len(some)}
    if isinstance(tree, Call) and tree.function == "at_least" and all(map(_is_comparison, tree.arguments[1:])):
        least, *parts = tree.arguments
        assert isinstance(least, Literal)
        figures = {"least": int(least.value), "count": len(parts)}
        return _("It holds when at least %(least)s of its %(count)s conditions do") % figures
    return ""


def _flat(tree: Node, operator: str) -> list[Node]:
    if isinstance(tree, Operation) and tree.operator == operator:
        return [part for operand in tree.operands for part in _flat(operand, operator)]
    return [tree]


def _is_comparison(node: Node) -> bool:
    return isinstance(node, Operation) and node.operator in ("<", "<=", ">", ">=")


def made_of(claim: Claim, parts: Sequence[Part], track: Sequence[Stretch], subtitle: str) -> Words:
    """Of a claim that is made of others."""
    figures = {"least": claim.least, "count": claim.children.count()}
    what = _("The claims that it is made of")
    said = _("It holds when at least %(least)s of these %(count)s claims hold.") % figures
    told = [f"{part.label}: {part.track[-1].label}." for part in parts if part.track]
    return ahead(claim, what, said, subtitle, " ".join([what + ".", *told]), track)


def part_of(child: Claim, track: Sequence[Stretch]) -> str:
    """A claim that another one is made of, with how it stands."""
    return f"{child.number} {said_of(child)}" + ("" if track else f" ({_('not assessed')})")


def related(a: Sequence[str], c: Sequence[str]) -> tuple[str, str]:
    """What is drawn of a relation, and how it is read."""
    separator = "、" if is_chinese() else "; "
    figures = {"a": separator.join(a), "c": separator.join(c)}
    return (
        _("By how much a foretold better than c, added up"),
        _("Above nought a foretold better, below it c. a: %(a)s. c: %(c)s.") % figures,
    )


def by_chance() -> str:
    """What the bands of a relation are of."""
    return _("50, 80 and 95%% of earlier windows, their mean taken off") % {}


def without_figures(slugs: Collection[str], catalogue: Catalogue) -> str:
    """Why nothing is drawn: which figures are lacking."""
    names = catalogue.names_in(language())
    told = enumerated(names.get(slug, slug) for slug in list(slugs)[:_MOST_NAMES])
    more = len(slugs) - _MOST_NAMES
    if more > 0:
        return _("There is nothing to draw: no figures are known of %(names)s and %(more)s more.") % {
            "names": told, "more": more,
        }  # fmt: skip
    return _("There is nothing to draw: no figures are known of %(names)s.") % {"names": told}


def unreadable() -> str:
    """Why nothing is drawn."""
    return _("There is nothing to draw: its test cannot be read.")


def unassessed() -> str:
    """Why nothing is drawn."""
    return _("There is nothing to draw: it has not been assessed yet.")


def unscored(day: date) -> str:
    """Why nothing is drawn."""
    return _("There is nothing to draw: on %(day)s no forecast of the window could be made and scored.") % {"day": day}
