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


class NotTakenError(DeliveryError):
    """This notice cannot be delivered, which says nothing of the address: too large, or refused for what it says."""


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


def is_of_address(status: str) -> bool:
    """Whether a mail server's status for good (RFC 3463) speaks against the receiver's address.

    Those are x.1.x but the sender's (x.1.7, x.1.8), a disabled mailbox (x.2.1), and no more than "for good" (5.0.0).
    """
    return status in ("5.0.0", "5.2.1") or (status.startswith("5.1.") and status not in ("5.1.7", "5.1.8"))
