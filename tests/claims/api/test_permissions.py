"""Who may do what through the API: every endpoint and method of it, by role."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.test.utils import override_settings
from django.urls import URLPattern

from claimbase.api.urls import router
from claimbase.roles import ROLES
from tests.claims.api.conftest import Holder

pytestmark = pytest.mark.django_db
METHODS = ("get", "post", "put", "patch", "delete")
SAMPLES = {"slug": "nothing", "article": "nothing", "number": "1", "name": "2026-01", "pk": "1"}
ACTS = "add_act"
# What a role may, beside reading what everybody may: by action, the permission of the admin.
WRITES = {
    ("editing", "list"): "view_claim", ("editing", "retrieve"): "view_claim",
    ("editing", "partial_update"): "change_claim", ("editing", "submit"): "add_submission",
     ("editing", "register"): ACTS, ("editing", "amend"): ACTS,
    ("editing", "withdraw"): ACTS, ("editing", "void"): ACTS, ("editing", "reopen"): ACTS,
    ("claims", "forecast"): "add_forecast", ("claims", "rate"): "add_rating", ("claims", "settle"): "add_settlement",
    ("claims", "assess"): "add_assessment", ("claims", "refresh"): "add_refreshjob",
    ("scorecards", "create"): "add_edition", ("proposals", "create"): "add_proposal",
    ("candidates", "list"): "view_candidate", ("candidates", "accept"): "add_decision",
    ("extract", "create"): "view_candidate", ("extract", "retrieve"): "view_candidate",
}  # fmt: skip


def endpoints() -> list[tuple[str, str, str, str]]:
    """Endpoint, method, action ("" of a method that there is not) and an address."""
    found = []
    for pattern in router.urls:
        assert isinstance(pattern, URLPattern)
        view: Any = pattern.callback
        name = str(pattern.name).split("-")[1]
        names = pattern.pattern.regex.groupindex  # type: ignore[union-attr]
        kwargs = {one: "nothing:C1.p" if name == "criteria" else SAMPLES[one] for one in names}
        from django.urls import reverse

        address = reverse(str(pattern.name), kwargs=kwargs)
        found += [(name, method, view.actions.get(method, ""), address) for method in METHODS]
    return found


ENDPOINTS = endpoints()


def may(role: str, wanted: str) -> bool:
    return role != "nobody" and (wanted.startswith("view_") or wanted in ROLES.get(role, ()))


@pytest.fixture
def asks(holder: Holder, settings: Any) -> Any:
    settings.API_RATES = dict.fromkeys(settings.API_RATES, 1_000_000)

    def client(role: str) -> Client:
        return Client() if role == "nobody" else holder(role, name=role)

    return client


@pytest.mark.parametrize("role", ["nobody", *ROLES])
def test_every_endpoint_and_method_lets_in_whom_it_should(role: str, asks: Any) -> None:
    client, wrong = asks(role), []
    for name, method, action, address in ENDPOINTS:
        code = getattr(client, method)(address, content_type="application/json").status_code
        wanted = WRITES.get((name, action))
        if not action:
            is_right = code in ((401, 405) if role == "nobody" else (403, 405))
        elif wanted is None:
            is_right = method == "get" and code in (200, 404)
        elif role == "nobody":
            is_right = code == 401
        else:
            is_right = (code == 403) != may(role, wanted) and code not in (401, 405, 500)
        if not is_right:
            wrong.append((name, method, action, code))
    assert wrong == []


def test_what_writes_is_all_in_the_matrix() -> None:
    writing = {(name, action) for name, method, action, _address in ENDPOINTS if action and method != "get"}
    assert writing <= WRITES.keys()
    assert len(ENDPOINTS) > 150


def test_nobody_without_a_token_reads_what_is_closed(asks: Any) -> None:
    with override_settings(API_OPEN=False):
        codes = {asks("nobody").get(address).status_code for _name, method, action, address in ENDPOINTS if action}
    assert codes == {401}


def test_an_account_that_was_closed_writes_nothing(asks: Any) -> None:
    client = asks("reviewers")
    User.objects.update(is_active=False)
    assert client.post("/api/v1/claims/x/settle/", headers={"idempotency-key": "k"}).status_code == 401
