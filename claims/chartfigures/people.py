"""The chart of a judged claim: what its raters made of it, round by round."""

from django.utils.translation import gettext as _

from claims.chartfigures.moment import Moment
from claims.charts.claimchart import Axis, ClaimChart, Line, Panel, Undrawn
from claims.opinions import Judged, rounds
from claims.wording.charted import ahead, heading
from claims.wording.sentences import percent
from evidence.periods import date_of, day_number


def chart(moment: Moment) -> ClaimChart | Undrawn:
    """The pooled probability after each round that is over: an open one shows nothing, raters are blind. A query."""
    found = rounds(moment.claim, moment.shown, moment.on)
    if not found:
        return Undrawn(_("There is nothing to draw: people judge this claim by its rubric, and no round is over yet."))
    days = tuple(day_number(one.on) for one in found)
    values = tuple(one.judgement.p for one in found)
    line = Line(days, values, f"{percent(values[-1])} ({found[-1].on})")
    title, test = _("The raters' pooled probability that it holds"), _test(found)
    panel = Panel(line, (), (), line.end, None, Axis(0.01, "%"), title, test, is_free=True, is_step=True)
    words = ahead(
        moment.claim, title, test, heading("%", moment.vintage, found[-1].on, moment.today), _told(title, line)
    )
    return moment.chart((panel,), words, as_of=found[-1].on)


def _test(found: list[Judged]) -> str:
    figures = {"rounds": len(found), "ratings": found[-1].judgement.ratings, "sources": found[-1].sources}
    return (
        _("Judged, not measured: %(rounds)s rounds, the newest of %(ratings)s ratings on %(sources)s sources.")
        % figures
    )


def _told(title: str, line: Line) -> str:
    points = [f"{percent(value or 0.0)} ({date_of(day)})" for day, value in line.pairs]
    return f"{title}: {', '.join(points)}."
