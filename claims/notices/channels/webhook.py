"""Webhooks: a signed POST to an address on the public internet, by the guarded client.

Signed as Standard Webhooks 1.0 says (https://www.standardwebhooks.com): HMAC-SHA256 of "id.timestamp.body" with the
secret's bytes, in base64. `webhook-id` is the notice's code, the same at every attempt: by it a receiver knows one that
came twice.
"""

import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Callable

from django.conf import settings

from claims.models import Notice
from claims.notices.channels.contract import GoneError, PutOffError
from claims.notices.message import Message
from claims.notices.sealed import SealError, opened
from evidence.refusal import FetchError
from evidence.web.guarded import Guarded, Limits, Question

_PREFIX = "whsec_"
_LIMITS = Limits(seconds=15.0, bytes=100_000, sent=500_000)
_MOST_WAIT = 86_400  # seconds that a receiver may ask for


def new_secret() -> str:
    """A secret to sign with, as a receiver's library takes it."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, id_: str, timestamp: int, body: bytes) -> str:
    """The value of the header `webhook-signature`."""
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    digest = hmac.new(key, f"{id_}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(digest).decode()


class Webhook:
    """Posts to webhooks. `client` is for tests, which have no network."""

    def __init__(self, client: Guarded | None = None, clock: Callable[[], float] = time.time) -> None:
        self.client = client or Guarded("claimbase/0.1 (webhooks)", settings.FETCH_PORTS, _LIMITS)
        self.clock = clock

    def send(self, notice: Notice, message: Message) -> str:
        """Post it. No redirect is followed: what was signed for one place goes to no other."""
        kept, body = _opened(notice), json.dumps(message.facts, ensure_ascii=False).encode()
        id_, now = str(notice.code), int(self.clock())
        headers = {
            "content-type": "application/json", "webhook-id": id_, "webhook-timestamp": str(now),
            "webhook-signature": signature(kept["secret"], id_, now, body),
        }  # fmt: skip
        try:
            reply = self.client.ask(Question(kept["address"], "POST", headers, body))
        except FetchError as error:
            raise PutOffError(str(error)) from None
        if reply.status == 410:
            raise GoneError("410: the receiver wants nothing any more")
        if not 200 <= reply.status < 300:
            raise PutOffError(f"status {reply.status}", _wait(reply.headers.get("retry-after", "")))
        return f"status {reply.status}"

    def close(self) -> None:
        """Each question has a connection of its own."""


def _opened(notice: Notice) -> dict[str, str]:
    try:
        return opened(notice.subscriber.sealed)
    except SealError as error:
        raise PutOffError(str(error)) from None


def _wait(said: str) -> float:
    return float(min(int(said), _MOST_WAIT)) if said.isascii() and said.isdigit() else 0.0
