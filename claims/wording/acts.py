"""What was done to claims, in the language that is active."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from claims.models import Act, Claim


def said(act: Act) -> str:
    """Who did what to which claim when: "ann registered C1 on 2026-03-01 12:00 (entry 4)"."""
    figures = {"by": act.by, "claim": act.claim.number, "at": f"{act.at:%Y-%m-%d %H:%M}", "entry": act.entry_id}
    return {
        Act.Kind.REGISTER: _("%(by)s has registered %(claim)s on %(at)s (entry %(entry)s)"),
        Act.Kind.AMEND: _("%(by)s has amended %(claim)s on %(at)s (entry %(entry)s)"),
        Act.Kind.WITHDRAW: _("%(by)s has withdrawn %(claim)s on %(at)s (entry %(entry)s)"),
        Act.Kind.VOID: _("%(by)s has declared void %(claim)s on %(at)s (entry %(entry)s)"),
        Act.Kind.REOPEN: _("%(by)s has reopened %(claim)s on %(at)s (entry %(entry)s)"),
    }[Act.Kind(act.kind)] % figures


def states_in_words(states: Iterable[Claim.State]) -> str:
    """Any of some states."""
    return _(" or ").join(str(state.label) for state in states)
