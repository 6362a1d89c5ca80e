"""What is told of claims on a day, from their stored assessments: the plain data of scorecards and of pages."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from claims.dossier import Dossier
from claims.models import Assessment, Claim
from claims.onrecord.beside import Beside
from claims.onrecord.figures import closed, figures
from claims.onrecord.lines import line
from claims.outcomes import Key
from claims.reading import AnyReading, RelationReading
from claims.settled import Stood, entered, shown, stood, with_parts
from claims.wording.languages import LANGUAGES
from claims.wording.passed import afterwards, passed
from claims.wording.relation import RelationWording
from evidence.models import Indicator
from evidence.periods import label
from evidence.told import told

NOT_ASSESSED, JUDGED = "not assessed", "judged"
Rows = Mapping[tuple[int, int | None, date], Assessment]  # by claim, criterion (None: the claim's own) and checkpoint


class Told:
    """Claims as they stood at the end of a day, with the rows that speak of them and the evidence they rest on."""

    def __init__(
        self, claims: Sequence[Claim], dossier: Dossier, rows: Rows, languages: Mapping[str, str] = LANGUAGES
    ) -> None:
        """`languages` are those in which sentences are made, with what their names end with."""
        self.languages = languages
        self.as_of = dossier.as_of
        self.claims, self.dossier, self.rows = claims, dossier, rows
        self.wording = RelationWording(dossier)
        self.entered = entered(with_parts(claims), self.as_of)
        own = {claim.pk for claim in claims}
        self.settled = {key: row for key, row in self.entered.standing.items() if key[0] in own}
        self.shows = shown(claims, self.as_of, self.settled)
        self.beside = Beside(claims, self.as_of, self.shows)

    @cached_property
    def stood(self) -> dict[Key, Stood]:
        """How claims stand at the checkpoints that have passed."""
        due = [claim for claim in self.claims if claim.checkpoints[0] < self.as_of]
        return {(one.claim.pk, one.checkpoint): one for one in stood(due, self.dossier, self.entered)} if due else {}

    def shown(self, claim: Claim) -> Assessment | None:
        """The claim's own assessment at its next unsettled checkpoint."""
        return self.rows.get((claim.pk, None, self.shows[claim.pk]))

    def speaking(self, claim: Claim, row: Assessment | None) -> AnyReading | None:
        """The criterion whose figures the claim shows."""
        key = row.facts.get("speaks") if row else None
        found = [criterion for criterion in claim.criteria.all() if criterion.key == key]
        return self.dossier.reading(found[0]) if found else None

    def claim(self, claim: Claim) -> dict[str, Any]:
        """One claim with its checkpoints and criteria."""
        row = self.shown(claim)
        speaking = self.speaking(claim, row)
        open_ = None if (claim.pk, self.shows[claim.pk]) in self.settled else row  # what was settled has no future
        return {
            "slug": claim.slug,
            "number": claim.number,
            "article": claim.article.slug,
            "theme": claim.theme.slug,
            "kind": claim.kind,
            "nature": claim.nature,
            **claim.registration,
            "statement": claim.statement,
            "statement_zh": claim.statement_zh,
            "reading": claim.reading,
            "reading_zh": claim.reading_zh,
            "holder": claim.held_by,
            "opens": str(claim.opens),
            **self._verdict(claim, row),
            **self._said(claim, row),
            "chart": line(claim, open_, speaking, self.wording, self.languages),
            **self.beside.of(claim, open_),
            "stand_in": self._stand_in(claim, open_),
            "missing": [self._missing(slug) for slug in (row.missing if row else ())],
            "hindsight": self._hindsight(claim),
            "measured_by": claim.measured_by,
            "measured_by_zh": claim.measured_by_zh,
            "checkpoints": [self._checkpoint(claim, day) for day in claim.checkpoints],
            "criteria": [self._criterion(one) for one in self._readings(claim)],
            "children": sorted(child.number for child in claim.children.all()),
            "rubric": claim.rubric,
        }

    def _readings(self, claim: Claim) -> list[AnyReading]:
        """None where one of them cannot be read: the reasons say why."""
        if claim.pk in self.dossier.unreadable:
            return []
        return [self.dossier.reading(one) for one in claim.criteria.all()]

    def _verdict(self, claim: Claim, row: Assessment | None) -> dict[str, Any]:
        checkpoint = self.shows[claim.pk]
        if (claim.pk, checkpoint) in self.settled:
            return {**self._checkpoint(claim, checkpoint), "fan": None}
        if row is None:
            band = JUDGED if claim.nature == Claim.Nature.JUDGED else NOT_ASSESSED
            return {"checkpoint": str(checkpoint), **figures(None), "band": band, "fan": None}
        return {"checkpoint": str(row.checkpoint), **figures(row), "fan": self._fan(claim, row)}

    def _fan(self, claim: Claim, row: Assessment) -> dict[str, Any] | None:
        """Quantiles of the futures, where figures derived from the provider's may be passed on."""
        reading = self.speaking(claim, row)
        never = Indicator.Redistribution.NO
        if reading is None or any(self.dossier.indicators[slug].redistribute == never for slug in reading.leaves):
            return None
        return row.facts.get("fan")

    def _said(self, claim: Claim, row: Assessment | None) -> dict[str, Any]:
        said = {}
        for language, suffix in self.languages.items():
            with override(language):
                said[f"reasons{suffix}"] = self._reasons(claim, row)
        return said

    def _reasons(self, claim: Claim, row: Assessment | None) -> list[str]:
        unreadable = self.dossier.unreadable.get(claim.pk)
        if unreadable:
            return [_("It is not assessed, for it cannot be read: %(error)s") % {"error": told(unreadable.error)}]
        key = (claim.pk, self.shows[claim.pk])
        said = passed(claim, self.stood.get(key), self.dossier.indicators)
        if row is None:
            return said
        say = afterwards if key in self.settled else RelationWording.sentences
        return [*said, *say(self.wording, row, self.speaking(claim, row))]

    def _stand_in(self, claim: Claim, row: Assessment | None) -> dict[str, str] | None:
        if row is None or not row.facts.get("stand_in"):
            return None
        primary = next(one.key for one in claim.criteria.all() if one.role == one.Role.PRIMARY)
        return {"criterion": row.facts["speaks"], "for": primary}

    def _missing(self, slug: str) -> dict[str, Any]:
        one, newest, past = self.dossier.indicators[slug], self.dossier.newest_ends[slug], self.dossier.histories[slug]
        why = "no figures" if newest is None else f"stopped after {label(newest, past.frequency)}"
        source = one.source.slug if one.source else ""
        return {
            "indicator": slug, "name": one.name, "name_zh": one.name_zh, "source": source, "code": one.code, "why": why,
        }  # fmt: skip

    def _hindsight(self, claim: Claim) -> dict[str, Any]:
        """When its criteria were written, those of the claims it is made of included."""
        criteria = [one for part in (claim, *claim.children.all()) for one in part.criteria.all()]
        late = [one for one in criteria if one.is_hindsight]
        return {
            "written_on": str(max((one.written_on for one in criteria), default=claim.article.written_on)),
            "after_opening": bool(late),
            "after_looking": sorted(one.key for one in late if one.thresholds == one.Thresholds.AFTER_LOOKING),
        }

    def _checkpoint(self, claim: Claim, day: date) -> dict[str, Any]:
        """What became of the claim there, once it is settled; else how it stands."""
        found = figures(self.rows.get((claim.pk, None, day)))
        settled = self.settled.get((claim.pk, day))
        return {"checkpoint": str(day), **(found if settled is None else closed(found, settled.outcome))}

    def _criterion(self, reading: AnyReading) -> dict[str, Any]:
        one = reading.criterion
        claim = one.claim
        return {
            "key": one.name,
            "role": one.role,
            **_form(reading),
            "coverage": one.coverage,
            **{f"meaning{suffix}": self._meaning(reading, language) for language, suffix in self.languages.items()},
            "note": one.note,
            "note_zh": one.note_zh,
            "thresholds": one.thresholds,
            "written_on": str(one.written_on),
            "checkpoints": [
                {"checkpoint": str(day), **figures(self.rows.get((claim.pk, one.pk, day)))} for day in claim.checkpoints
            ],
        }

    def _meaning(self, reading: AnyReading, language: str) -> str:
        with override(language):
            return self.wording.meaning(reading)

    def evidence(self) -> list[dict[str, Any]]:
        """The raw indicators that criteria rest on, with the dates of what was known; no values."""
        readings: list[AnyReading] = [*self.dossier.readings.values(), *self.dossier.relations.values()]
        used = {slug for reading in readings for slug in reading.leaves}
        return [self._evidence(slug) for slug in sorted(used)]

    def _evidence(self, slug: str) -> dict[str, Any]:
        one, past = self.dossier.indicators[slug], self.dossier.histories[slug]
        end = self.dossier.newest_ends[slug]
        newest = None if end is None else label(end, past.frequency)
        return {
            "indicator": slug, "name": one.name, "name_zh": one.name_zh,
            "source": one.source.slug if one.source else "", "code": one.code, "unit": one.unit,
            "licence": one.licence, "redistribute": one.redistribute, "checked_against": one.checked_against,
            "newest": newest, "vintages": past.is_revised, "late": self.dossier.is_late(slug),
            "figures": len(past.values),
        }  # fmt: skip


def _form(reading: AnyReading) -> dict[str, Any]:
    """A criterion as it is computed: formulas that say when it holds and fails, or a relation's parts."""
    if isinstance(reading, RelationReading):
        return {"holds_when": None, "fails_when": None, "requires_when": None, "relation": reading.written.parts}
    requires = reading.requires.canonical if reading.requires else None
    return {"holds_when": reading.holds.canonical, "fails_when": reading.fails.canonical, "requires_when": requires,
            "relation": None}  # fmt: skip
