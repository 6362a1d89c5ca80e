"""The worker's door of the periodical: assessed first, published once, asked again for nothing."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from claimbase.celery import app
from claimbase.schedule import TIMERS
from claims import tasks
from claims.models import Edition

MARCH = datetime(2026, 3, 1, 7, tzinfo=UTC)  # the February of the small world has ended


def test_claims_are_shared_out_until_all_are_assessed_then_the_edition_is_published_once(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.set_default()
    sent: list[tuple[str, list[int]]] = []
    monkeypatch.setattr(tasks.clock, "now", lambda: MARCH)
    monkeypatch.setattr(tasks.assess_some, "apply_async", lambda arguments, expires: sent.append(arguments))
    tasks.publish_scorecard("monthly")
    assert {day for day, _ in sent} == {"2026-02-28"}
    assert sum(len(keys) for _, keys in sent) == 6
    assert not Edition.objects.exists()
    while sent:
        tasks.assess_some(*sent.pop())
    for _ in range(2):
        tasks.publish_scorecard("monthly")
    assert sent == []
    assert [str(one) for one in Edition.objects.all()] == ["monthly 2026-02"]


def test_each_rhythm_of_the_calendar_has_a_timer_that_names_it() -> None:
    named = [timer["args"] for timer in TIMERS.values() if timer["task"] == "claims.publish_scorecard"]
    assert named == [("weekly",), ("monthly",), ("quarterly",)]
