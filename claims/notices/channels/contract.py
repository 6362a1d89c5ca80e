"""What a channel is, and the ways in which a delivery fails."""

from typing import Protocol

from claims.models import Notice
from claims.notices.message import Message


class DeliveryError(Exception):
    """A delivery that failed. Its text is kept in the log: it holds no secret."""


class PutOffError(DeliveryError):
    """It may work later. `wait` is how many seconds the receiver asked for."""

    def __init__(self, said: str, wait: float = 0.0) -> None:
        super().__init__(said)
        self.wait = wait


class ChannelDownError(PutOffError):
    """The channel itself does not work, for whichever receiver: nothing else need be tried on it now."""


class RefusedError(DeliveryError):
    """The receiver refused it for good. Some of them running end the address."""


class GoneError(RefusedError):
    """The receiver wants nothing any more."""


class Channel(Protocol):
    """Sends one message after another."""

    def send(self, notice: Notice, message: Message) -> str:
        """What the receiver said. Raises `DeliveryError`."""

    def close(self) -> None:
        """Give back what it holds."""
