"""Evidence in the admin. Observations have no page of their own: they are read through their indicator."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from evidence.admin.work import ReadOnlyAdmin
from evidence.models import Fetch, HeldBatch, Indicator, Release, Source


class Named:
    """Rows with a name in both languages."""

    @admin.display(description=_("name"), ordering="name")
    def named(self, row: Source | Indicator) -> str:
        """The one that is active."""
        return str(row)


@admin.register(Source)
class SourceAdmin(Named, ReadOnlyAdmin):
    """Content, as indicators are."""

    note = _("Sources are content: change fixtures/sources.toml, and run demo or archive import, which load it.")
    list_display = ("slug", "named", "licence", "politeness", "verified")
    search_fields = ("slug", "name", "name_zh")

    @admin.display(boolean=True, description=_("verified"))
    def verified(self, source: Source) -> bool:
        return source.is_verified


@admin.register(Indicator)
class IndicatorAdmin(Named, ReadOnlyAdmin):
    """Content: a unit changed here would rescale every figure of the past, and no formula would be checked."""

    note = _(
        "Indicators are content: change the files in fixtures/indicators, and run demo or archive import, which check "
        "and load them."
    )
    list_display = ("slug", "named", "source", "code", "unit", "frequency", "checked_against")
    list_filter = ("source", "frequency", "family", "redistribute")
    list_select_related = ("source",)
    search_fields = ("slug", "name", "name_zh", "code")


@admin.register(Fetch)
class FetchAdmin(ReadOnlyAdmin):
    """What was asked and what came; nothing here can be changed."""

    list_display = ("fetched_at", "source", "address", "status", "error")
    list_filter = ("source", "archived")
    list_select_related = ("source",)
    date_hierarchy = "fetched_at"


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
