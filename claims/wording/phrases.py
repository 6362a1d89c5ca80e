"""Sentences with gaps for figures, in the language that is active."""

from collections.abc import Mapping

from django.utils.translation import gettext as _


def needed(operator: str) -> str:
    """Of a figure held against a written number."""
    return {
        ">=": _("%(what)s: %(value)s by %(until)s; at least %(needed)s needed."),
        ">": _("%(what)s: %(value)s by %(until)s; more than %(needed)s needed."),
        "<=": _("%(what)s: %(value)s by %(until)s; at most %(needed)s needed."),
        "<": _("%(what)s: %(value)s by %(until)s; less than %(needed)s needed."),
    }[operator]


def needed_against(operator: str) -> str:
    """Of a figure held against another one."""
    return {
        ">=": _("%(what)s: %(value)s by %(until)s; needed: at least %(other)s, %(needed)s."),
        ">": _("%(what)s: %(value)s by %(until)s; needed: more than %(other)s, %(needed)s."),
        "<=": _("%(what)s: %(value)s by %(until)s; needed: at most %(other)s, %(needed)s."),
        "<": _("%(what)s: %(value)s by %(until)s; needed: less than %(other)s, %(needed)s."),
    }[operator]


def hindsight(counts: Mapping[str, int]) -> str:
    """Of how many claims the criteria were written after their window had opened: `late` of `claims`."""
    if not counts["late"]:
        return _("All criteria were written before their windows opened.")
    return _(
        "The criteria of %(late)s of %(claims)s claims were written after their window had opened: these carry the "
        "hindsight mark."
    ) % dict(counts)
