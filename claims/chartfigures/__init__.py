"""What the chart of a claim shows on a day: gathered from stored assessments and figures. Nothing is simulated."""

from datetime import date

from claims.chartfigures import conditions, people, relation, together
from claims.chartfigures.moment import Moment, newest_assessments, version_of
from claims.charts.claimchart import ClaimChart, Undrawn
from claims.models import Claim
from claims.wording.charted import Vintage

__all__ = ["claim_chart", "newest_assessments", "version_of"]


def claim_chart(
    claim: Claim, as_of: date, today: date, vintage: Vintage = Vintage.THEN, checkpoint: date | None = None
) -> ClaimChart | Undrawn:
    """The chart of a claim as it would have been drawn on a day, in the language that is active.

    It is of the day of the newest assessment by then, so that line, fan and verdict rest on the same figures; of the
    day itself where there is none. `checkpoint` is the one that the claim shows (default: the next). Of
    `Vintage.TODAY` the figures that became known after the day are shown too. At most four queries, for a claim whose
    criteria and children have been fetched.
    """
    moment = Moment(claim, as_of, today, vintage, checkpoint or claim.next_checkpoint(as_of))
    if claim.nature == Claim.Nature.JUDGED:
        return people.chart(moment)
    if claim.is_group:
        return together.chart(moment)
    return relation.chart(moment) if claim.is_relation else conditions.chart(moment)
