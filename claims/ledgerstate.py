"""Whether the ledger holds, worked out once for each head: a page must not walk a long chain at every request.

What is remembered is found by the head, so that every entry has it worked out anew. It stays for an hour at most, in
which a row altered behind the triggers would go unseen; the export is read from the rows themselves.
"""

from dataclasses import astuple, dataclass
from datetime import UTC, datetime

from django.core.cache import caches

from claims.ledger import Break, Head, verify
from claims.models import LedgerEntry

REMEMBERED = 3600  # seconds
MOST_BREAKS = 20  # that are named


@dataclass(frozen=True)
class Verified:
    """The chain up to a head as it was found at a time: the first places at which it does not hold, and how many."""

    head: Head
    at: datetime
    breaks: tuple[Break, ...]
    count: int

    @property
    def holds(self) -> bool:
        """Whether no entry was altered, dropped, added or moved."""
        return not self.count


def verified(head: Head) -> Verified:
    """How the chain up to a head was found, at most an hour ago. One query where that is not known."""
    key = f"ledger-{head.number}-{head.hash}"
    kept = caches["pages"].get(key)
    if kept is not None:
        at, breaks, count = kept
        return Verified(head, datetime.fromisoformat(at), tuple(Break(*one) for one in breaks), count)
    found = _walked(head)
    # As plain data: what other code remembered would not be read otherwise.
    caches["pages"].set(key, (found.at.isoformat(), [astuple(one) for one in found.breaks], found.count), REMEMBERED)
    return found


def _walked(head: Head) -> Verified:
    entries = LedgerEntry.objects.up_to(head).chain()
    _reached, breaks = verify(entries, head)
    return Verified(head, datetime.now(UTC), tuple(breaks[:MOST_BREAKS]), len(breaks))
