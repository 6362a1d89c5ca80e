"""Jobs and the standing of sources in the admin: to be looked at; the workers write them."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from evidence.models import RefreshJob, SourceState, breaker_word

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise


class ReadOnlyAdmin(ModelAdmin):
    """Nothing here can be changed. `note` says above the list and the page where it is, if anywhere."""

    note: "_StrOrPromise" = ""
    list_before_template = change_form_before_template = "evidence/readonly.html"

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
