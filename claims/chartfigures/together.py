"""The chart of a claim that is made of others: the verdicts of each of them, on one axis of days."""

from claims.chartfigures.moment import Moment, track_of
from claims.charts.claimchart import ClaimChart, Part, Undrawn
from claims.models import Assessment, Claim
from claims.wording.charted import Vintage, heading, moves
from claims.wording.chartheads import made_of, part_of, unassessed
from evidence.models import Indicator


def chart(moment: Moment) -> ClaimChart | Undrawn:
    """Each part as its newest assessment by the day has it, at the same checkpoint. Three queries."""
    if moment.row is None:
        return Undrawn(unassessed())
    children = sorted(moment.claim.children.all(), key=lambda child: child.number)
    rows = _rows(children, moment)
    tracks = {child.pk: track_of(rows[child.pk], moment.opens) for child in children if child.pk in rows}
    parts = tuple(Part(part_of(child, tracks.get(child.pk, ())), tracks.get(child.pk, ())) for child in children)
    words = made_of(moment.claim, parts, moment.track, heading("", Vintage.THEN, moment.as_of, moment.today))
    return moment.chart((), words, moves(moment.row.facts, Indicator.objects.catalogue()), parts)


def _rows(children: list[Claim], moment: Moment) -> dict[int, Assessment]:
    every = Assessment.objects.filter(claim__in=children, criterion=None, as_of__lte=moment.as_of)
    newest = every.filter(checkpoint=moment.shown).order_by("claim_id", "-as_of", "-pk").distinct("claim_id")
    return {row.claim_id: row for row in newest}
