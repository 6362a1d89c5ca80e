"""Publish an edition of the scorecard: asked for here, done by a worker, and followed until it is out."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from unfold.decorators import action
from unfold.views import UnfoldModelAdminViewMixin

from claims.editions.publish import PublishError, expect_known_day
from claims.models import Assessment, Claim, Edition
from claims.periodical import Period, Rhythm, ended_by
from claims.verbs import clock
from claims.verbs.clock import ClockError
from claims.wording.imprint import named
from claims.workers import tell

MOST_NAMED = 12  # claims that the edition waits for
_STALE = 600.0  # seconds after which a message that no worker had time for is forgotten


class PublishMixin:
    """The way to the page; whoever may add an edition may have one published."""

    actions_list = ("to_publish",)

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.add_edition")

    @action(description=gettext_lazy("Publish an edition"), permissions=["publish"])  # type: ignore[untyped-decorator]
    def to_publish(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:claims_edition_publish"))

    def get_urls(self) -> list[URLPattern]:
        """The page's address before the admin's own."""
        view = self.admin_site.admin_view(PublishPage.as_view(model_admin=self))  # type: ignore[attr-defined]
        return [path("publish/", view, name="claims_edition_publish"), *super().get_urls()]  # type: ignore[misc]


class PublishForm(forms.Form):
    """Which edition: that of the newest period of a rhythm that ended by a day."""

    rhythm = forms.ChoiceField(
        label=gettext_lazy("how often"), choices=Edition.Rhythm.choices, initial=Edition.Rhythm.ON_DEMAND,
        help_text=gettext_lazy("On demand it is of the day itself, else of the newest period that ended by then."),
    )  # fmt: skip
    by = forms.DateField(
        label=gettext_lazy("ended by this day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def period(self) -> Period:
        """The one that is meant."""
        return ended_by(Rhythm(self.cleaned_data["rhythm"]), self.cleaned_data["by"])


class PublishPage(UnfoldModelAdminViewMixin, TemplateView):
    """A form, and how far the edition has come that was asked for, by its address alone."""

    permission_required = ("claims.add_edition",)
    template_name = "admin/claims/publish.html"
    title = gettext_lazy("Publish an edition")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.GET:
            return self._show(PublishForm(initial={"by": datetime.now(UTC).date()}))
        form = PublishForm(request.GET)
        if not form.is_valid():
            return self._show(form, status=400)
        return self._show(form, progress=progress(form.period()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Tell a worker, and go on to how far it has come."""
        form = PublishForm(request.POST)
        try:
            if form.is_valid():
                return self._asked(form)
        except (PublishError, ClockError) as error:
            form.add_error(None, str(error))
        return self._show(form, status=400)

    def _asked(self, form: PublishForm) -> HttpResponse:
        period = form.period()
        expect_known_day(period, clock.now())
        if not Edition.objects.of(period).exists():
            if not tell("claims.publish_edition", [(period.rhythm, str(period.last))], expires=_STALE):
                raise PublishError(_("No worker can be reached: `claimbase scorecard publish` publishes without one."))
            messages.success(self.request, _("A worker was told to publish it."))
        asked = urlencode({"rhythm": str(period.rhythm), "by": str(period.last)})
        return HttpResponseRedirect(f"{reverse('admin:claims_edition_publish')}?{asked}")

    def _show(self, form: PublishForm, *, status: int = 200, **more: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **more), status=status)


def progress(period: Period) -> dict[str, Any]:
    """How far an edition has come: itself where it is out, else which claims have no assessment of its day yet."""
    edition = Edition.objects.of(period).defer("data").first()
    name = named({"rhythm": period.rhythm, "period": period.name, "number": edition.number if edition else 1})
    if edition is not None:
        return {
            "period": period,
            "edition": edition,
            "change": reverse("admin:claims_edition_change", args=[edition.pk]),
        }
    claims = Claim.objects.assessable().filter(article__published_on__lte=period.last)
    assessed = Assessment.objects.filter(as_of=period.last, criterion=None).values("claim")
    lacking = list(claims.exclude(pk__in=assessed).values_list("number", flat=True).order_by("article", "number"))
    count = claims.count()
    return {
        "name": name, "period": period, "count": count, "done": count - len(lacking), "lacking": lacking[:MOST_NAMED],
        "more": max(0, len(lacking) - MOST_NAMED),
    }  # fmt: skip
