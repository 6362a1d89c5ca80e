"""Preview a relation, or a claim made of others: the verdict that each checkpoint would have today. Keeps nothing."""

from dataclasses import dataclass
from datetime import date

from claims.dossier import Dossier
from claims.horizon import in_reach, month_ends
from claims.models import Assessment, Claim
from claims.preview.draft import PRIMARY, GroupDraft, RelationDraft
from claims.reading import RelationReading
from claims.recording import facts_of, shares, verdict
from claims.relations import RelationWork
from claims.scoring.appraisal import Appraisal, appraise
from claims.scoring.dryrun import Finding, of_relation
from evidence.periods import day_number


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What a draft would say on the evidence of a day: a row for each checkpoint in reach, as an assessment has it.

    None of the rows is saved. `reading` is that of a relation, None of a claim made of others. `beyond` are checkpoints
    too far ahead.
    """

    draft: RelationDraft | GroupDraft
    as_of: date
    dossier: Dossier
    reading: RelationReading | None
    rows: tuple[Assessment, ...]
    beyond: tuple[date, ...]
    findings: tuple[Finding, ...]


def relation(draft: RelationDraft, as_of: date) -> Verdicts:
    """Who is favoured on the points so far, and what all of them can show. Raises `RelationError`."""
    criterion = draft.criterion()
    dossier = Dossier([], as_of, [criterion])
    reading = dossier.relations[criterion.slug]
    work = RelationWork(criterion.claim, dossier, reading)
    rows = tuple(work.verdict(day) for day in work.days)
    return Verdicts(
        draft, as_of, dossier, reading, rows, _beyond(draft, as_of), tuple(of_relation(dossier.lacking(reading)))
    )


def group(draft: GroupDraft, as_of: date) -> Verdicts:
    """The odds of a claim made of others, asked on the same continuations as they are.

    A member that is a relation, or that cannot be read, is unknown.
    """
    keys = [one.pk for one in draft.members]
    members = list(Claim.objects.with_everything().filter(pk__in=keys))
    dossier = Dossier(members, as_of)
    made = dossier.made_of(PRIMARY, draft.least, members, draft.made_on, draft.checkpoints)
    readings = [dossier.readings[key] for key in made.members if key in dossier.readings]
    since = min(draft.made_on, *(one.opens for one in members))
    dates = [day_number(day) for day in month_ends(since, as_of)]
    asked = [dossier.question(one) for one in readings]
    found = appraise(asked, [made], dossier.world, dates, dossier.is_late)
    missing = list(dict.fromkeys(slug for one in readings for slug in dossier.lacking(one)))
    rows = tuple(
        _row(draft, day, found[PRIMARY, day_number(day)], dossier.unasked(members), missing, as_of)
        for day in in_reach(draft.checkpoints, as_of)
    )
    return Verdicts(draft, as_of, dossier, None, rows, _beyond(draft, as_of), ())


def _row(
    draft: GroupDraft, day: date, appraisal: Appraisal, unknown: list[str], missing: list[str], as_of: date
) -> Assessment:
    claim = Claim(slug=PRIMARY, opens=draft.made_on, checkpoints=list(draft.checkpoints), rule=Claim.Rule.AT_LEAST)
    facts = {**facts_of(appraisal), "not_assessed": unknown}
    return Assessment(claim=claim, checkpoint=day, as_of=as_of, missing=missing, facts=facts, **shares(appraisal.odds),
                      **verdict(appraisal))  # fmt: skip


def _beyond(draft: RelationDraft | GroupDraft, as_of: date) -> tuple[date, ...]:
    near = in_reach(draft.checkpoints, as_of)
    return tuple(day for day in draft.checkpoints if day not in near)
