"""Telling workers what to do."""

import pytest
from celery import Celery, current_app
from kombu import Connection

from claims.workers import tell


def test_each_call_is_a_message_that_is_forgotten_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    app = Celery(broker="memory://", set_as_current=False)
    for name in ("connection_for_write", "send_task"):
        monkeypatch.setattr(current_app, name, getattr(app, name))
    assert tell("claims.some", [(1, "a"), (2, "b")], expires=60)
    with app.connection_for_read() as broker, broker.SimpleQueue("celery") as queue:
        came = [queue.get(timeout=1) for _ in range(2)]
    assert [message.payload[0] for message in came] == [[1, "a"], [2, "b"]]
    assert all(message.headers["task"] == "claims.some" and message.headers["expires"] for message in came)


def test_nobody_waits_for_a_broker_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr(current_app, "connection_for_write", lambda: Connection("redis+socket:///nowhere/broker"))
    monkeypatch.setattr("kombu.utils.functional.sleep", slept.append)
    assert not tell("claims.some", [()])
    assert sum(slept) == 0
