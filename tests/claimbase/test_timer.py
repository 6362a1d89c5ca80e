"""When the timers ring."""

from datetime import timedelta
from pathlib import Path

import pytest

from claimbase.celery import app
from claimbase.schedule import TIMERS
from claimbase.timer import Timer


class Bell(Timer):
    """Notes who rings instead of sending a message."""

    producer = None  # its connection would be tried for ever

    def apply_entry(self, entry, producer=None) -> None:
        self.rung.append(entry.name)


def bell(folder: Path) -> Bell:
    Bell.rung = []
    return Bell(app, schedule_filename=str(folder / "timer"), Producer=lambda *_: None)


def ticks(timer: Bell, count: int = 20) -> list[str]:
    for _ in range(count):
        timer.tick()
    return sorted(timer.rung)


def test_a_timer_that_rang_by_a_clock_that_was_ahead_rings_at_the_next_start_and_it_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = bell(tmp_path)
    for entry in first.schedule.values():
        entry.last_run_at += timedelta(days=400)
    first.close()
    again = bell(tmp_path)
    assert set(TIMERS) <= set(ticks(again))
    assert caplog.text.count("which lies ahead") >= len(TIMERS)
    again.close()
    last = bell(tmp_path)
    assert ticks(last) == [], "once"
    last.close()


def test_a_clock_put_right_while_the_timers_run_stops_none_of_them(tmp_path: Path) -> None:
    running = bell(tmp_path)
    ticks(running)
    for entry in running.schedule.values():
        entry.last_run_at += timedelta(days=400)
    running.populate_heap()  # as by that clock
    assert set(TIMERS) <= set(ticks(running))
    running.close()
