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


def test_an_edition_on_demand_waits_for_its_assessments_looking_again_and_again(
    world: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.set_default()
    sent: list[tuple[str, list[int]]] = []
    looks: list[tuple[str, str, int]] = []
    monkeypatch.setattr(tasks.clock, "now", lambda: MARCH)
    monkeypatch.setattr(tasks.assess_some, "apply_async", lambda arguments, expires: sent.append(arguments))
    monkeypatch.setattr(tasks.publish_edition, "apply_async", lambda arguments, countdown: looks.append(arguments))
    tasks.publish_edition("on demand", "2026-02-20")
    tasks.publish_edition(*looks.pop())
    assert sum(len(keys) for _, keys in sent) == 6, "shared out once, however often it looks"
    tasks.publish_edition("on demand", "2026-02-20", 20)
    assert sum(len(keys) for _, keys in sent) == 12, "and anew when what was sent has been forgotten"
    tasks.publish_edition("on demand", "2026-02-20", 120)
    assert len(looks) == 2, "after an hour no more"
    assert not Edition.objects.exists()
    while sent:
        tasks.assess_some(*sent.pop())
    for _ in range(2):
        tasks.publish_edition(*looks[-1])
    assert [str(one) for one in Edition.objects.all()] == ["on demand 2026-02-20"]
    assert len(looks) == 2
