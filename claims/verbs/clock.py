"""The time that acts are dated by: the database's, which all workers share. One whose own clock is wrong does nothing.

The ledger takes no time before its last entry's: an act dated by a clock that ran ahead would close it until that time
has come, and would settle for good what is still open. Verbs take the time they are given, which lets tests and
simulations stand on any day; so the doors ask here. What comes by no door is stopped at the ledger, which takes nothing
from a machine whose clock is wrong, whatever time it is given.
"""

from datetime import datetime

from claims.models.sharedtime import ClocksApartError, shared_time
from claims.verbs.acts import RegistrationError
from evidence.told import told


class ClockError(RegistrationError):
    """This machine's clock and the database's disagree: one of them is wrong, and nobody here can tell which."""


def now() -> datetime:
    """The database's time (UTC). Raises `ClockError` where this machine's is more than `CLOCKS_APART` from it."""
    try:
        return shared_time()
    except ClocksApartError as error:
        raise ClockError(told(error)) from None
