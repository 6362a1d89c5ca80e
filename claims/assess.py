"""What the evidence known on a day says of claims: gather, ask the scoring, record. Safe to repeat and to interrupt."""

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import transaction

from claims.dossier import Dossier
from claims.horizon import in_reach, month_ends
from claims.models import Assessment, Claim, Criterion
from claims.processes import pool
from claims.reading import Reading, Unreadable
from claims.recording import facts_of, figure, shares, verdict
from claims.relations import RelationWork
from claims.scoring import METHOD_VERSION
from claims.scoring.appraisal import Appraisal, Progress, appraise, silent
from claims.scoring.outlook import Odds, answer, odds
from claims.scoring.sofar import so_far
from claims.scoring.verdict import CLIP, MOST_UNKNOWN, Overlay
from evidence.formula import Evaluation, Windows
from evidence.periods import date_of, day_number

_MOST_PROCESSES = 4
Appraisals = Mapping[tuple[str, int], Appraisal]


@dataclass(frozen=True)
class Assessed:
    """How many claims were assessed anew, how many stood as they were, and which could not be read."""

    anew: int
    unchanged: int
    unreadable: tuple[Unreadable, ...] = ()


def assess(
    as_of: date,
    claims: Iterable[Claim] | None = None,
    progress: Progress = silent,
    processes: int | None = None,
) -> Assessed:
    """Assess claims on a day, all of those made by then unless some are given. Judged and ended ones are left out.

    A claim whose criteria and evidence have been assessed in this state is not assessed again. `processes` is how many
    share the work: 1 for this very one, as many as there are processors unless it is given. A claim that cannot be read
    is named and left out, and holds up no other.
    """
    every = Claim.objects.with_everything().assessable()
    chosen = [claim for claim in (every if claims is None else claims) if claim.article.published_on <= as_of]
    work, dossier = _work(chosen, as_of)
    recorded = _recorded(work, as_of)
    stale = [one for one in work if recorded[one.claim.pk, one.inputs] != len(one.days)]
    appraisals = _appraise(stale, dossier, progress, processes or _processors())
    for one in stale:
        with transaction.atomic():
            Assessment.objects.bulk_create(one.rows(appraisals), ignore_conflicts=True)
    unreadable = tuple(one for key, one in dossier.unreadable.items() if key in {claim.pk for claim in chosen})
    return Assessed(len(stale), len(work) - len(stale), unreadable)


def computed(as_of: date, claims: Sequence[Claim]) -> list[Assessment]:
    """What would be recorded of claims on a day, recorded before or not, but of the unreadable. Nothing is recorded."""
    work, dossier = _work(claims, as_of)
    appraisals = _appraise(work, dossier, silent, _processors())
    return [row for one in work for row in one.rows(appraisals)]


def _work(claims: Sequence[Claim], as_of: date) -> tuple[list["_Work | RelationWork"], Dossier]:
    children = Claim.objects.with_everything().filter(parents__in=claims)
    dossier = Dossier({claim.pk: claim for claim in [*claims, *children]}.values(), as_of)
    able = [claim for claim in claims if claim.pk not in dossier.unreadable]
    return [(RelationWork if claim.is_relation else _Work)(claim, dossier) for claim in able], dossier


def _recorded(work: Sequence["_Work | RelationWork"], as_of: date) -> Counter[tuple[int, str]]:
    """At how many checkpoints each claim has been assessed in a state: its own rows are written last, and together."""
    own = Assessment.objects.filter(criterion=None, as_of=as_of, inputs__in=[one.inputs for one in work])
    return Counter(own.values_list("claim", "inputs"))


def _appraise(
    every: Sequence["_Work | RelationWork"], dossier: Dossier, progress: Progress, processes: int
) -> Appraisals:
    """The appraisals that rows of open claims are made of: fact checks and relations need none."""
    work = [one for one in every if isinstance(one, _Work) and one.is_open]
    if not work:
        return {}
    questions = {}
    for one in work:
        for reading in one.asked:
            questions[reading.criterion.slug] = dossier.question(reading)
    groups = [dossier.group(one.claim) for one in work if one.is_group]
    opens = min(one.claim.opens for one in work)
    dates = [day_number(day) for day in month_ends(opens, dossier.as_of)]
    asked = list(questions.values())
    if processes == 1:
        return appraise(asked, groups, dossier.world, dates, dossier.is_late, map, progress)
    with pool(processes) as shared:
        return appraise(asked, groups, dossier.world, dates, dossier.is_late, shared.map, progress)


def _processors() -> int:
    """As many as there are processors, up to what memory likes: one needs half a gigabyte."""
    return min(os.cpu_count() or 1, _MOST_PROCESSES)


