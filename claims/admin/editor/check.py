"""The live check: what the typed formulas mean, where they are wrong, and what their figures say. Saves nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from claims.admin.editor.forms import CriteriaForms, WordsForm
from claims.admin.editor.outlooks import Turn, outlook
from claims.dryrun import of_words
from claims.models import Claim, Criterion
from claims.preview.draft import Alternative, Draft
from claims.preview.formulas import Preview, glance, linted
from claims.preview.wording import PreviewWording
from claims.scoring.dryrun import Finding, Severity
from claims.scoring.margin import comparisons
from claims.scoring.relationform import RelationError, written
from claims.scoring.sofar import so_far
from claims.wording.dryrun import sentence, severity_word
from claims.wording.languages import language
from claims.wording.sentences import percent
from evidence.formula import Formula, FormulaError, Kind, in_words, parse
from evidence.models import Catalogue, Indicator
from evidence.periods import date_of, day_number
from evidence.told import told

FORMULAS = ("holds_when", "fails_when", "requires_when")
TEXTS = ("statement", "statement_zh", "reading", "reading_zh")


@dataclass(frozen=True)
class Checked:
    """One formula as it was read: what it means, or where it is wrong (`position`: 0-based; None: as a whole)."""

    key: str
    field: str
    label: str
    text: str
    meaning: str = ""
    canonical: str = ""
    units: tuple[str, ...] = ()
    fault: str = ""
    position: int | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether it cannot be read."""
        return bool(self.fault)

    @property
    def place(self) -> int | None:
        """The character at fault as people count."""
        return None if self.position is None else self.position + 1

    @property
    def before(self) -> str:
        """The text before the mistake."""
        return self.text[: self.position] if self.position is not None else ""

    @property
    def at(self) -> str:
        """The character at fault; at the end of the text a blank."""
        return "" if self.position is None else self.text[self.position : self.position + 1] or "\N{NO-BREAK SPACE}"

    @property
    def after(self) -> str:
        """The text behind it; all of it where the mistake has no place."""
        return self.text if self.position is None else self.text[self.position + 1 :]


@dataclass(frozen=True)
class Typed:
    """One criterion as it was typed."""

    key: str
    role: str
    formulas: Mapping[str, str]
    relation: str
    coverage: float


@dataclass
class Check:
    """What was typed, held against the language and the evidence of a day."""

    claim: Claim
    words: WordsForm
    criteria: CriteriaForms
    as_of: date
    reason: str = ""
    turn: Turn = field(default_factory=Turn)
    days_wrong: list[str] = field(default_factory=list)

    @cached_property
    def catalogue(self) -> Catalogue:
        """Indicators as the language knows them."""
        return Indicator.objects.catalogue()

    @cached_property
    def typed(self) -> list[Typed]:
        """The criteria that stay, in their order."""
        number = self.words["number"].value() or self.claim.number
        return [_typed(key, form) for key, form in self.criteria.keyed(number).items()]

    @cached_property
    def formulas(self) -> list[Checked]:
        """Every formula that was typed; a criterion's first one too where it is still empty."""
        found = []
        for one in self.typed:
            if one.relation:
                found.append(self._relation(one))
                continue
            texts = {name: text for name, text in one.formulas.items() if text.strip() or name == FORMULAS[0]}
            found += [self._formula(one.key, name, text) for name, text in texts.items()]
        return found

    @property
    def is_readable(self) -> bool:
        """Whether no formula is wrong."""
        return not any(one.is_wrong for one in self.formulas)

    def _formula(self, key: str, name: str, text: str) -> Checked:
        label = _label(name)
        try:
            read = parse(text, self.catalogue.types, Kind.TRUTH)
        except FormulaError as error:
            return Checked(key, name, label, text, fault=told(error.sentence), position=error.position)
        return Checked(key, name, label, text, self._meaning(read), read.canonical, _units(read))

    def _relation(self, one: Typed) -> Checked:
        label = _label("relation")
        try:
            form = self.criteria.keyed(self.claim.number)[one.key]
            read = written(form.fields["relation"].clean(one.relation), self.catalogue.types)
        except RelationError as error:
            return Checked(one.key, "relation", label, one.relation, fault=told(error))
        except ValidationError as error:
            return Checked(one.key, "relation", label, one.relation, fault=told(error))
        names = [self._meaning(formula) for formula in (*read.a, *read.c, read.target)]
        return Checked(one.key, "relation", label, one.relation, "; ".join(dict.fromkeys(names)), read.canonical)

    def _meaning(self, read: Formula) -> str:
        return in_words(read.tree, self.catalogue.names_in(language()), language())

    @cached_property
    def draft(self) -> Draft | None:
        """What was typed as a draft; None while something in it cannot be, which `days_wrong` or `formulas` say."""
        wrong = {one.key for one in self.formulas if one.is_wrong}
        readable = [one for one in self.typed if one.key not in wrong and not one.relation]
        primary = next((one for one in readable if one.role == Criterion.Role.PRIMARY), None)
        opens, days = self._days()
        if primary is None or opens is None or not days:
            return None
        others = tuple(
            Alternative(one.key, coverage=one.coverage, **one.formulas) for one in readable if one is not primary
        )
        try:
            return Draft(
                primary.formulas["holds_when"], opens, tuple(days), primary.formulas["fails_when"],
                primary.formulas["requires_when"], others, primary.coverage, self.reason,
                self.words["nature"].value() == Claim.Nature.FACT_CHECK,
            )  # fmt: skip
        except ValueError:
            self.days_wrong.append(_("Expected different days in order, from %(opens)s on, got %(days)s.") %
                                   {"opens": opens, "days": ", ".join(map(str, days))})  # fmt: skip
            return None

    def _days(self) -> tuple[date | None, list[date]]:
        return self._cleaned("opens"), self._cleaned("checkpoints") or []

    def _cleaned(self, name: str) -> Any:
        try:
            return self.words.fields[name].clean(self.words[name].value())
        except ValidationError as error:
            self.days_wrong += [f"{self.words.fields[name].label}: {said}" for said in error.messages]
            return None

    def glance(self) -> dict[str, Any]:
        """What is shown as one types."""
        shown: dict[str, Any] = {"check": self, "formulas": self.formulas, "days_wrong": self.days_wrong}
        if self.draft is None:
            return shown
        seen = glance(self.draft, self.as_of)
        wording = PreviewWording(seen)
        return {
            **shown,
            "today": _today(seen, wording),
            "inputs": [wording.input(one) for one in seen.inputs],
            "charts": [mark_safe(one) for one in wording.charts()],  # noqa: S308 - escaped where it is drawn
            "ranges": [wording.range(one) for one in seen.lines],
            "distances": [wording.distance(one, away) for one, away in seen.distances.items()],
            "beyond": [str(day) for day in seen.beyond],
        }

    def lint(self) -> dict[str, Any]:
        """What speaks against registering it."""
        if self.draft is None:
            return {"check": self}
        seen = linted(glance(self.draft, self.as_of))
        found = [*of_words(seen.reading, self._as_typed(), self.reason), *seen.findings]
        return {"check": self, "findings": list(map(_finding, found)), "is_linted": True}

    def _as_typed(self) -> Claim:
        """The claim with the words that stand in the form; never saved."""
        typed = {name: self.words[name].value() or "" for name in TEXTS}
        return Claim(pk=self.claim.pk, article_id=self.claim.article_id, spans=self._spans(), **typed)

    def _spans(self) -> list[list[int]]:
        """Those that are stored while what is typed cannot be read: saving says so."""
        try:
            found: list[list[int]] = self.words.fields["spans"].clean(self.words["spans"].value())
        except ValidationError:
            return self.claim.spans
        return found

    def outlook(self) -> dict[str, Any]:
        """What takes a second: probabilities, base rates, power, what is still to be known."""
        return self._outlook(is_whole=False)

    def whole(self) -> dict[str, Any]:
        """The same, with bands that also hang on where it stood at earlier month ends, which takes several."""
        return self._outlook(is_whole=True)

    def _outlook(self, *, is_whole: bool) -> dict[str, Any]:
        if self.draft is None or self.draft.is_check:
            return {"check": self}
        seen, is_whole = outlook(glance(self.draft, self.as_of), self.turn, is_whole=is_whole)
        wording = PreviewWording(seen)
        return {"check": self, "is_whole": is_whole, "prospects": [
            {"said": wording.prospect(one, panel), "power": _power(one.power), "expected": _expected(one.expected)}
            for one, panel in zip(seen.prospects, seen.panels, strict=True)
        ]}  # fmt: skip


