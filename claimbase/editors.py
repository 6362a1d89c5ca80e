"""Who asks for a change, told to the triggers that keep edits; beside what the library sends of it."""

from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from pghistory.middleware import HistoryMiddleware
from psycopg.sql import Composable


class EditorMiddleware(HistoryMiddleware):
    """The library's own, which sends account and address along with each statement of a request that may write.

    It can put them before a text alone; statements that are composed are one only when they are sent.
    """

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with connection.execute_wrapper(_as_text):
            response: HttpResponse = super().__call__(request)  # type: ignore[no-untyped-call]
        return response


def _as_text(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    text = sql.as_string(context["connection"].connection) if isinstance(sql, Composable) else sql
    return execute(text, params, many, context)
