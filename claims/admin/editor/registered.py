"""The page of a claim that is registered, withdrawn or void: what is frozen, what became of it, what can be done."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from claims.admin.editor.acts import act_word
from claims.admin.editor.chart import charted
from claims.admin.editor.history import acts_of, judged_of, links_of
from claims.admin.editor.page import Visit, today
from claims.admin.editor.waiting import waiting_for
from claims.dossier import Dossier
from claims.models import Act, Claim, quotes
from claims.wording.relation import RelationWording

SOURCES = 4  # rows of the form of a rating; two are needed
_ACTS = {
    Claim.State.REGISTERED: (Act.Kind.AMEND, Act.Kind.WITHDRAW, Act.Kind.VOID),
    Claim.State.WITHDRAWN: (Act.Kind.REOPEN,),
    Claim.State.VOID: (Act.Kind.REOPEN,),
}


def registered_page(visit: Visit, status: int = 200, **more: Any) -> HttpResponse:
    """All of it, on one page."""
    claim = visit.claim
    context = {
        "criteria": criteria_in_words(claim),
        "acts": acts_of(claim),
        **links_of(claim),
        "source_rows": range(SOURCES),
        "rounds": judged_of(claim, visit.name) if claim.nature == Claim.Nature.JUDGED else (),
        "quotes": quotes(claim),
        "buttons": [{"kind": kind, "word": act_word(kind)} for kind in _ACTS[Claim.State(claim.state)]],
        "waiting": [one for kind in _ACTS[Claim.State(claim.state)] for one in waiting_for(visit, kind)],
        "children": list(claim.children.all()) if claim.is_group else (),
        **charted(visit),
    }
    return visit.page("editor_registered.html", {**context, **more}, status)


def criteria_in_words(claim: Claim) -> list[dict[str, Any]]:
    """Every criterion, of all versions, with what it means in the active language."""
    rows = list(claim.criteria.all())
    if not rows:
        return []
    dossier = Dossier([], today(), rows)
    wording = RelationWording(dossier)
    return [
        {"criterion": one, "meaning": wording.meaning(dossier.reading(one)), "is_old": not one.is_current,
         "by": _("superseded by version %(version)s") % {"version": one.superseded_by} if not one.is_current else ""}
        for one in rows
    ]  # fmt: skip