def _typed(key: str, form: Any) -> Typed:
    def text(name: str) -> str:
        return (form[name].value() or "").replace("\r\n", "\n")

    try:
        coverage = float(form["coverage"].value())
    except (TypeError, ValueError):
        coverage = float("nan")
    return Typed(key, form["role"].value(), {name: text(name) for name in FORMULAS}, text("relation").strip(), coverage)


def _label(name: str) -> str:
    return next(str(field.verbose_name) for field in Criterion._meta.fields if field.name == name)


def _units(read: Formula) -> tuple[str, ...]:
    units = (one.operands[0].type.unit for one in comparisons(read.tree))
    return tuple(dict.fromkeys(said for unit in units if unit is not None and (said := unit.in_words(language()))))


def _today(seen: Preview, wording: PreviewWording) -> list[tuple[str, list[str]]]:
    """Where each reading's comparisons stand on the figures known, the primary one first."""
    opens, last = day_number(seen.draft.made_on), min(seen.dossier.day, day_number(seen.draft.checkpoints[-1]))
    found = []
    for key, reading in seen.dossier.readings.items():
        rows = so_far(reading.holds.tree, seen.dossier.panels, seen.dossier.catalogue.derived, opens, last)
        known = [(one, one.until) for one in rows if one.until is not None]
        said = [wording.comparison(one.comparison, {**vars(one), "until": date_of(until)}) for one, until in known]
        name = "" if reading is seen.reading else key.partition(":")[2]
        found.append((name, said or [_("No period of the window is known yet.")]))
    return found


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "severity": str(one.severity), "word": severity_word(one.severity), "said": sentence(one),
        "is_refused": one.severity is Severity.REFUSED,
    }  # fmt: skip


def _power(table: Any) -> dict[str, Any] | None:
    if table is None:
        return None
    rows = [
        {"n": row.need.n, "hits": row.need.hits, "chances": [percent(chance) for chance in row.chances]}
        for row in table.rows
    ]
    return {"rate": percent(table.rate), "rates": [percent(rate) for rate in table.rates], "rows": rows}


def _expected(shares: tuple[tuple[int, float], ...]) -> list[dict[str, Any]]:
    """By day, with the width of a bar from 0 to 100."""
    return [{"day": date_of(day), "share": percent(share), "width": f"{100 * share:.1f}"} for day, share in shares]
