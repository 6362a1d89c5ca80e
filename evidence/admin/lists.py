"""Lists in the admin: counted once, and no further than they are shown."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from unfold.admin import ModelAdmin

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
