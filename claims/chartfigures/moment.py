"""The day of a claim's chart: what had been assessed by then, and what of a chart hangs on nothing else."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import QuerySet, Subquery

from claims.charts.claimchart import ClaimChart, Moved, Panel, Part, Stretch, Words
from claims.horizon import in_reach
from claims.models import Assessment, Claim, Criterion
from claims.opinions import rounds
from claims.scoring.verdict import Overlay
from claims.wording.charted import Vintage, stretches
from evidence.periods import day_number


def newest_assessments(claim: Claim, as_of: date, checkpoint: date) -> QuerySet[Assessment]:
    """The claim's own assessments that stood on a day, the newest first."""
    every = Assessment.objects.filter(claim=claim, criterion=None, checkpoint=checkpoint, as_of__lte=as_of)
    return every.order_by("-as_of", "-pk")


def version_of(claim: Claim, as_of: date, checkpoint: date) -> int | None:
    """What a claim's chart is of on a day: its newest assessment, or of a judged one the newest round."""
    if claim.nature == Claim.Nature.JUDGED:
        return max((one.round for one in rounds(claim, checkpoint, as_of)), default=None)
    return newest_assessments(claim, as_of, checkpoint).values_list("pk", flat=True).first()


@dataclass(frozen=True)
class Moment:
    """A claim on a day, at the checkpoint that it shows."""

    claim: Claim
    on: date
    today: date
    vintage: Vintage
    shown: date

    @cached_property
    def assessed(self) -> list[Assessment]:
        """The newest assessment of the claim that stood on the day, then those of its criteria in the same state."""
        every = Assessment.objects.filter(claim=self.claim, checkpoint=self.shown)
        newest = newest_assessments(self.claim, self.on, self.shown)
        state = {name: Subquery(newest.values(name)[:1]) for name in ("as_of", "inputs")}
        return sorted(every.filter(**state), key=lambda row: row.criterion_id is not None)

    @property
    def row(self) -> Assessment | None:
        """The claim's own."""
        return self.assessed[0] if self.assessed else None

    @property
    def as_of(self) -> date:
        """The day that the chart is of."""
        return self.row.as_of if self.row else self.on

    @property
    def opens(self) -> int:
        """As a day number."""
        return day_number(self.claim.opens)

    def speaking(self) -> Criterion | None:
        """The criterion that the claim's figures are of, in the version that spoke then; else its primary one.

        What an amendment superseded goes on being assessed: of the versions that were, the newest spoke.
        """
        criteria = {one.pk: one for one in self.claim.criteria.all()}
        key = self.row.facts.get("speaks") if self.row else None
        assessed = [criteria[row.criterion_id] for row in self.assessed[1:] if row.criterion_id in criteria]
        speaking = max((one for one in assessed if one.key == key), key=lambda one: one.version, default=None)
        primary = (one for one in criteria.values() if one.role == Criterion.Role.PRIMARY and one.is_current)
        return speaking or next(primary, None)

    @cached_property
    def track(self) -> tuple[Stretch, ...]:
        """The claim's verdicts to the day."""
        return track_of(self.row, self.opens) if self.row else ()

    def chart(
        self, panels: tuple[Panel, ...], words: Words, moves: tuple[Moved, ...] = (), parts: tuple[Part, ...] = (),
        as_of: date | None = None,
    ) -> ClaimChart:  # fmt: skip
        """The whole of it."""
        others = [day_number(day) for day in in_reach(self.claim.checkpoints, self.as_of) if day != self.shown]
        return ClaimChart(
            panels, day_number(self.claim.article.published_on), self.opens, day_number(self.shown), tuple(others),
            day_number(as_of or self.as_of), self.track, moves, words, parts,
        )  # fmt: skip


def track_of(row: Assessment, opens: int) -> tuple[Stretch, ...]:
    """The verdicts of a claim from its opening to the day of an assessment."""
    verdict = str(Overlay.NO_EVIDENCE) if Overlay.NO_EVIDENCE in row.overlays else row.band
    return stretches(row.facts, verdict, opens, day_number(row.as_of)) if row.band else ()
