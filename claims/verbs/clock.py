"""The time that acts are dated by: the database's, which all workers share. One whose own clock is wrong does nothing.

The ledger takes no time before its last entry's: an act dated by a clock that ran ahead would close it until that time
has come, and would settle for good what is still open. Verbs take the time they are given, which lets tests and
simulations stand on any day; so the doors ask here.
"""

from datetime import UTC, datetime

from django.db import connection
from django.utils.translation import gettext as _

from claims.verbs.acts import RegistrationError
from evidence.patience import CLOCKS_APART


class ClockError(RegistrationError):
    """This machine's clock and the database's disagree: one of them is wrong, and nobody here can tell which."""


def now() -> datetime:
    """The database's time (UTC). Raises `ClockError` where this machine's is more than `CLOCKS_APART` from it."""
    shared, own = _shared(), datetime.now(UTC)
    if abs(own - shared) > CLOCKS_APART:
        figures = {"own": f"{own:%Y-%m-%d %H:%M}", "shared": f"{shared:%Y-%m-%d %H:%M}"}
        raise ClockError(_("expected this machine's clock to go with the database's, got %(own)s here and %(shared)s "
                           "there (UTC): set right the one that is wrong") % figures)  # fmt: skip
    return shared


def _shared() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (shared,) = cursor.fetchone()
    return shared.astimezone(UTC)
