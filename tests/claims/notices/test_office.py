"""Notices go by the database's clock, which all workers share: a machine's own may be wrong."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from claims.models import Event, Notice, sharedtime
from claims.notices import office as furnished
from claims.notices.find import queued
from claims.notices.office import office
from claims.tasks import send_notices
from claims.verbs.clock import ClockError
from evidence.models import LEASE
from tests.claims.notices.rows import DAY, subscription

pytestmark = pytest.mark.django_db


def put(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let this machine's clock be wrong by so much, whoever of the two asks it."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.now(UTC) + by

    for module in (sharedtime, furnished):
        monkeypatch.setattr(module, "datetime", Wrong, raising=False)


@pytest.fixture
def being_sent() -> Notice:
    """What another worker is at."""
    event = Event.objects.create(key="x", kind="test", day=DAY, at=datetime.now(UTC))
    notice = queued(subscription(), event, datetime.now(UTC))
    notice.begun(datetime.now(UTC), "another")
    return notice


def test_a_worker_whose_clock_runs_ahead_takes_no_notice_from_one_who_is_at_it(
    being_sent: Notice, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monkeypatch, 2 * LEASE)
    assert abs(office("w").now() - datetime.now(UTC)) < LEASE
    send_notices()
    being_sent.refresh_from_db()
    assert (being_sent.state, being_sent.worker, being_sent.attempts) == ("sending", "another", 1)


def test_a_worker_whose_clock_is_wrong_sends_nothing(being_sent: Notice, monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, timedelta(days=1))
    with pytest.raises(ClockError, match="set right the one that is wrong"):
        send_notices()
    with pytest.raises(CommandError, match="set right the one that is wrong"):
        call_command("notices", "send")
    being_sent.refresh_from_db()
    assert being_sent.state == "sending"
    assert Event.objects.count() == 1, "nothing was found by that clock either"
