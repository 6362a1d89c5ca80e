"""The edits of an object on its own page; the admin's history, which knows only what its forms did, leads there."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from evidence.edits import edits

Asked = tuple[type[Model], Mapping[str, Any]]


class EditsMixin:
    """Below the form: who made and changed it, when and in what."""

    change_form_after_template = "evidence/edits.html"

    def asked_edits(self, row: Any) -> tuple[Asked, ...]:
        """Of which model, found by what; what belongs to an object and has no page of its own is added to it."""
        return ((type(row), {"pgh_obj": row.pk}),)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Any = None, **more: Any
    ) -> HttpResponse:
        """With the edits."""
        if obj is not None:
            context["edits"] = edits(*self.asked_edits(obj))
        rendered: HttpResponse = super().render_change_form(request, context, *args, obj=obj, **more)  # type: ignore[misc]
        return rendered

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """To the page itself, which asks who may see it."""
        meta = self.opts  # type: ignore[attr-defined]
        page = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[object_id])
        return HttpResponseRedirect(f"{page}#edits")
