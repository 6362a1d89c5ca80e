"""How many claims are needed to be told from luck, in the language that is active."""

from django.utils.translation import gettext as _

from claims.scoring.power import Table
from claims.wording.sentences import percent
from claims.wording.signs import enumerated


def power(table: Table | None) -> list[str]:
    """How many such claims are needed to be told from luck."""
    if table is None:
        return []
    said = []
    if table.fewest is not None and table.fewest > 1:
        said.append(_("Fewer than %(fewest)s such claims cannot be told from luck even if all hold.") %
                    {"fewest": table.fewest})  # fmt: skip
    needs = [row.need for row in table.rows if row.need.hits is not None]
    if needs:
        parts = (_("%(hits)s of %(n)s") % {"hits": need.hits, "n": need.n} for need in needs)
        said.append(_("To be told from luck, if independent: %(parts)s.") % {"parts": enumerated(parts)})
    return said + [_enough(rate, n) for rate, n in zip(table.rates, table.enough, strict=True)]


def _enough(rate: float, n: int | None) -> str:
    figures = {"rate": percent(rate), "n": n}
    if n is None:
        return _("An author who is right %(rate)s of the time cannot be told from luck by a hundred of them.") % figures
    return _("An author who is right %(rate)s of the time needs %(n)s of them to be told from luck four times in "
             "five.") % figures  # fmt: skip
