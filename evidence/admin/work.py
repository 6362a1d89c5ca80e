"""Jobs and the standing of sources in the admin: to be looked at; the workers write them."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from evidence.models import RefreshJob, SourceState, breaker_word

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


MOST_LISTED = 10_000  # rows of a list: to count them all takes as long as to read them all, and nobody turns to the end


class Capped(Paginator):
    """Pages of the first rows of a list; what lies beyond is found by a filter or a search."""

    @cached_property
    def count(self) -> int:
        """How many rows the pages have."""
        return min(self._counted, MOST_LISTED)

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than pages for them, which the list says."""
        return self._counted > MOST_LISTED

    @cached_property
    def _counted(self) -> int:
        """Counted no further than to know that."""
        rows = self.object_list
        return rows.order_by()[: MOST_LISTED + 1].count() if isinstance(rows, QuerySet) else super().count


class ListedAdmin(ModelAdmin):
    """A list that is counted once, and no further than it is shown. `note` stands above the list and the page."""

    paginator: ClassVar[type] = Capped
    show_full_result_count = False

    note: "_StrOrPromise" = ""
    list_before_template = change_form_before_template = "evidence/note.html"


class ReadOnlyAdmin(ListedAdmin):
    """Nothing here can be changed. `note` says where it is, if anywhere."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(RefreshJob)
class RefreshJobAdmin(ReadOnlyAdmin):
    list_display = ("id", "source", "state", "progress", "attempts", "not_before", "started_at", "finished_at", "cause")
    list_filter = ("state", "source")
    list_select_related = ("source",)
    search_fields = ("cause", "codes")

    @admin.display(description=_("progress"))
    def progress(self, job: RefreshJob) -> str:
        return f"{job.done}/{job.total}"


@admin.register(SourceState)
class SourceStateAdmin(ReadOnlyAdmin):
    list_display = ("source", "standing", "failures", "open_until", "last_success_at", "last_failure_at", "last_cause")
    list_select_related = ("source",)

    @admin.display(description=_("breaker"))
    def standing(self, state: SourceState) -> str:
        return breaker_word(state.breaker(timezone.now()))
