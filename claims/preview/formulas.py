"""Preview a draft: all that its author should know before it is registered, on the evidence of a day. Keeps nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from claims.charts.history import Line, lines
from claims.dossier import Dossier
from claims.horizon import in_reach, month_ends
from claims.preview.draft import PRIMARY, Draft, DraftError, mistakes
from claims.reading import Reading
from claims.scoring.distance import distances
from claims.scoring.dryrun import Finding, dry_run
from claims.scoring.prospect import Prospect, probability, prospects
from claims.scoring.robustness import Panel, specification_panel
from claims.scoring.sofar import SoFar, so_far
from evidence.formula import Evaluation, FormulaError, Windows
from evidence.formula.tree import Operation
from evidence.models import Indicator
from evidence.periods import Ints, add_months, day_number
from evidence.releases import release_days

HISTORY_MONTHS = 120  # of figures drawn before the claim was made


@dataclass(frozen=True)
class Input:
    """A raw indicator below the formulas, with its newest figure.

    `newest` is the day on which the newest period ends, `known` the day on which its figure became known, both None
    without figures; `next` the day on which another can come. Whether raw figures may be passed on, `indicator` says.
    """

    indicator: Indicator
    newest: int | None
    value: float | None
    known: int | None
    next: int | None
    is_late: bool
    has_ended: bool


@dataclass(frozen=True, eq=False)
class Preview:
    """A draft on the evidence of a day. `beyond` are checkpoints too far ahead to be given a probability."""

    draft: Draft
    as_of: date
    reading: Reading
    dossier: Dossier
    inputs: tuple[Input, ...]
    so_far: tuple[SoFar, ...]
    lines: tuple[Line, ...]
    distances: Mapping[Operation, float]  # of absolute thresholds from the start, in deviations of a period's change
    prospects: tuple[Prospect, ...]
    panels: tuple[Panel | None, ...]  # of the readings, at each prospect
    beyond: tuple[date, ...]
    findings: tuple[Finding, ...]


def glance(draft: Draft, as_of: date) -> Preview:
    """What can be said of a draft at once: what it means and where its figures stand; no findings, no prospects.

    Raises `DraftError` for formulas that cannot be read, naming each.
    """
    dossier = _dossier(draft, as_of)
    reading = dossier.readings[f"{PRIMARY}:{PRIMARY}"]
    opens, last = day_number(draft.made_on), min(dossier.day, day_number(draft.checkpoints[-1]))
    trees = (reading.holds.tree, dossier.panels, dossier.catalogue.derived)
    away = distances(trees[0], Evaluation(*trees[1:]), Windows.single(opens, opens))
    near = in_reach(draft.checkpoints, as_of)
    return Preview(
        draft, as_of, reading, dossier, tuple(_input(slug, dossier) for slug in _leaves(dossier)),
        tuple(so_far(*trees, opens, last)), tuple(_lines(draft, reading, dossier)), away, (), (),
        tuple(day for day in draft.checkpoints if day not in near), (),
    )  # fmt: skip


def linted(seen: Preview) -> Preview:
    """A glance with what speaks against registering the draft."""
    question = seen.dossier.question(seen.reading)
    rates = {one.close: one.appraisal.base_rate for one in seen.prospects} or None
    found = dry_run(
        question, seen.dossier.world, seen.dossier.day, reason=seen.draft.reason, is_check=seen.draft.is_check,
        rates=rates,
    )  # fmt: skip
    return replace(seen, findings=tuple(found))


def foreseen(seen: Preview, between: Callable[[], None] = lambda: None, *, is_walked: bool = True) -> Preview:
    """A glance with its prospects, the figures those that an assessment of the day would have.

    Not walked it takes a fraction of the time, and all figures are the same; but the band is that of the day alone,
    while an assessment's also hangs on where it stood at the month ends before. `between` is as of `prospects`.
    """
    draft, dossier, question = seen.draft, seen.dossier, seen.dossier.question(seen.reading)
    others = [dossier.question(one) for one in dossier.readings.values() if one is not seen.reading]
    dates = [day_number(day) for day in month_ends(draft.made_on, seen.as_of)]
    found = prospects(
        question, others, dossier.world, dates if is_walked else dates[-1:], dossier.is_late,
        lambda slug, ends: _releases(slug, ends, dossier), between,
    )  # fmt: skip
    return replace(seen, prospects=tuple(found), panels=tuple(_panel(one) for one in found))


def preview(draft: Draft, as_of: date) -> Preview:
    """Everything about a draft.

    Raises `DraftError` for formulas that cannot be read, naming each.
    """
    return linted(foreseen(glance(draft, as_of)))


def _dossier(draft: Draft, as_of: date) -> Dossier:
    try:
        return Dossier([], as_of, draft.criteria())
    except FormulaError:
        found = mistakes(draft, Indicator.objects.catalogue().types)
        if not found:
            raise
        raise DraftError(found) from None


def _leaves(dossier: Dossier) -> list[str]:
    return list(dict.fromkeys(slug for reading in dossier.readings.values() for slug in reading.leaves))


def _releases(slug: str, ends: Ints, dossier: Dossier) -> Ints:
    one = dossier.indicators[slug]
    planned = dossier.planned[slug]
    return release_days(ends, one.period_frequency, one.usual_lag, one.usual_lag_late, planned)[0]


def _input(slug: str, dossier: Dossier) -> Input:
    one, past, newest = dossier.indicators[slug], dossier.histories[slug], dossier.newest_ends[slug]
    if newest is None:
        return Input(one, None, None, None, None, False, False)
    panel = dossier.panels[slug]
    value = float(panel.values[0, panel.ends.searchsorted(newest)])
    known = past.known[past.ends == newest]
    return Input(
        one, newest, value, int(known.max()) if known.size else None, _next(slug, dossier),
        dossier.is_late(slug), dossier.has_ended(slug),
    )  # fmt: skip


def _next(slug: str, dossier: Dossier) -> int | None:
    """The day on which another figure can come, tomorrow at the earliest; None of event days, which are known ahead."""
    expected = dossier.expected.get(slug)
    return None if expected is None or expected.next is None else max(expected.next.day, dossier.day + 1)


def _lines(draft: Draft, reading: Reading, dossier: Dossier) -> list[Line]:
    answers = {"holds": reading.holds.tree} | ({"fails": reading.fails.tree} if draft.fails_when else {})
    since = add_months(day_number(draft.made_on), -HISTORY_MONTHS)
    return lines(answers, dossier.panels, dossier.catalogue.derived, since)


def _panel(one: Prospect) -> Panel | None:
    """The share of the other readings that agree with the draft; None where either is silent."""
    said: Mapping[str, float | None] = {PRIMARY: probability(one.appraisal.odds)} | {
        key: probability(odds) for key, odds in one.alternatives.items()
    }
    return specification_panel(PRIMARY, said)
