"""The workers' doors of the claims: what is due is shared out, and one bad claim holds up no other."""

import logging
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from claimbase.celery import app
from claimbase.embedded import valkey
from claims import tasks
from claims.assess import Assessed
from claims.due import Why, due
from claims.models import Answer, Assessment, Claim, Criterion
from evidence.tasks import tend
from tests.claims import content
from tests.claims.portions import Sent, sent_to
from tests.database import temporary_data_folder

DAY = str(content.AS_OF)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """The portions that were sent to workers."""
    return sent_to(tasks.assess_some, monkeypatch)


def work_off(sent: Sent) -> None:
    while sent:
        tasks.assess_some(*sent.pop(0))


def test_what_is_due_is_shared_out_and_then_is_due_no_longer(world: Path, sent: Sent) -> None:
    tasks.assess_due(DAY)
    assert sorted(key for _, keys in sent for key in keys) == list(
        Claim.objects.exclude(kind="judged").order_by("pk").values_list("pk", flat=True)
    )
    assert {day for day, _ in sent} == {DAY}
    work_off(sent)
    tasks.assess_due(DAY)
    assert sent == []


def test_a_claim_that_cannot_be_read_is_named_in_the_log_and_holds_up_no_other(
    world: Path, sent: Sent, caplog: pytest.LogCaptureFixture
) -> None:
    Criterion.objects.filter(key="C1.p").update(holds_when="mean(yoy(powr)) > 1")
    monitored = logging.getLogger("claims.tasks")
    monitored.addHandler(caplog.handler)
    try:
        tasks.assess_due(DAY)
        work_off(sent)
    finally:
        monitored.removeHandler(caplog.handler)
    assert "power-runs-short-c1 is not assessed" in caplog.text
    assert Assessment.objects.filter(claim__number="C2").exists()
    assert due(content.AS_OF) == {Claim.objects.get(number="C1").pk: Why.NEVER}


def test_without_a_day_it_is_today(world: Path, sent: Sent) -> None:
    tasks.assess_due()
    [day] = {day for day, _ in sent}
    assert abs(date.fromisoformat(day) - datetime.now(UTC).date()) <= timedelta(days=1)  # midnight may pass meanwhile


def test_a_claim_that_cannot_be_assessed_holds_up_no_other(
    world: Path, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = Claim.objects.get(number="C2")
    real = tasks.assess_portion

    def stumbling(as_of: object, keys: list[int]) -> Assessed:
        if bad.pk in keys:
            raise MemoryError(f"{len(keys)} claims")
        return real(as_of, keys)

    monkeypatch.setattr(tasks, "assess_portion", stumbling)
    tasks.assess_due(DAY)
    with pytest.raises(MemoryError, match="1 claims"):
        work_off(sent)
    work_off(sent)
    assessed = Assessment.objects.order_by().values_list("claim__number", flat=True).distinct()
    assert sorted(assessed) == ["C1", "C3", "C4", "C6", "C7"]


def test_portions_let_everything_else_go_first() -> None:
    data_folder = temporary_data_folder()
    wished = [tasks.assess_some.name, tasks.settle_some.name, tend.name, tasks.send_notices.name]
    try:
        with valkey.lease(data_folder) as address, app.connection_for_write(address) as connection:
            for name in wished:  # by this app, whichever another test has made the current one
                app.send_task(name, ("2026-08-22", [1]) if name in wished[:2] else (), connection=connection)
            with connection.SimpleQueue(app.conf.task_default_queue) as messages:
                taken = [messages.get(timeout=5).headers["task"] for _ in wished]
    finally:
        valkey.stop(data_folder)
        shutil.rmtree(data_folder)
    assert taken == ["evidence.tend", "claims.send_notices", "claims.assess_some", "claims.settle_some"]


def test_what_a_program_was_answered_is_kept_for_30_days(db: None) -> None:
    account, now = User.objects.create_user("ann"), datetime.now(UTC)
    for days in (29, 31):
        Answer.objects.create(account=account, key=f"{days}", asked="0", at=now - timedelta(days=days))
    tasks.clear_answers()
    assert [one.key for one in Answer.objects.all()] == ["29"]
