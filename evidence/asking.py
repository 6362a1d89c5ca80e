"""Questions about a series rather than for its figures; every answer is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from evidence.models import Asked, Fetch, Source
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
        # Not under the series' code: what looks for fetches of its figures must not find its calendar.
        asked = Asked(self.source, [], request.address, self.now)
        answer = None
        try:
            answer = fredcalendar.download(request, self.client)
            result = read(answer)
        except SourceError as error:
            said = answer or error.answer
            Fetch.objects.keep(asked, [said] if said else [], error=str(error))
            raise
        Fetch.objects.keep(asked, [answer])
        return result
