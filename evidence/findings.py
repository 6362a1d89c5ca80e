"""A finding about an indicator's health, and the checks of one indicator: each says what was expected and what came.

Words are in the active language. The checks read nothing: figures, calendar and description are handed in.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from evidence.calendar import Expectation
from evidence.models import Description, HeldBatch, Indicator
from evidence.periods import date_of, day_number, end_days, label
from evidence.quantities import quantity
from evidence.series import Panel
from evidence.soundness import Jump, jumps, missing_periods
from evidence.sources import SOURCES
from evidence.wordedunits import disagreement

ANALYST = "analyst"  # the source whose figures people enter
LATE_PERIODS, LATE_DAYS = 2, 14  # late by more than both: severe
RECENT = 400  # days; a gap further back has been seen
_NAMED = 3  # periods named of a gap


class Severity(StrEnum):
    """How much a finding matters: to be looked at today, soon, or only to be known."""

    SEVERE = "severe"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        """Its name for a reader."""
        return str(_SEVERITIES[self])


_SEVERITIES = {
    Severity.SEVERE: gettext_lazy("severe"),
    Severity.WARNING: gettext_lazy("warning"),
    Severity.NOTE: gettext_lazy("note"),
}


class Kind(StrEnum):
    """What is wrong."""

    EMPTY = "empty"
    STALE = "stale"
    DISCONTINUED = "discontinued"
    GAP = "gap"
    OUTLIER = "outlier"
    UNIT = "unit"
    FREQUENCY = "frequency"
    HELD = "held"
    DUPLICATE = "duplicate"

    @property
    def label(self) -> str:
        """Its name for a reader."""
        return str(_KINDS[self])


_KINDS = {
    Kind.EMPTY: gettext_lazy("no figures"),
    Kind.STALE: gettext_lazy("stale"),
    Kind.DISCONTINUED: gettext_lazy("discontinued"),
    Kind.GAP: gettext_lazy("gap"),
    Kind.OUTLIER: gettext_lazy("outlier"),
    Kind.UNIT: gettext_lazy("unit differs"),
    Kind.FREQUENCY: gettext_lazy("frequency differs"),
    Kind.HELD: gettext_lazy("held back"),
    Kind.DUPLICATE: gettext_lazy("same figures"),
}


@dataclass(frozen=True)
class Finding:
    """One thing about one indicator, with what an operator can do."""

    slug: str
    kind: Kind
    severity: Severity
    expected: str
    got: str
    todo: str


def of_absence(indicator: Indicator) -> Finding:
    """No figure at all: known and explained where no source serves it."""
    if indicator.unserved:
        todo = _("import an archive that has it, or let an analyst enter it")
        return Finding(indicator.slug, Kind.EMPTY, Severity.WARNING, _("figures from an archive"),
                       _("none; %(why)s") % {"why": unserved(indicator)}, todo)  # fmt: skip
    if indicator.source and indicator.source.slug == ANALYST:
        return Finding(indicator.slug, Kind.EMPTY, Severity.WARNING, _("findings of an analyst"), _("none"),
                       _to_enter(indicator))  # fmt: skip
    todo = _("refresh it: claimbase evidence refresh; claimbase evidence status shows failures")
    if indicator.source and indicator.source.key_variable:
        asked = {"variable": indicator.source.key_variable, "address": indicator.source.key_address}
        todo = _("set %(variable)s if it is not (%(address)s)") % asked + "; " + todo
    return Finding(indicator.slug, Kind.EMPTY, Severity.SEVERE, _("figures"), _("none"), todo)


def unserved(indicator: Indicator) -> str:
    """Why nobody can be asked for it, in the active language."""
    return indicator.unserved if language() == "en" else indicator.unserved_zh


def entered(indicator: Indicator) -> str:
    """What an analyst enters of it, in the active language."""
    return indicator.entered if language() == "en" else indicator.entered_zh


def language() -> str:
    """The language to write in: "en" or "zh"."""
    return "zh" if (get_language() or "en").startswith("zh") else "en"


def of_lateness(indicator: Indicator, newest: int, found: Expectation) -> Iterator[Finding]:
    """A figure that should have come by the release calendar."""
    if found.next is None or not found.is_overdue:
        return
    late, period = found.overdue, indicator.period_frequency.usual_days
    calendar = _("by the provider's calendar") if found.next.planned else _("by its usual rhythm")
    expected = _("a figure by %(day)s, %(calendar)s") % {"day": date_of(found.next.overdue_after), "calendar": calendar}
    got = _("the newest is of %(period)s") % {"period": label(newest, indicator.period_frequency)}
    if found.has_ended:
        todo = _("look whether the provider has ended the series, and name a successor")
        yield Finding(indicator.slug, Kind.DISCONTINUED, Severity.SEVERE, expected, got, todo)
        return
    severity = Severity.SEVERE if late > max(LATE_PERIODS * period, LATE_DAYS) else Severity.WARNING
    yield Finding(indicator.slug, Kind.STALE, severity, expected, got, _to_renew(indicator))


def _to_renew(indicator: Indicator) -> str:
    """Where the next figure comes from: an analyst, an archive where there is no module, else the provider."""
    source = indicator.source.slug if indicator.source else ""
    if source == ANALYST:
        return _to_enter(indicator)
    if indicator.unserved or source not in SOURCES:
        return _("import a newer archive")
    return _("refresh it; if nothing comes, look at the provider")


def _to_enter(indicator: Indicator) -> str:
    return entered(indicator) or _("let an analyst enter what was found, with its source")


def of_event_days(indicator: Indicator, newest: int, today: int) -> Iterator[Finding]:
    """Event days are known ahead: a calendar whose last day has passed has run out."""
    if newest < today:
        todo = _("enter the days that have been announced in the findings")
        expected = _("days ahead of %(day)s") % {"day": date_of(today)}
        got = _("the last is %(day)s") % {"day": date_of(newest)}
        yield Finding(indicator.slug, Kind.STALE, Severity.WARNING, expected, got, todo)


def of_gaps(indicator: Indicator, panel: Panel, today: int) -> Iterator[Finding]:
    """Periods without a figure inside the series; a note where the last of them is long ago."""
    never = frozenset(map(str, indicator.never_collected))
    missing = missing_periods(panel, never)
    if missing:
        named = ", ".join(missing[-_NAMED:])
        recent = missing_periods(panel.since(today - RECENT), never)
        severity = Severity.WARNING if recent else Severity.NOTE
        todo = _("fetch it again; a period that was never collected belongs into never_collected")
        got = _("%(count)d without, the last: %(named)s") % {"count": len(missing), "named": named}
        yield Finding(indicator.slug, Kind.GAP, severity, _("a figure of every period"), got, todo)


def of_jumps(indicator: Indicator, panel: Panel) -> Iterator[Finding]:
    """Newest changes far from usual; beyond all on record it is more likely an error than a shock."""
    in_logs = indicator.walk == Indicator.Walk.LOG
    for jump in jumps(panel, in_logs=in_logs):
        yield Finding(indicator.slug, Kind.OUTLIER, Severity.SEVERE if jump.is_beyond_all else Severity.WARNING,
                      _("a usual change"), _jumped(indicator, jump),
                      _("compare with the provider's page; the bytes are kept with the fetch"))  # fmt: skip


def _jumped(indicator: Indicator, jump: Jump) -> str:
    places = {
        "before": quantity(jump.before, indicator.base_unit, language()),
        "after": quantity(jump.after, indicator.base_unit, language()),
        "period": label(jump.end, indicator.period_frequency),
        "times": jump.sigmas,
        "largest": jump.times_largest,
    }
    text = _("from %(before)s to %(after)s in %(period)s: %(times).0f sigmas, %(largest).1f times the largest before")
    return text % places


def of_description(indicator: Indicator, told: Description, newest: int | None) -> Iterator[Finding]:
    """What the provider says of its series, against what the indicator declares."""
    differs = disagreement(indicator.unit, told.unit)
    if differs:
        severity = Severity.WARNING if differs == "base" else Severity.SEVERE
        todo = _("correct the indicator's unit, or the code; no figure may be used until they agree")
        yield Finding(indicator.slug, Kind.UNIT, severity, indicator.unit, told.unit, todo)
    if told.frequency and told.frequency != indicator.frequency:
        expected, got = indicator.get_frequency_display(), str(Indicator.Frequency(told.frequency).label)
        todo = _("correct the indicator's frequency, or the code")
        yield Finding(indicator.slug, Kind.FREQUENCY, Severity.SEVERE, expected, got, todo)
    if told.is_discontinued:
        todo = _("name a successor; its criteria become void once their figures are missing")
        yield Finding(indicator.slug, Kind.DISCONTINUED, Severity.SEVERE, _("a series that goes on"), told.title, todo)
    yield from _of_provider_ahead(indicator, told, newest)


def _of_provider_ahead(indicator: Indicator, told: Description, newest: int | None) -> Iterator[Finding]:
    frequency = indicator.period_frequency
    theirs = int(end_days(np.array([day_number(told.newest)]), frequency)[0])
    if newest is not None and theirs > newest:
        places = {"theirs": label(theirs, frequency), "ours": label(newest, frequency)}
        yield Finding(indicator.slug, Kind.STALE, Severity.WARNING,
                      _("%(theirs)s, which the provider has") % places, _("the newest is of %(ours)s") % places,
                      _("refresh it"))  # fmt: skip


def of_held(held: HeldBatch) -> Finding:
    """Figures on another scale that nobody has decided on: what is shown is the state before them."""
    got = _("all of %(count)d figures times %(factor)g") % {"count": held.compared, "factor": held.factor}
    todo = _("decide: claimbase held list, then accept or refuse")
    return Finding(held.indicator.slug, Kind.HELD, Severity.SEVERE, _("figures on the scale before"), got, todo)


def of_twin(slug: str, other: str, shared: int, alternates: str) -> Finding:
    """Two indicators with the same figures: by design where a formula chooses between them, else probably one code
    under two names."""
    got = _("the %(count)d figures of %(other)s") % {"count": shared, "other": other}
    if alternates:
        todo = _("nothing: %(slug)s takes one where the other is missing") % {"slug": alternates}
        return Finding(slug, Kind.DUPLICATE, Severity.NOTE, _("figures of its own"), got, todo)
    todo = _("look whether both codes are right, and keep one of the two")
    return Finding(slug, Kind.DUPLICATE, Severity.WARNING, _("figures of its own"), got, todo)


def of_codes(slug: str, other: str, code: str) -> Finding:
    """Two indicators that ask one source for the same code, written in two ways."""
    todo = _("keep one of the two")
    return Finding(slug, Kind.DUPLICATE, Severity.SEVERE, _("a code of its own"), f"{code} ({other})", todo)
