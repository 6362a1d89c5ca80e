"""What speaks against registering a draft: reasons with figures, before anything is frozen (METHOD section 3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from claims.scoring.baserate import BaseRate
from claims.scoring.lacking import lacking
from claims.scoring.outlook import Question
from claims.scoring.past import World, base_rate
from claims.scoring.pastanswers import Placebos, placebos
from evidence.formula import FormulaError, Kind, Type, parse
from evidence.formula.canonical import canonical
from evidence.periods import Frequency, date_of, periods_due
from evidence.releases import is_evidence

FEWEST_WINDOWS = 20  # complete placebo windows below which a base rate is a warning
NEARLY = 0.05  # base rates nearer than this to certainty need a written reason


class Severity(StrEnum):
    """Refused drafts cannot be registered; warnings can; notes are shown before."""

    REFUSED = "refused"
    WARNING = "warning"
    NOTE = "note"


class Fault(StrEnum):
    """What may be wrong with a draft."""

    UNREADABLE = "unreadable"
    NO_VALUE = "no value"
    NO_PERIOD = "no period"
    NO_WINDOW = "no window"
    FEW_WINDOWS = "few windows"
    OVERLAP = "overlap"
    NEARLY_ALWAYS = "nearly always"
    NEARLY_NEVER = "nearly never"
    RELATION = "relation"
    UNSAID_THRESHOLD = "unsaid threshold"
    UNTRANSLATED = "untranslated"


@dataclass(frozen=True)
class Finding:
    """A fault with the figures that its sentence is made of."""

    fault: Fault
    severity: Severity
    figures: Mapping[str, object] = field(default_factory=dict)


def unreadable(formulas: Mapping[str, str], types: Mapping[str, Type]) -> list[Finding]:
    """Formulas, by name, that the language refuses: unknown names, units or frequencies mixed without saying how."""
    found = []
    for name, text in formulas.items():
        try:
            parse(text, types, Kind.TRUTH)
        except FormulaError as error:
            found.append(Finding(Fault.UNREADABLE, Severity.REFUSED, {"formula": name, "why": error.pointed_at(text)}))
    return found


def dry_run(
    question: Question, world: World, day: int, *, reason: str = "", is_check: bool = False,
    rates: Mapping[int, BaseRate | None] | None = None,
) -> list[Finding]:  # fmt: skip
    """All that speaks against a draft whose formulas can be read, worst first; nothing, if nothing does.

    `world` is the evidence as known on `day`. `reason` is what the analyst wrote about a base rate near certainty: it
    turns the refusal into a note. A fact check (`is_check`) is about the past and has no base rate to speak of.
    `rates` are the base rates by checkpoint, where they have been worked out.
    """
    found = [*_no_value(question, world, day)]
    for close in question.closes:
        found += _no_period(question, world, close)
        past = placebos(question, close, world.histories, world.derived)
        found += _overlap(past, close)
        if not is_check:
            base = base_rate(question, close, world) if rates is None else rates[close]
            found += [*_windows(past, close), *_nearly(base, close, reason)]
    order = list(Severity)
    return sorted(found, key=lambda one: order.index(one.severity))


def of_relation(lacking: Iterable[str]) -> list[Finding]:
    """What speaks against a draft that compares two drivers; `lacking` are the indicators without a figure today."""
    return [
        *(Finding(Fault.NO_VALUE, Severity.REFUSED, {"indicator": slug}) for slug in lacking),
        Finding(Fault.RELATION, Severity.NOTE),
    ]


def of_words(threshold: str, said: Sequence[str], reason: str) -> Finding:
    """A threshold that stands neither in the claim's words nor in its quote, which name other figures (`said`)."""
    figures = {"threshold": threshold, "said": said, "reason": reason}
    return Finding(Fault.UNSAID_THRESHOLD, Severity.NOTE if reason.strip() else Severity.REFUSED, figures)


def of_languages(fields: Iterable[str]) -> list[Finding]:
    """English fields that hold the Chinese text: nobody has translated them."""
    named = tuple(fields)
    return [Finding(Fault.UNTRANSLATED, Severity.WARNING, {"fields": named})] if named else []


def _no_value(question: Question, world: World, day: int) -> list[Finding]:
    """Series that give no figure on the day, or have ended."""
    pasts = {slug: world.histories[slug] for slug in question.leaves}
    present = {slug for slug, past in pasts.items() if is_evidence(past.as_of(day), day, are_events=past.are_events)}
    empty = {slug for slug, past in pasts.items() if not len(past.ends)}  # nothing of it was ever fetched
    slugs = dict.fromkeys(slug for tree in question.trees for slug in lacking(tree, world.derived, present))
    return [
        Finding(Fault.NO_VALUE, Severity.REFUSED, {"indicator": slug, **({"is_empty": True} if slug in empty else {})})
        for slug in slugs
    ]


def _no_period(question: Question, world: World, close: int) -> list[Finding]:
    """Series of the formula of which no period ends from the opening to the checkpoint."""
    series = {
        canonical(node): node.type.frequency
        for tree in question.trees
        for node in tree.walk()
        if node.type.kind is Kind.SERIES and node.type.frequency is not None
    }
    opens, closes = np.array([question.opens]), np.array([close])
    ends = {slug: past.ends[-1] for slug, past in world.histories.items() if len(past.ends)}
    return [
        Finding(Fault.NO_PERIOD, Severity.REFUSED,
                {"series": text, "frequency": str(frequency), "checkpoint": str(date_of(close))})
        for text, frequency in series.items()
        if frequency is not Frequency.DAY
        and periods_due(opens, closes, frequency, week_end=int(ends.get(text, 3)))[0] == 0
    ]  # fmt: skip


def _windows(past: Placebos, close: int) -> list[Finding]:
    count = int(past.answered.sum())
    if count >= FEWEST_WINDOWS:
        return []
    figures = {"windows": count, "fewest": FEWEST_WINDOWS, "checkpoint": str(date_of(close))}
    if not count:
        return [Finding(Fault.NO_WINDOW, Severity.REFUSED, figures)]
    return [Finding(Fault.FEW_WINDOWS, Severity.WARNING, figures)]


def _overlap(past: Placebos, close: int) -> list[Finding]:
    both = past.opens[(past.holds == 1) & (past.fails == 1)]
    if not len(both):
        return []
    figures = {
        "windows": len(both), "answered": int(past.answered.sum()), "opens": str(date_of(both[-1])),
        "checkpoint": str(date_of(close)),
    }  # fmt: skip
    return [Finding(Fault.OVERLAP, Severity.REFUSED, figures)]


def _nearly(base: BaseRate | None, close: int, reason: str) -> list[Finding]:
    """The smoothed rate of few independent windows never comes near certainty, so the plain share counts as well."""
    if base is None:
        return []
    rates = [base.rate, base.share] if base.windows >= FEWEST_WINDOWS else [base.rate]
    rate = max(rates, key=lambda one: abs(one - 0.5))
    if NEARLY <= rate <= 1 - NEARLY:
        return []
    fault = Fault.NEARLY_ALWAYS if rate > 0.5 else Fault.NEARLY_NEVER
    figures = {
        "rate": rate, "hits": base.hits, "windows": base.windows, "checkpoint": str(date_of(close)),
        "reason": reason,
    }  # fmt: skip
    return [Finding(fault, Severity.NOTE if reason.strip() else Severity.REFUSED, figures)]
