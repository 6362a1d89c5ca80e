"""The workers' doors: what is found is queued, what is queued is sent, and a channel that does not work is named."""

import logging
from typing import Any

import pytest

from claims.models import Event, Notice
from claims.tasks import find_events, send_notices
from tests.claims.notices.mailserver import Postbox
from tests.claims.notices.rows import DAY, subscription

pytestmark = pytest.mark.django_db


def test_what_happened_is_found_queued_and_sent(postbox: Postbox) -> None:
    subscription(kinds=["digest"])
    find_events(str(DAY))
    assert Event.objects.get().day == DAY
    send_notices()
    send_notices()
    assert [mail["To"] for mail in postbox.mails] == ["ann@example.org"]


def test_a_channel_that_does_not_work_is_named_in_the_log(settings: Any, caplog: pytest.LogCaptureFixture) -> None:
    settings.EMAIL_HOST = ""
    subscription(kinds=["digest"])
    find_events(str(DAY))
    with caplog.at_level(logging.WARNING):
        send_notices()
    assert "notices by email wait: expected a mail server, got none" in caplog.text
    assert Notice.objects.get().state == "queued"
