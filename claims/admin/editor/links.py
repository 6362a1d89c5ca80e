"""Small acts from a claim's page: linking it to another, ending a link, rating it where it is judged."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from claims.admin.editor.draft import draft_page
from claims.admin.editor.page import Visit
from claims.admin.editor.registered import SOURCES, registered_page
from claims.models import Claim, Rating
from claims.verbs.acts import RegistrationError
from claims.verbs.link import link, unlink
from claims.verbs.rate import Opinion, rate

_PARTS = ("address", "archived", "family")


def link_page(visit: Visit) -> HttpResponse:
    """Say how the claim bears on another one."""
    return _small_act(visit, "link", _link)


def unlink_page(visit: Visit) -> HttpResponse:
    """End a link."""
    return _small_act(visit, "unlink", _unlink)


def rate_page(visit: Visit) -> HttpResponse:
    """Rate a judged claim."""
    return _small_act(visit, "rate", _rate)


def _small_act(visit: Visit, permission: str, act: Callable[[Visit], str]) -> HttpResponse:
    """Do it and go back to the page; or show the page with why it cannot be done and what was typed."""
    if visit.request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    visit.demand(permission)
    try:
        visit.tell(act(visit))
    except RegistrationError as error:
        more = {"refusal": str(error), "refused": permission, "typed": visit.request.POST}
        return _again(visit, more)
    return redirect(visit.address)


def _again(visit: Visit, more: dict[str, Any]) -> HttpResponse:
    return (draft_page if visit.claim.is_draft else registered_page)(visit, 422, **more)


def _named(visit: Visit, name: str) -> Claim:
    """A claim by its number in the same article, or by its slug. Raises `RegistrationError`."""
    name = name.strip().partition(" ")[0]
    found = Claim.objects.filter(article=visit.claim.article_id, number=name) or Claim.objects.filter(slug=name)
    if not found:
        raise RegistrationError(_("Expected the number of a claim of this article, or a slug, got %(got)s.") %
                                {"got": name or "–"})  # fmt: skip
    return found[0]


def _link(visit: Visit) -> str:
    posted = visit.request.POST
    other = _named(visit, posted.get("other", ""))
    made = link(
        source=visit.claim, kind=posted.get("kind", ""), target=other, request=visit.asks(posted.get("reason", ""))
    )
    return _("%(link)s: recorded.") % {"link": made}


def _unlink(visit: Visit) -> str:
    posted = visit.request.POST
    other = _named(visit, posted.get("other", ""))
    ended = unlink(one=visit.claim, other=other, request=visit.asks(posted.get("reason", "")))
    return _("%(link)s: ended.") % {"link": ended}


def _rate(visit: Visit) -> str:
    posted = visit.request.POST
    if posted.get("role") not in Rating.Role.values:
        figures = {"names": ", ".join(Rating.Role.values), "got": posted.get("role")}
        raise RegistrationError(_("expected one of %(names)s, got %(got)s") % figures)
    rows = [{part: posted.get(f"{part}_{row}", "").strip() for part in _PARTS} for row in range(SOURCES)]
    sources = [one for one in rows if all(one.values())]
    accepts = posted.get("role") == Rating.Role.ADJUDICATOR and not posted.get("p", "").strip()
    opinion = Opinion(
        None if accepts else _number(posted.get("p", "")), None if accepts else int(_number(posted.get("level", ""))),
        sources,
    )  # fmt: skip
    made = rate(claim=visit.claim, checkpoint=_day(posted.get("checkpoint", "")), role=posted["role"],
                opinion=opinion, request=visit.asks(posted.get("reason", "")))  # fmt: skip
    return _("%(rating)s: recorded") % {"rating": made}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise RegistrationError(_("Expected a number, got %(got)s.") % {"got": text or "–"}) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise RegistrationError(
            _("Expected days such as 2026-11-30, 2027-05-31, got %(got)s.") % {"got": text}
        ) from None
