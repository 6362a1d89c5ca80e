"""A real mail server of this process, which does as a test says: takes mail, refuses it, or dies in the middle."""

import socket
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Postbox:
    """What came. `at_recipient` and `at_data` are the answers; an answer of None breaks the connection off."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.senders: list[str] = []
        self.at_recipient: Callable[[str], str | None] = lambda address: "250 OK"
        self.at_data: Callable[[], str | None] = lambda: "250 taken"
        self.after_data: Callable[[], None] = lambda: None

    @property
    def by_id(self) -> Counter[str]:
        """How often each Message-ID came."""
        return Counter(str(mail["Message-ID"]) for mail in self.mails)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.at_recipient(address)
        if answer is None:
            return _broken_off(server)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.at_data()
        if answer is None:
            return _broken_off(server)
        if answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=policy.default)
            assert isinstance(mail, EmailMessage)
            self.mails.append(mail)
            self.senders.append(str(envelope.mail_from))
        return answer


def _broken_off(server: SMTP) -> str:
    assert server.transport
    server.transport.close()
    return "421 dying"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def running(postbox: Postbox, port: int) -> Iterator[None]:
    """The server is up within."""
    controller = Controller(postbox, hostname="127.0.0.1", port=port, ready_timeout=60)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def settings_for(settings: Any, port: int) -> None:
    """Have Django's backend speak to it."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.MAIL_FROM = "claimbase <notices@kb.example>"
    settings.MAIL_BOUNCES = "bounces@kb.example"
