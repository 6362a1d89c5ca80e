"""A request that may write tells the database who asks for it; what the request runs stays what it was."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from psycopg import sql

from claimbase.editors import EditorMiddleware
from evidence.models import Source
from tests import factories

pytestmark = pytest.mark.django_db


def asked(do: Callable[[], object], method: str = "post", user: User | None = None) -> list[object]:
    """What `do` came to within a request."""
    found: list[object] = []

    def view(request: HttpRequest) -> HttpResponse:
        found.append(do())
        return HttpResponse()

    request = getattr(RequestFactory(), method)("/somewhere/")
    request.user = user or AnonymousUser()
    EditorMiddleware(view)(request)
    return found


def run(statement: object) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)  # type: ignore[arg-type]
        return cursor.fetchone()[0] if cursor.description else cursor.rowcount


STATEMENTS = {
    "a text": "UPDATE evidence_source SET name = 'new'",
    "a composed one": sql.SQL("UPDATE {} SET name = {}").format(sql.Identifier("evidence_source"), sql.Literal("new")),
    "one that returns rows": "UPDATE evidence_source SET name = 'new' RETURNING 1",
}


@pytest.mark.parametrize("name", sorted(STATEMENTS))
def test_every_form_of_statement_is_kept_with_account_and_address(name: str) -> None:
    factories.source()
    ann = User.objects.create_user("ann")
    assert asked(lambda: run(STATEMENTS[name]), user=ann) == [1]
    (kept,) = Source.edits.rel.related_model.objects.filter(pgh_label="changed")  # type: ignore[attr-defined]
    assert kept.pgh_context.metadata == {"user": ann.pk, "url": "/somewhere/"}


def test_composed_questions_are_answered_as_before() -> None:
    assert asked(lambda: run(sql.SQL("SELECT {}").format(sql.Literal(7)))) == [7]


def test_a_change_within_nobodys_request_names_nobody() -> None:
    factories.source()
    asked(lambda: Source.objects.update(name="new"))
    kept = Source.edits.rel.related_model.objects.get(pgh_label="changed")  # type: ignore[attr-defined]
    assert kept.pgh_context.metadata["user"] is None


def test_nothing_of_a_request_stays_with_the_connection() -> None:
    asked(lambda: None)
    assert connection.execute_wrappers == []


def test_reading_costs_no_statement_more(django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(1):
        asked(Source.objects.count, method="get")
