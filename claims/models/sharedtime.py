"""The database's clock, which all workers share. A machine whose own is wrong enters nothing in the ledger."""

from datetime import UTC, datetime

from django.db import connection
from django.utils.translation import gettext_noop

from claims.ledger import LedgerError
from evidence.patience import CLOCKS_APART


class ClocksApartError(LedgerError):
    """This machine's clock and the database's disagree: one of them is wrong, and nobody here can tell which."""


def shared_time() -> datetime:
    """The database's time (UTC), in one query. Raises `ClocksApartError` where this machine's is more than
    `CLOCKS_APART` from it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (found,) = cursor.fetchone()
    shared, own = found.astimezone(UTC), datetime.now(UTC)
    if abs(own - shared) > CLOCKS_APART:
        said = gettext_noop("expected this machine's clock to go with the database's, got %(own)s here and %(shared)s "
                            "there (UTC): set right the one that is wrong")  # fmt: skip
        raise ClocksApartError(said, own=f"{own:%Y-%m-%d %H:%M}", shared=f"{shared:%Y-%m-%d %H:%M}")
    return shared
