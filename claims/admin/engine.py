"""What people may have the engine do with claims of the list, at once: refresh their evidence, assess, settle."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action

from claims.endangered import leaves
from claims.models import Claim, Criterion
from claims.sharing import portions, settle_portion
from claims.verbs import clock
from claims.verbs.acts import RegistrationError
from claims.verbs.clock import ClockError
from claims.workers import tell
from evidence.due import askable, queue
from evidence.models import Indicator

MOST_SETTLED = 40  # claims in a request: each reads its evidence, and somebody waits
_STALE = 600.0  # seconds after which a portion that no worker had time for is forgotten


class EngineMixin:
    """The actions; a permission to add what each makes is asked for."""

    actions: tuple[str, ...] = ("refresh_now", "assess_now", "settle_now")

    def has_refresh_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("evidence.add_refreshjob")

    def has_assess_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.add_assessment")

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.add_settlement")

    @action(description=gettext_lazy("Refresh their evidence now"), permissions=["refresh"])  # type: ignore[untyped-decorator]
    def refresh_now(self, request: HttpRequest, claims: "QuerySet[Claim]") -> None:
        _at(request, lambda now: _refresh(request, _below(claims), now))

    @action(description=gettext_lazy("Assess now"), permissions=["assess"])  # type: ignore[untyped-decorator]
    def assess_now(self, request: HttpRequest, claims: "QuerySet[Claim]") -> None:
        _at(request, lambda now: _assess(request, claims, now))

    @action(description=gettext_lazy("Settle now what has fallen due"), permissions=["settle"])  # type: ignore[untyped-decorator]
    def settle_now(self, request: HttpRequest, claims: "QuerySet[Claim]") -> None:
        _at(request, lambda now: _settle(request, claims, now))


def _at(request: HttpRequest, do: Callable[[datetime], None]) -> None:
    """Do it now, or say why it is refused."""
    try:
        do(clock.now())
    except (ClockError, RegistrationError) as error:
        messages.error(request, str(error))


def _below(claims: "QuerySet[Claim]") -> set[str]:
    """The raw indicators below the criteria of claims and of those that they are made of."""
    keys = list(claims.values_list("pk", flat=True))
    catalogue = Indicator.objects.catalogue()
    criteria = Criterion.objects.filter(claim__in=keys) | Criterion.objects.filter(claim__parents__in=keys)
    return {slug for one in criteria.distinct() for slug in leaves(one, catalogue)}


def _refresh(request: HttpRequest, slugs: set[str], now: datetime) -> None:
    able = [one for one in askable(settings.SOURCE_SETTINGS)[0] if one.slug in slugs]
    figures = {"jobs": queue(able, now=now), "series": len(able), "unable": len(slugs) - len(able)}
    said = _("%(jobs)s jobs queued for %(series)s series, which workers begin within a minute; series that no source "
             "can be asked for: %(unable)s.") % figures  # fmt: skip
    link = '{} <a href="{}" class="underline">{}</a>'
    messages.success(request, format_html(link, said, reverse("admin:evidence_refreshjob_changelist"), _("Progress")))


def _assess(request: HttpRequest, claims: "QuerySet[Claim]", now: datetime) -> None:
    keys = list(Claim.objects.assessable().filter(pk__in=claims.values("pk")).values_list("pk", flat=True))
    figures = {"count": len(keys), "others": claims.count() - len(keys)}
    if not tell("claims.assess_some", [(str(now.date()), portion) for portion in portions(keys)], expires=_STALE):
        messages.error(request, _("No worker can be reached: `claimbase assess` assesses without one."))
        return
    messages.success(request, _("%(count)s claims were given to workers: their rows change as each is assessed. Not "
                                "assessed, for they are judged or ended: %(others)s.") % figures)  # fmt: skip


def _settle(request: HttpRequest, claims: "QuerySet[Claim]", now: datetime) -> None:
    """At once: nothing is simulated for it."""
    keys = list(claims.values_list("pk", flat=True)[: MOST_SETTLED + 1])
    if len(keys) > MOST_SETTLED:
        messages.error(request, _("Expected at most %(most)s claims to be settled at once, got more.") %
                       {"most": MOST_SETTLED})  # fmt: skip
        return
    done = settle_portion(now.date(), now, keys)
    figures = {"settled": len(done.settled), "waiting": len(done.waiting), "unreadable": len(done.unreadable)}
    messages.success(request, _("%(settled)s settled; %(waiting)s wait for figures; %(unreadable)s cannot be read.") %
                     figures)  # fmt: skip
    for one in done.waiting[:5]:
        about = {"claim": one.claim.number, "day": one.checkpoint, "series": ", ".join(one.unpublished) or "–"}
        messages.info(request, _("%(claim)s of %(day)s waits for: %(series)s") % about)
