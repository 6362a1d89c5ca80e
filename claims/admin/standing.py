"""How claims stand, in the list of the admin: verdict track, band and next checkpoint, read for a page at once."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.views import ChangeList

from claims.models import Claim
from claims.onrecord.listing import rows_of
from claims.onrecord.order import listed
from claims.onrecord.shown import choices_of_standing
from claims.onrecord.shownrow import arranged
from claims.wording.languages import is_chinese
from evidence.admin.lists import MOST_LISTED

_NONE = "–"  # of a draft, which nobody has been promised anything about


def today() -> date:
    """The day that lists are of (UTC)."""
    return datetime.now(UTC).date()


class StandingList(ChangeList):
    """A page of claims with how each stands, in as many queries, however many claims it has."""

    def get_results(self, request: HttpRequest) -> None:
        """The page's claims, each with its `row`: None for a draft."""
        super().get_results(request)
        claims = list(self.result_list)  # type: ignore[has-type]
        day, suffix = today(), "_zh" if is_chinese() else ""
        rows = rows_of([one.pk for one in claims], day)
        for one in claims:
            one.row = arranged(rows[one.pk], suffix, day) if one.pk in rows else None
        self.result_list = claims


class StandingMixin:
    """The columns."""

    def get_changelist(self, request: HttpRequest, **more: Any) -> type[ChangeList]:
        return StandingList

    @admin.display(description=gettext_lazy("verdict track"))
    def track(self, claim: Any) -> SafeString | str:
        """Its probability since it was made, and under it which band stood when."""
        return _of(claim).get("track") or _NONE

    @admin.display(description=gettext_lazy("band"))
    def band(self, claim: Any) -> SafeString | str:
        """In words, with the probability and what qualifies it."""
        row = _of(claim)
        if not row:
            return _NONE
        notes = " · ".join(one for one in (row["p_word"], *row["mark_words"]) if one)
        return format_html('<strong>{}</strong><br><span class="standing-notes">{}</span>', row["band_word"], notes)

    @admin.display(description=gettext_lazy("next checkpoint"))
    def when(self, claim: Any) -> str:
        """Of a draft the one that it would have."""
        row = _of(claim)
        return " · ".join(row["when"]) or _NONE if row else str(claim.next_checkpoint(today()))


def _of(claim: Any) -> Mapping[str, Any]:
    return claim.row or {}


class StandingFilter(admin.SimpleListFilter):
    """Claims that are open, passed or over, or that stand in a band."""

    parameter_name = "standing"

    def __init__(self, *arguments: Any) -> None:
        self.title = _("standing")
        super().__init__(*arguments)

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """As the public list has them."""
        return choices_of_standing()

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Claim]") -> "QuerySet[Claim]":
        """Those of the standing that was chosen, as many as a list has."""
        chosen = self.value()
        if not chosen:
            return queryset
        found = listed(Claim.objects.order_by(), today(), is_past=False, after=None, count=MOST_LISTED, standing=chosen)
        return queryset.filter(pk__in=[one.place.key for one in found])
