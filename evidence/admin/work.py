"""Jobs and the standing of sources in the admin: to be looked at; the workers write them."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.admin.lists import ReadOnlyAdmin
from evidence.models import RefreshJob, SourceState, breaker_word


class RefreshJobAdmin(ReadOnlyAdmin):
    list_display = ("id", "source", "state", "progress", "attempts", "not_before", "started_at", "finished_at", "cause")
    list_filter = ("state", "source")
    list_select_related = ("source",)
    search_fields = ("cause", "codes")

    @admin.display(description=_("progress"))
    def progress(self, job: RefreshJob) -> str:
        return f"{job.done}/{job.total}"


class SourceStateAdmin(ReadOnlyAdmin):
    list_display = ("source", "standing", "failures", "open_until", "last_success_at", "last_failure_at", "last_cause")
    list_select_related = ("source",)

    @admin.display(description=_("breaker"))
    def standing(self, state: SourceState) -> str:
        return breaker_word(state.breaker(timezone.now()))


LISTS = {RefreshJob: RefreshJobAdmin, SourceState: SourceStateAdmin}
