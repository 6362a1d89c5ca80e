"""Questions about a series rather than for its figures; every answer is kept."""

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from evidence.models import Fetch, Payload, Source
from evidence.sources import Answer, Client, Request, SourceError, fredcalendar

Read = TypeVar("Read")


@dataclass(frozen=True)
class Asking:
    """Asks a source about one of its series, keeps what came, and reads it."""

    source: Source
    code: str
    client: Client
    now: datetime

    def ask(self, request: Request, read: Callable[[Answer], Read]) -> Read:
        """What `read` makes of the answer. Raises `SourceError`; the answer is kept all the same."""
        answer = fredcalendar.download(request, self.client)
        digest = hashlib.sha256(answer.body).hexdigest()
        kept = {"compressed": zlib.compress(answer.body, 6), "size": len(answer.body)}
        payload, _ = Payload.objects.get_or_create(sha256=digest, defaults=kept)
        # Not under the series' code: what looks for fetches of its figures must not find its calendar.
        common = {"source": self.source, "codes": [], "address": answer.address, "fetched_at": self.now}
        common |= {"status": answer.status, "facts": dict(answer.facts), "payload": payload}
        try:
            result = read(answer)
        except SourceError as error:
            Fetch.objects.create(**common, error=str(error))
            raise
        Fetch.objects.create(**common, error="")
        return result
