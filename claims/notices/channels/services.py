"""Messaging services with a host of their own, by the apprise package: none that an address could lead elsewhere.

Only the modules named here are ever loaded; apprise's own registry, which knows services that take any host, a path of
this machine or a program of it, is not asked. A service cannot be told that a notice came before: after a worker's
death it may show one twice.
"""

import logging
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from claims.models import Notice
from claims.notices.channels.contract import PutOffError
from claims.notices.message import Message
from claims.notices.sealed import SealError, opened

# Scheme of the address: module and class of apprise. Each speaks to hosts of its own alone, which a test holds.
SERVICES = {
    "tgram": ("telegram", "NotifyTelegram"),
    "discord": ("discord", "NotifyDiscord"),
    "slack": ("slack", "NotifySlack"),
    "pover": ("pushover", "NotifyPushover"),
    "pbul": ("pushbullet", "NotifyPushBullet"),
    "prowl": ("prowl", "NotifyProwl"),
    "line": ("line", "NotifyLine"),
}


class ServiceAddressError(ValueError):
    """An address of no service on the list, or one that its service cannot read. It is not shown: it holds tokens."""


def checked(address: str) -> str:
    """The scheme of a service's address. Raises `ServiceAddressError`."""
    parts = urlsplit(address)
    if parts.scheme not in SERVICES:
        raise ServiceAddressError(f"expected an address of one of {', '.join(SERVICES)}, got {parts.scheme or 'none'}")
    if parts.query or parts.fragment:
        raise ServiceAddressError("expected an address without a question, got one with")
    _service(address)
    return parts.scheme


def _service(address: str) -> Any:
    """apprise's own object for an address of the list."""
    scheme = urlsplit(address).scheme
    kind = _class(scheme)
    read = kind.parse_url(address)
    if not read:
        raise ServiceAddressError(f"expected an address that {scheme} can read, got another")
    try:
        return kind(**{**read, "redirect": False, "verify": True})
    except TypeError as error:  # by which apprise says that a token has not the right form
        raise ServiceAddressError(f"expected an address that {scheme} can read: {error}") from None


@cache
def _class(scheme: str) -> Any:
    """Loaded when first needed: apprise takes a second."""
    module, name = SERVICES[scheme]
    return getattr(import_module(f"apprise.plugins.{module}"), name)


class Service:
    """Sends by messaging services."""

    def send(self, notice: Notice, message: Message) -> str:
        """Hand it to the service. apprise says yes or no, and why in its log."""
        try:
            address = opened(notice.subscriber.sealed)["address"]
        except SealError as error:
            raise PutOffError(str(error)) from None
        log = _Log()
        logger = logging.getLogger("apprise")
        logger.addHandler(log)
        try:
            sent = _service(address).notify(body=message.text, title=message.subject, body_format="text")
        finally:
            logger.removeHandler(log)
        if not sent:
            raise PutOffError("; ".join(log.lines)[:500] or "the service did not take it")
        return "the service took it"

    def close(self) -> None:
        """Each message has a connection of its own."""


class _Log(logging.Handler):
    """Keeps warnings; what is below them may show tokens."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one line."""
        self.lines.append(record.getMessage())
