"""What a role may do with what the admin shows, asked of the admin's own classes."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.messages.storage.fallback import FallbackStorage
from django.db.models import Model
from django.http import HttpRequest
from django.test import RequestFactory

from claims.models import Claim

_ACTS = ("view", "add", "change", "delete")


def objects() -> Iterator[tuple[str, Any, Model]]:
    """Every kind of object of every class that is registered, by its name, and of every inline below it."""
    for model, of_it in sorted(admin.site._registry.items(), key=lambda one: one[0]._meta.label_lower):
        label = model._meta.label_lower
        for state, values in _STATES.get(label, {"": {}}).items():
            yield f"{label} {state}".strip(), of_it, model(**values)
        for inline in of_it.inlines:
            yield f"{label} > {inline.model._meta.label_lower}", inline(model, admin.site), model()


# Objects of one model that rights differ for.
_STATES: dict[str, dict[str, dict[str, Any]]] = {
    "claims.claim": {"draft": {}, "registered": {"state": Claim.State.REGISTERED, "version": 1}},
    "auth.user": {"": {}, "superuser": {"is_superuser": True}},
    "knox.authtoken": {"": {"user": User()}, "superuser's": {"user": User(is_superuser=True)}},
}


def rights(of_it: Any, row: Model, request: HttpRequest) -> str:
    """Letters of view, add, change and delete, then the names of the actions that are offered."""
    may = [act for act in _ACTS if _may(of_it, act, row, request)]
    return " ".join(["".join(act[0] for act in may) or "-", *_actions(of_it, request)])


def _may(of_it: Any, act: str, row: Model, request: HttpRequest) -> bool:
    asked = (request,) if act == "add" and isinstance(of_it, admin.ModelAdmin) else (request, row)
    return bool(getattr(of_it, f"has_{act}_permission")(*asked))


def _actions(of_it: Any, request: HttpRequest) -> list[str]:
    if not hasattr(of_it, "get_actions"):
        return []
    offered = set(of_it.get_actions(request))
    for found in (
        of_it.get_actions_list(request),
        of_it.get_actions_row(request),
        of_it.get_actions_detail(request, 1),
    ):
        offered |= {one.action_name.removeprefix(f"{_label(of_it)}_") for one in found}
    return sorted(offered)


def _label(of_it: Any) -> str:
    return f"{of_it.model._meta.app_label}_{of_it.model._meta.model_name}"


def asked_by(role: str) -> HttpRequest:
    """A request of somebody who is in that group alone, on the list of the admin."""
    user = User.objects.create_user(f"one-of-{role}", is_staff=True)
    user.groups.set(Group.objects.filter(name=role))
    request = RequestFactory().get("/admin/")
    request.user, request.session = user, {}
    request._messages = FallbackStorage(request)
    return request