class _Work:
    """One claim to be assessed."""

    def __init__(self, claim: Claim, dossier: Dossier) -> None:
        self.claim, self.dossier = claim, dossier
        self.own = [dossier.readings[criterion.slug] for criterion in claim.criteria.all()]
        self.is_group = claim.is_group
        self.is_open = claim.nature == Claim.Nature.MEASURED
        self.asked = dossier.asked(claim)
        self.days = in_reach(claim.checkpoints, dossier.as_of)
        self.inputs = dossier.inputs(claim)

    def rows(self, appraisals: Appraisals) -> list[Assessment]:
        """An assessment of each criterion and of the claim, at each checkpoint in reach."""
        return [row for day in self.days for row in self._at(day, appraisals)]

    def _at(self, day: date, appraisals: Appraisals) -> list[Assessment]:
        if not self.is_open:
            rows = [(reading, self._checked(reading, day)) for reading in self.own]
        else:
            close = day_number(day)
            rows = [
                (reading, self._open(reading, day, appraisals[reading.criterion.slug, close])) for reading in self.own
            ]
        for reading, row in rows:
            row.criterion = reading.criterion
        if self.is_group:
            return [*(row for _, row in rows), self._group(day, appraisals[self.claim.slug, day_number(day)])]
        return [*(row for _, row in rows), self._claim(day, rows)]

    def _row(self, day: date, **values: object) -> Assessment:
        return Assessment(
            claim=self.claim, checkpoint=day, as_of=self.dossier.as_of, inputs=self.inputs, method=METHOD_VERSION,
            numpy=np.__version__, **values,
        )  # fmt: skip

    def _open(self, reading: Reading, day: date, appraisal: Appraisal) -> Assessment:
        return self._row(
            day, missing=list(self.dossier.lacking(reading)), **shares(appraisal.odds), **verdict(appraisal),
            facts={**facts_of(appraisal), "so_far": self._so_far(reading), "dynamics": self._dynamics(reading)},
        )  # fmt: skip

    def _group(self, day: date, appraisal: Appraisal) -> Assessment:
        lacking = [slug for reading in self.asked for slug in self.dossier.lacking(reading)]
        facts = {**facts_of(appraisal), "not_assessed": self.dossier.unasked(self.claim.children.all())}
        return self._row(
            day, missing=list(dict.fromkeys(lacking)), **shares(appraisal.odds), **verdict(appraisal), facts=facts
        )

    def _checked(self, reading: Reading, day: date) -> Assessment:
        """A fact check: the answer on real figures, once; no probability."""
        evaluation = Evaluation(self.dossier.panels, self.dossier.catalogue.derived, reading.criterion.coverage)
        windows = Windows.single(day_number(self.claim.opens), day_number(day))
        counted = odds(answer(self.dossier.question(reading), evaluation, windows))
        outcome = _outcome(counted)
        return self._row(
            day, outcome=outcome, overlays=[] if outcome else [Overlay.NO_EVIDENCE],
            missing=list(self.dossier.lacking(reading)), facts={"so_far": self._so_far(reading)},
        )  # fmt: skip

    def _dynamics(self, reading: Reading) -> dict[str, list[dict[str, object]]]:
        """The forms in which each indicator may move, how far each is believed, and why: the evidence and its cases."""
        return {
            slug: [{"form": one.form, "share": one.share, "evidence": one.evidence, "cases": one.cases} for one in ways]
            for slug, ways in self.dossier.dynamics(reading).items()
        }

    def _so_far(self, reading: Reading) -> list[dict[str, object]]:
        """Both sides of each comparison on the figures known, in the order of the formula."""
        opens = day_number(self.claim.opens)
        last = min(self.dossier.day, max(day_number(day) for day in self.claim.checkpoints))
        found = so_far(reading.holds.tree, self.dossier.panels, self.dossier.catalogue.derived, opens, last)
        return [
            {"left": figure(one.left), "right": figure(one.right), "until": one.until and str(date_of(one.until))}
            for one in found
        ]

    def _claim(self, day: date, rows: Sequence[tuple[Reading, Assessment]]) -> Assessment:
        """The claim's own figures: those of its primary criterion, or of the stand-in that speaks for it.

        A fact check's answer settles it, which a stand-in never does: its figures are shown, its answer is not taken.
        """
        primary = next(row for reading, row in rows if reading.criterion.role == Criterion.Role.PRIMARY)
        reading, speaking = speaker(rows) or (None, primary)
        facts = {
            **speaking.facts,
            "speaks": reading.criterion.key if reading else "",
            "stand_in": reading is not None and reading.criterion.role != Criterion.Role.PRIMARY,
        }
        copied = ("p_hold", "p_fail", "p_mixed", "p_unknown", "base_rate", "information", "band", "overlays", "outcome")
        values = {name: getattr(speaking, name) for name in copied}
        if facts["stand_in"] and not self.is_open:
            values |= {"outcome": primary.outcome, "overlays": primary.overlays}
        return self._row(day, missing=primary.missing, facts=facts, **values)


def speaker(rows: Sequence[tuple[Reading, Assessment]]) -> tuple[Reading, Assessment] | None:
    """The criterion that speaks for a claim: the first with evidence, its primary one if that has some.

    One whose answer may hang on a series that it lacks lets one with all of its evidence go first: "3 of 5" with two
    series missing can no longer hold, and would look as if the world had decided it.
    """
    able = [(reading, row) for reading, row in rows if _can_speak(reading, row)]
    whole = [(reading, row) for reading, row in able if not _may_hang_on_missing(row)]
    return next(iter(whole or able), None)


def _can_speak(reading: Reading, row: Assessment) -> bool:
    return reading.criterion.can_speak and Overlay.NO_EVIDENCE not in row.overlays


def _may_hang_on_missing(row: Assessment) -> bool:
    return bool(row.missing) and (row.p_unknown or 0.0) > CLIP[0]


def _outcome(counted: Odds) -> str:
    """held, failed or mixed; "" where it cannot be told."""
    if counted.unknown > MOST_UNKNOWN:
        return ""
    return max((("held", counted.hold), ("failed", counted.fail), ("mixed", counted.mixed)), key=lambda pair: pair[1])[
        0
    ]
