"""Whether the ledger's chain holds and where it does not, in the language that is active."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.ledger import Break, Head


def holds(head: Head) -> str:
    """That a chain holds up to its head."""
    counted = ngettext("%(count)d entry", "%(count)d entries", head.number) % {"count": head.number}
    return _("The ledger holds: %(entries)s, head %(hash)s") % {"entries": counted, "hash": head.hash}


def broken(one: Break) -> str:
    """What is wrong at a place of it."""
    found = {"number": one.number, "expected": one.expected, "got": one.got}
    match one.part:
        case "number":
            return _("Entry %(number)d: expected this number, got %(got)s: one is missing, added or moved.") % found
        case "previous":
            return _("Entry %(number)d: expected the hash %(expected)s before it, got %(got)s.") % found
        case "hash":
            return _("Entry %(number)d was altered: its content has the hash %(expected)s, it says %(got)s.") % found
        case "time":
            return _("Entry %(number)d: expected a time from %(expected)s on, got %(got)s: it was dated back.") % found
    return _("Expected the head %(expected)s in the ledger; it ends with %(got)s without it.") % found
