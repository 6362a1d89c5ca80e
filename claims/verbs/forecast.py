"""An analyst gives or updates a probability for a claim at a checkpoint. Nothing is edited: a new view is a new row."""

from datetime import UTC, date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from claims.models import Assessment, Claim, Forecast
from claims.verbs.acts import fault, person

LEAST = 0.001  # one in a thousand, either way: closer to certainty no record of an analyst could ever tell


class ForecastError(ValueError):
    """A probability that cannot be recorded: why, in the language that is active."""


@transaction.atomic
def forecast(*, claim: Claim, checkpoint: date, p: float, by: str, reason: str, now: datetime) -> Forecast:
    """Record a probability. Raises `ForecastError`: for another day than a checkpoint of the claim, for a fact check,
    for a claim that was ended, after the checkpoint's day (UTC), after an outcome was recorded, for what is nearer to
    certainty than `LEAST`, or without a name or a reason. Who writes a name differently is entered as before.
    """
    wrong = fault(by, reason)
    if wrong:
        raise ForecastError(wrong)
    if not LEAST <= p <= 1 - LEAST:
        template = _("expected a probability between 0 and 1, from %(least)s to %(most)s, got %(got)s")
        raise ForecastError(template % {"least": LEAST, "most": 1 - LEAST, "got": p})
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    _check_claim(locked, checkpoint, now)
    name = _as_before(locked, by)
    newest = Forecast.objects.filter(claim=locked, checkpoint=checkpoint, by=name).order_by("made_at").last()
    if newest is not None and newest.made_at >= now:
        figures = {"name": name, "last": newest.made_at, "got": now}
        raise ForecastError(_("expected a time after that of %(name)s's last one, %(last)s, got %(got)s") % figures)
    return Forecast.objects.create(claim=locked, checkpoint=checkpoint, p=p, by=name, reason=reason, made_at=now)


def _as_before(claim: Claim, by: str) -> str:
    """The name as its person last wrote it for this claim, else for any, else as it is written now."""
    names = Forecast.objects.exclude(claim=claim).order_by("made_at", "pk").values_list("by", flat=True)
    own = Forecast.objects.filter(claim=claim).order_by("made_at", "pk").values_list("by", flat=True)
    known = {person(name): name for name in (*names, *own)}
    return known.get(person(by), by.strip())


def _check_claim(claim: Claim, checkpoint: date, now: datetime) -> None:
    figures = {
        "claim": claim.number, "state": claim.get_state_display(), "day": checkpoint, "now": now,
        "days": ", ".join(str(day) for day in claim.checkpoints),
    }  # fmt: skip
    if claim.state in Claim.ENDED:
        raise ForecastError(_("expected a claim that stands, got %(claim)s, which is %(state)s") % figures)
    if claim.nature == Claim.Nature.FACT_CHECK:
        raise ForecastError(_("expected a claim about the future, got the fact check %(claim)s") % figures)
    if checkpoint not in claim.checkpoints:
        raise ForecastError(_("expected a checkpoint of %(claim)s (%(days)s), got %(day)s") % figures)
    if now.astimezone(UTC).date() > checkpoint:
        raise ForecastError(_("expected a probability by the end of %(day)s (UTC), got one at %(now)s") % figures)
    settled = Assessment.objects.filter(claim=claim, criterion=None, checkpoint=checkpoint).exclude(outcome="")
    if settled.exists():
        raise ForecastError(_("expected a claim that is open, got %(claim)s, which is settled for %(day)s") % figures)
