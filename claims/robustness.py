"""How much hangs on one reading of a claim and on one stretch of history, from stored assessments of a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from claims.dossier import Dossier
from claims.models import Assessment, Claim, Criterion
from claims.scoring.pastanswers import placebos
from claims.scoring.robustness import Panel, Regime, regime, specification_panel
from claims.scoring.verdict import Overlay
from claims.settled import shown, standing_on
from evidence.periods import day_number


@dataclass(frozen=True)
class Robustness:
    """A claim at its next checkpoint: the panel of its readings and the regime of the primary one.

    `panel` is None where the primary reading, or every other, has no evidence; `regime` where history is too short.
    """

    claim: Claim
    checkpoint: date
    primary: str
    panel: Panel | None
    regime: Regime | None


def robustness(as_of: date) -> list[Robustness]:
    """Measured claims that were assessed on a day, in their order; relations and claims made of others are left out.

    All readings count: alternatives declared with the criteria, and stand-ins, which read the claim by other series.
    """
    every = Claim.objects.with_everything().filter(nature=Claim.Nature.MEASURED, rule=Claim.Rule.PRIMARY)
    claims = [one for one in every.exclude(kind=Claim.Kind.RELATION) if one.article.published_on <= as_of]
    dossier = Dossier(claims, as_of)
    claims = dossier.claims
    said = _probabilities(claims, as_of)
    shows = shown(claims, as_of, standing_on(claims, as_of))
    found = (_of(one, shows[one.pk], said.get((one.pk, shows[one.pk]), {}), dossier) for one in claims)
    return [one for one in found if one is not None]


def _of(claim: Claim, checkpoint: date, said: dict[str, float | None], dossier: Dossier) -> Robustness | None:
    if not said:
        return None
    primary = next(one for one in claim.criteria.all() if one.role == Criterion.Role.PRIMARY)
    reading = dossier.readings[primary.slug]
    past = placebos(
        dossier.question(reading), day_number(checkpoint), dossier.histories, dossier.catalogue.derived
    )  # fmt: skip
    return Robustness(claim, checkpoint, primary.key, specification_panel(primary.key, said), regime(past))


def _probabilities(claims: Iterable[Claim], as_of: date) -> dict[tuple[int, date], dict[str, float | None]]:
    """By claim and checkpoint, the newest probability of each criterion as assessed on the day; None: no evidence."""
    rows = Assessment.objects.filter(claim__in=list(claims), as_of=as_of, criterion__isnull=False)
    found: dict[tuple[int, date], dict[str, float | None]] = {}
    for row in rows.select_related("criterion").order_by("criterion__position", "pk").defer("facts"):
        assert row.criterion is not None
        said = None if Overlay.NO_EVIDENCE in row.overlays else row.p_hold
        found.setdefault((row.claim_id, row.checkpoint), {})[row.criterion.key] = said
    return found
