"""Sentences with gaps for figures, by the operator of a comparison, in the language that is active."""

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
