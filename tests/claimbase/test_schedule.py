"""Every timer rings a task that exists, and its messages do not outlive the next ring."""

from claimbase.celery import app
from claimbase.schedule import TIMERS
from claimbase.settings import CELERY_TASK_SOFT_TIME_LIMIT


def test_every_timer_rings_a_task_that_exists() -> None:
    app.loader.import_default_modules()
    assert {timer["task"] for timer in TIMERS.values()} <= set(app.tasks)


def test_a_timers_message_dies_before_the_next_one() -> None:
    assert all(timer["options"]["expires"] <= timer["schedule"] for timer in TIMERS.values())


def test_the_application_has_the_settings_limits_and_timers() -> None:
    assert app.conf.task_acks_late
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_soft_time_limit == CELERY_TASK_SOFT_TIME_LIMIT
    assert app.conf.beat_schedule == TIMERS
    assert app.conf.accept_content == ["json"]
