"""Portions of work as they are sent to workers, kept for the test to work off."""

import pytest
from celery import Task

from claimbase.celery import app

Sent = list[tuple[str, list[int]]]  # a day, and keys of claims


def sent_to(task: Task, monkeypatch: pytest.MonkeyPatch) -> Sent:
    """The portions that a task is asked for from now on; none of them is done."""
    app.set_default()
    messages: Sent = []

    def note(arguments: tuple[str, list[int]], expires: float) -> None:
        assert 0 < expires <= 600
        messages.append(arguments)

    monkeypatch.setattr(task, "apply_async", note)
    return messages
