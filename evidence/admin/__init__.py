"""Evidence in the admin. Observations have no page of their own: they are read on their indicator's."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.admin import history, work
from evidence.admin.edits import EditsMixin
from evidence.admin.lists import ReadOnlyAdmin
from evidence.models import Fetch, HeldBatch, Indicator, Release, Source

for model, list_of_it in work.LISTS.items():
    admin.site.register(model, list_of_it)


class Named:
    """Rows with a name in both languages."""

    @admin.display(description=_("name"), ordering="name")
    def named(self, row: Source | Indicator) -> str:
        """The one that is active."""
        return str(row)


@admin.register(Source)
class SourceAdmin(EditsMixin, Named, ReadOnlyAdmin):
    """Content, as indicators are."""

    note = _("Sources are content: change fixtures/sources.toml, and run demo or archive import, which load it.")
    list_display = ("slug", "named", "licence", "politeness", "verified")
    search_fields = ("slug", "name", "name_zh")

    @admin.display(boolean=True, description=_("verified"))
    def verified(self, source: Source) -> bool:
        return source.is_verified


@admin.register(Indicator)
class IndicatorAdmin(EditsMixin, Named, ReadOnlyAdmin):
    """Content: a unit changed here would rescale every figure of the past, and no formula would be checked."""

    note = _(
        "Indicators are content: change the files in fixtures/indicators, and run demo or archive import, which check "
        "and load them."
    )
    list_display = ("slug", "named", "source", "code", "unit", "frequency", "checked_against")
    list_filter = ("source", "frequency", "family", "redistribute")
    list_select_related = ("source",)
    search_fields = ("slug", "name", "name_zh", "code")
    change_form_before_template = "evidence/history.html"  # figures first: observations have no page of their own

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Indicator | None = None, **kwargs: Any
    ) -> HttpResponse:
        """With its figures, and how they were revised."""
        if obj is not None:
            today = timezone.now().date()
            context |= {"history": history.tables(obj, today), "picture": history.drawn(obj, today)}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


@admin.register(Fetch)
class FetchAdmin(ReadOnlyAdmin):
    """What was asked and what came; nothing here can be changed. The body itself may have megabytes."""

    list_display = ("fetched_at", "source", "address", "status", "error")
    list_filter = ("source", "archived")
    list_select_related = ("source",)
    date_hierarchy = "fetched_at"
    exclude = ("payload",)
    readonly_fields = ("digest",)

    @admin.display(description=_("SHA-256 of the body"))
    def digest(self, fetch: Fetch) -> str:
        return fetch.payload_id or "-"


@admin.register(Release)
class ReleaseAdmin(ReadOnlyAdmin):
    """Filled from the providers' calendars, whose past is kept."""

    list_display = ("name", "source", "code", "asked_at")
    list_filter = ("source",)


@admin.register(HeldBatch)
class HeldBatchAdmin(ReadOnlyAdmin):
    """What is held back, and what was decided. Deciding is `claimbase held`, which records who and why."""

    list_display = ("indicator", "factor", "compared", "found_at", "state", "treatment", "decided_by", "reason")
    list_filter = ("state", "treatment")
    list_select_related = ("indicator",)
    exclude = ("rows",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[HeldBatch]:
        """Without the figures, which may have megabytes."""
        return super().get_queryset(request).defer("rows")
