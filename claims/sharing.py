"""Work shared among workers: what is due cut into portions, and a portion done by one worker at a time.

Nothing but the assessments and settlements says what has been done. A worker that is killed leaves its claims due, and
the next ring of the timer sends them again; a portion that comes twice is recorded once.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import connection

from claims.assess import Assessed, assess
from claims.models import Claim
from claims.verbs.settle import Done, settle

_AT_WORK = 1_129_072_719  # with a claim's key an advisory lock that nothing else of the project takes
_SETTLING = 1_129_072_720
_AT_LEAST, _AT_MOST = 4, 40  # claims in a portion: each reads its evidence anew, and must end in the workers' time
_PORTIONS = 32  # as many as a few workers share evenly, and no more: what claims have in common is done once in each


def portions(keys: Collection[int]) -> list[list[int]]:
    """Keys of claims in portions of neighbours: those of one theme have indicators in common."""
    size = min(max(_AT_LEAST, -(-len(keys) // _PORTIONS)), _AT_MOST)
    ordered = sorted(keys)
    return [ordered[start : start + size] for start in range(0, len(ordered), size)]


def assess_portion(as_of: date, keys: Collection[int]) -> Assessed:
    """Assess some claims in this very process; those that another worker is at are left to it."""
    with _held(keys, _AT_WORK) as own:
        return assess(as_of, Claim.objects.with_everything().filter(pk__in=own), processes=1)


def settle_portion(as_of: date, now: datetime, keys: Collection[int]) -> Done:
    """Settle some claims; those that another worker is at are left to it."""
    with _held(keys, _SETTLING) as own:
        return settle(as_of, now, Claim.objects.filter(pk__in=own))


@contextmanager
def _held(keys: Collection[int], work: int) -> Iterator[list[int]]:
    """Those of the claims that no other worker holds. A worker's hold ends with its connection, if killed too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT key FROM unnest(%s::int[]) AS key WHERE pg_try_advisory_lock(%s, key)", [list(keys), work]
        )
        own = [key for (key,) in cursor.fetchall()]
        try:
            yield own
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, key) FROM unnest(%s::int[]) AS key", [work, own])
