"""How long a worker holds what it has begun, and which holds still count."""

from datetime import datetime, timedelta

from django.db.models import Q

from evidence.patience import CLOCKS_APART

LEASE = timedelta(seconds=300)  # above the workers' hard time limit of 240 s: a living worker never loses its lease


def has_lease(now: datetime) -> Q:
    """Rows whose lease still counts. One that ends later than a lease given now can is of a clock that was ahead, and
    protects nobody."""
    return Q(lease_until__gt=now, lease_until__lte=now + LEASE + CLOCKS_APART)
