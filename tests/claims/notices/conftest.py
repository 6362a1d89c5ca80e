"""The small article's claims, without figures and with no assessment yet; a mail server; a clock of its own."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from claims.models import Claim
from claims.notices.channels.mail import Mail
from claims.notices.deliver import Done, Office, deliver
from claims.notices.find import find
from tests.claims import content
from tests.claims.notices.mailserver import Postbox, free_port, running, settings_for
from tests.claims.notices.rows import DAY, NOW, assessed, register_bare


@pytest.fixture
def drafts(db: None, tmp_path: Path) -> None:
    content.load(content.write(tmp_path / "content"))


@pytest.fixture
def claims(drafts: None) -> None:
    """Registered as far as notices ask."""
    register_bare(Claim.objects.all())


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    """A mail server that is up, and Django's settings for it."""
    box, port = Postbox(), free_port()
    settings_for(settings, port)
    with running(box, port):
        yield box


class Clock:
    """Shows what a test says."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock(NOW)


@pytest.fixture
def send(clock: Clock) -> Callable[..., Done]:
    """Work off the outbox as one worker does."""

    def run(name: str = "w1", **channels: Any) -> Done:
        return deliver(Office(name, clock, {"email": Mail(), **channels}))

    return run


@pytest.fixture
def change(claims: None) -> Callable[[], None]:
    """The verdict of C1 changes, and that is found."""

    def happen() -> None:
        assessed("C1", DAY, 0.8, "leaning to hold")
        find(DAY, now=NOW)
        assessed("C1", DAY + timedelta(days=1), 0.95, "on track")
        find(DAY + timedelta(days=1), now=NOW)

    return happen
