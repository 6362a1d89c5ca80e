"""An analyst gives or updates a probability for a claim at a checkpoint. Nothing is edited: a new view is a new row."""

from datetime import UTC, date, datetime

from django.db import transaction

from claims.models import Assessment, Claim, Forecast


class ForecastError(ValueError):
    """A probability that cannot be recorded."""


@transaction.atomic
def forecast(*, claim: Claim, checkpoint: date, p: float, by: str, reason: str, now: datetime) -> Forecast:
    """Record a probability. Raises `ForecastError`: for another day than a checkpoint of the claim, for a fact check,
    after the checkpoint's day (UTC), after an outcome was recorded, for certainty, or without a name or a reason.
    """
    locked = Claim.objects.select_for_update().get(pk=claim.pk)
    _check_claim(locked, checkpoint, now)
    if not 0 < p < 1:
        raise ForecastError(f"expected a probability between 0 and 1, both excluded, got {p}")
    if not by.strip() or not reason.strip():
        raise ForecastError("expected the name of who gives it and a reason, got none")
    newest = Forecast.objects.filter(claim=locked, checkpoint=checkpoint, by=by).order_by("made_at").last()
    if newest is not None and newest.made_at >= now:
        raise ForecastError(f"expected a time after that of {by}'s last one, {newest.made_at}, got {now}")
    return Forecast.objects.create(claim=locked, checkpoint=checkpoint, p=p, by=by, reason=reason, made_at=now)


def _check_claim(claim: Claim, checkpoint: date, now: datetime) -> None:
    if claim.nature == Claim.Nature.FACT_CHECK:
        raise ForecastError(f"expected a claim about the future, got the fact check {claim.number}")
    if checkpoint not in claim.checkpoints:
        days = ", ".join(str(day) for day in claim.checkpoints)
        raise ForecastError(f"expected a checkpoint of {claim.number} ({days}), got {checkpoint}")
    if now.astimezone(UTC).date() > checkpoint:
        raise ForecastError(f"expected a probability by the end of {checkpoint} (UTC), got one at {now}")
    settled = Assessment.objects.filter(claim=claim, criterion=None, checkpoint=checkpoint).exclude(outcome="")
    if settled.exists():
        raise ForecastError(f"expected a claim that is open, got {claim.number}, which is settled for {checkpoint}")
